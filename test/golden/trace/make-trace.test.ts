import { expect, it } from 'vitest'
import type { Advert, Happening } from './happening.js'
import { makeTrace } from './make-trace.js'

const zeroAt = 1_795_336_722_000

function mark(at: number, text = 'start A'): Happening {
  return { kind: 'MARK', at: zeroAt + at, who: '-', text }
}

function advert(at: number, priority = 100, series = 'A v2 51'): Advert {
  const text = `v2 prio=${priority}`
  return { kind: 'ADV', at: zeroAt + at, who: 'A', text, series, intervalMs: 1000 }
}

function garp(at: number, address = '10.77.0.100'): Happening {
  return { kind: 'GARP', at: zeroAt + at, who: 'A', text: `${address} request` }
}

function address(at: number, kind: 'ADDR+' | 'ADDR-', who: 'A' | 'B' = 'A'): Happening {
  return { kind, at: zeroAt + at, who, text: '10.77.0.100/24 dev eth0' }
}

/** Without the mark that every trace begins with. */
function traced(...happenings: readonly Happening[]): readonly string[] {
  const [, ...events] = makeTrace([mark(0), ...happenings], zeroAt)
  return events.map(({ at, kind, text }) => `${at} ${kind} ${text}`)
}

it('begins with the first mark, whatever was seen before, and is in order', () => {
  const marks = [mark(250, 'stop A SIGTERM'), garp(-500), mark(-400), mark(1500, 'end')]
  expect(makeTrace(marks, zeroAt)).toEqual([
    { at: -0.4, who: '-', kind: 'MARK', text: 'start A' },
    { at: 0.25, who: '-', kind: 'MARK', text: 'stop A SIGTERM' },
    { at: 1.5, who: '-', kind: 'MARK', text: 'end' },
  ])
})

it('refuses what has no mark', () => {
  expect(() => makeTrace([garp(0)], zeroAt)).toThrow('begins with a mark')
})

it('folds a run of equal adverts', () => {
  expect(traced(advert(1000), advert(2000), advert(3010))).toEqual([
    '1 ADV first v2 prio=100',
    '3.01 ADV last  v2 prio=100  n=3 interval=1.005',
  ])
})

it('has no last of one', () => {
  expect(traced(advert(1000))).toEqual(['1 ADV first v2 prio=100'])
})

it('ends a run when an advert says something else', () => {
  expect(traced(advert(1000), advert(2000), advert(2500, 0))).toEqual([
    '1 ADV first v2 prio=100',
    '2 ADV last  v2 prio=100  n=2 interval=1.000',
    '2.5 ADV first v2 prio=0',
  ])
})

it.each([
  [2620, ['1 ADV first v2 prio=100', '2.62 ADV last  v2 prio=100  n=2 interval=1.620']],
  [2621, ['1 ADV first v2 prio=100', '2.621 ADV first v2 prio=100']],
])('ends a run after 1.6 intervals and 20 ms: an advert at %i ms', (at, lines) => {
  expect(traced(advert(1000), advert(at))).toEqual(lines)
})

it('keeps the series of each router, VRID and version apart', () => {
  expect(traced(advert(1000), advert(1500, 100, 'A v2 52'), advert(2000))).toEqual([
    '1 ADV first v2 prio=100',
    '1.5 ADV first v2 prio=100',
    '2 ADV last  v2 prio=100  n=2 interval=1.000',
  ])
})

it('folds a burst of announcements of one address', () => {
  const burst = [garp(1000), garp(1000), garp(1049), garp(1098), garp(1148)]
  expect(traced(...burst, garp(1020, '10.77.0.101'))).toEqual([
    '1 GARP 10.77.0.100 request x4',
    '1.02 GARP 10.77.0.101 request x1',
    '1.148 GARP 10.77.0.100 request x1',
  ])
})

it('takes an address that is set again for what it was', () => {
  const leased = [address(1000, 'ADDR+'), address(2000, 'ADDR+'), address(3000, 'ADDR-')]
  expect(traced(...leased, address(2500, 'ADDR+', 'B'), address(4000, 'ADDR+'))).toEqual([
    '1 ADDR+ 10.77.0.100/24 dev eth0',
    '2.5 ADDR+ 10.77.0.100/24 dev eth0',
    '3 ADDR- 10.77.0.100/24 dev eth0',
    '4 ADDR+ 10.77.0.100/24 dev eth0',
  ])
})

it('knows the addresses from before the first mark', () => {
  expect(traced(address(-100, 'ADDR+'), address(1000, 'ADDR+'))).toEqual([])
  expect(traced(address(-100, 'ADDR+'), address(1000, 'ADDR-'))).toEqual([
    '1 ADDR- 10.77.0.100/24 dev eth0',
  ])
})
