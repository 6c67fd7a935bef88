import { describe, expect, test } from 'vitest'
import type { TrackerConfig, VrrpConfig } from '../../config.js'
import { read } from './reading.js'
import type { Reading } from './reading.js'
import { StandingModel } from './standing-model.js'

function readingOf(tracker: TrackerConfig, changes: Partial<VrrpConfig> = {}): Reading {
  const config = {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.10/24'],
    trackers: [tracker],
    ...changes,
  }
  return read(config, undefined)
}

describe('scripts (rules 96-100)', () => {
  // A letter for each run, p = passes, f = fails; then the priority: 100, or 110 while up.
  test.each([
    ['', 100],
    ['p', 110],
    ['f', 100],
    ['pf', 110],
    ['pff', 100],
    ['pfpf', 110],
    ['pffp', 100],
    ['pffppp', 110],
    ['pffppfpp', 100],
  ])('rise 3, fall 2: %j', (runs, priority) => {
    const reading = readingOf({ kind: 'script', name: 'chk', weight: 10, rise: 3, fall: 2 })
    const standing = new StandingModel(reading)
    for (const run of runs) standing.scriptRan(reading, 'chk', run === 'p')
    expect(standing.priority(reading)).toBe(priority)
  })

  test('without weight: INIT until it ran, FAULT while down', () => {
    const reading = readingOf({ kind: 'script', name: 'chk' })
    const standing = new StandingModel(reading)
    expect([standing.isWaiting(reading), standing.fault(reading)]).toEqual([true, undefined])
    standing.scriptRan(reading, 'chk', false)
    expect([standing.isWaiting(reading), standing.fault(reading)]).toEqual([false, 'chk'])
    standing.scriptRan(reading, 'chk', true)
    expect(standing.fault(reading)).toBeUndefined()
  })
})

describe('links and files', () => {
  test.each([
    [{ weight: 20 }, true, 120],
    [{ weight: 20 }, false, 100],
    [{ weight: -20 }, true, 100],
    [{ weight: -20 }, false, 80],
    [{ weight: -20, reverse: true }, false, 120],
    [{ weight: 200 }, true, 254],
    [{ weight: -200 }, false, 1],
  ])('interface %j, up: %s', (options, up, priority) => {
    const reading = readingOf({ kind: 'interface', name: 'eth2', ...options })
    const standing = new StandingModel(reading)
    standing.linkChanged(reading, 'eth2', up)
    expect(standing.priority(reading)).toBe(priority)
  })

  test.each([
    [{ weight: 10 }, '3', 130, undefined],
    [{ weight: 10 }, '-3', 70, undefined],
    [{ weight: 100 }, '-3', 1, 'load'],
    [{ weight: 0 }, '1', 100, 'load'],
    [{ weight: 0 }, '0', 100, undefined],
    [{ weight: 0, reverse: true }, '0', 100, 'load'],
  ])('file %j with %s (rule 103)', (options, content, priority, fault) => {
    const reading = readingOf({ kind: 'file', name: 'load', ...options })
    const standing = new StandingModel(reading)
    standing.fileRead(reading, 'load', content)
    expect([standing.priority(reading), standing.fault(reading)]).toEqual([priority, fault])
  })

  test('the own link, unless it is not tracked', () => {
    const tracker = { kind: 'interface', name: 'eth2', weight: 1 } as const
    const reading = readingOf(tracker)
    const standing = new StandingModel(reading)
    standing.linkChanged(reading, 'eth0', false)
    expect(standing.fault(reading)).toBe('its link is down')
    expect(standing.fault(readingOf(tracker, { dontTrackPrimary: true }))).toBeUndefined()
  })

  test('weights count for nothing in a group, unless asked for (rule 142)', () => {
    const reading = {
      ...readingOf({ kind: 'file', name: 'load', weight: 10 }),
      weightsCount: false,
    }
    const standing = new StandingModel(reading)
    standing.fileRead(reading, 'load', '3')
    expect(standing.priority(reading)).toBe(100)
  })
})
