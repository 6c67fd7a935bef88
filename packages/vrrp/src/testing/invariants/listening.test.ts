import { expect, test } from 'vitest'
import { Listening } from './listening.js'
import type { Listener } from './listening.js'
import { read } from './reading.js'
import type { WireAdvert } from './wire-advert.js'

// Priority 128 and a second: a skew of half a second, a master-down interval of 3500 ms.
function listener(changes: object = {}, priority = 128): Listener {
  const config = {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.10/24'],
    version: 3 as const,
    priority: 128,
    ...changes,
  }
  return { reading: read(config, undefined), priority, isYielding: false }
}

function advert(priority: number, intervalMs = 1000): WireAdvert {
  const rest = { version: 3, type: 1, vrid: 51, count: 0, authType: 0, password: '' }
  return { ...rest, priority, intervalMs, list: new Uint8Array(), isWhole: true, isSound: true }
}

function dueAfter(who: Listener, ...heard: readonly (readonly [number, WireAdvert])[]): number {
  const listening = new Listening()
  listening.begin(who, 0)
  for (const [now, each] of heard) listening.hears(who, now, each)
  return listening.dueAt(who.reading, who.priority)
}

test('a backup that hears nobody', () => {
  expect(dueAfter(listener())).toBe(3500)
})

test('a stronger or equal master starts the wait anew (rule 60)', () => {
  expect(dueAfter(listener(), [1000, advert(200)])).toBe(4500)
  expect(dueAfter(listener(), [1000, advert(128)])).toBe(4500)
})

test('a weaker one does not, unless this one does not preempt (rules 61, 84)', () => {
  expect(dueAfter(listener(), [1000, advert(127)])).toBe(3500)
  expect(dueAfter(listener({ preempt: false }), [1000, advert(1)])).toBe(4500)
  expect(dueAfter({ ...listener(), isYielding: true }, [1000, advert(1)])).toBe(4500)
})

test('a goodbye leaves the skew, of the learned interval (rule 59)', () => {
  expect(dueAfter(listener(), [1000, advert(0)])).toBe(1500)
  expect(dueAfter(listener(), [1000, advert(200, 100)], [1050, advert(0)])).toBe(1100)
})

test('the interval is learned in VRRPv3 only (rule 50)', () => {
  expect(dueAfter(listener(), [1000, advert(200, 2000)])).toBe(1000 + 6000 + 1000)
  expect(dueAfter(listener({ version: 2 }), [1000, advert(200, 2000)])).toBe(4500)
})

test('preempt_delay lets a weaker master be for a while (rule 92)', () => {
  const patient = listener({ preemptDelayMs: 2500 })
  const weaker = advert(100)
  expect(dueAfter(patient, [1000, weaker], [2000, weaker], [3000, weaker])).toBe(6500)
  expect(dueAfter(patient, [1000, weaker], [3000, weaker], [3500, weaker])).toBe(6500)
  // A stronger one in between, and the delay begins anew.
  expect(dueAfter(patient, [1000, weaker], [3000, advert(200)], [4000, weaker])).toBe(7500)
})

test('a new priority or interval shifts the timer (rule 51)', () => {
  const listening = new Listening()
  listening.begin(listener(), 0)
  expect(listening.dueAt(listener().reading, 64)).toBe(3750)
  const slower = listener({ advertIntMs: 2000 }).reading
  listening.reconfigured(slower)
  expect(listening.dueAt(slower, 128)).toBe(7000)
})

test('a learned interval outlasts a new configuration', () => {
  const listening = new Listening()
  listening.begin(listener(), 0)
  listening.hears(listener(), 1000, advert(200))
  const slower = listener({ advertIntMs: 2000 }).reading
  listening.reconfigured(slower)
  expect(listening.dueAt(slower, 128)).toBe(4500)
})

test('the wish of a group member ends when it hears a master, not at a goodbye (rule 143)', () => {
  const listening = new Listening()
  listening.begin(listener(), 0)
  listening.wish(3500)
  listening.hears(listener(), 4000, advert(0))
  expect(listening.wishes).toBe(true)
  listening.hears(listener(), 4100, advert(200))
  expect(listening.wishes).toBe(false)
})
