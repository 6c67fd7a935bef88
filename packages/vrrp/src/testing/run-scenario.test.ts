import { describe, expect, test } from 'vitest'
import { randomScenario } from './random-scenario.js'
import { runScenario } from './run-scenario.js'
import type { Scenario } from './scenario.js'
import { shrinkScenario } from './shrink.js'

const config = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.10/24'],
}

const failover: Scenario = {
  seed: 1,
  durationMs: 20_000,
  latencyMs: [0, 0],
  groups: {},
  nodes: [
    { name: 'a', instances: [{ ...config, priority: 128 }] },
    { name: 'b', instances: [{ ...config, priority: 64 }] },
  ],
  events: [
    { at: 0, verb: 'start', node: 'a' },
    { at: 0, verb: 'start', node: 'b' },
    { at: 10_000, verb: 'crash', node: 'a' },
  ],
}

function timelineOf(scenario: Scenario): readonly string[] {
  const { entries } = runScenario(scenario).cluster.timeline
  return entries.map(({ at, who, text }) => `${at} ${who} ${text}`)
}

test('a failover, to the millisecond', () => {
  expect(timelineOf(failover)).toEqual([
    '0 -- start a',
    '0 a INIT -> BACKUP: started',
    '0 -- start b',
    '0 b INIT -> BACKUP: started',
    '3500 a BACKUP -> MASTER: no advert from anybody for 3500 ms',
    '10000 -- crash a',
    // The last advert at 9500, then 3 s and a skew of 192/256 s.
    '13250 b BACKUP -> MASTER: no advert from 192.0.2.1 (priority 128) for 3750 ms',
  ])
  expect(runScenario(failover).violation).toBeUndefined()
})

test('the same scenario, the same run, also through JSON', () => {
  const scenario = randomScenario(11, 120_000)
  const copy = JSON.parse(JSON.stringify(scenario)) as Scenario
  expect(timelineOf(copy)).toEqual(timelineOf(scenario))
  expect(timelineOf({ ...scenario, seed: 12 })).not.toEqual(timelineOf(scenario))
})

test('an event whose subject is not there is passed over', () => {
  const { violation, cluster } = runScenario({
    ...failover,
    events: [
      { at: 0, verb: 'start', node: 'c' },
      { at: 1, verb: 'cut', from: 'a', to: 'c' },
      { at: 2, verb: 'demote', node: 'a', instance: 'VI_2' },
    ],
  })
  expect(violation).toBeUndefined()
  expect(cluster.timeline.entries).toEqual([])
})

test('what was recorded can be looked at', () => {
  const { cluster } = runScenario(failover, { record: true })
  expect(cluster.toPcap().length).toBeGreaterThan(1000)
})

describe('two masters that do not hear each other', () => {
  const parted: Scenario = {
    ...failover,
    events: [
      { at: 0, verb: 'start', node: 'a' },
      { at: 0, verb: 'start', node: 'b' },
      { at: 5000, verb: 'cut', from: 'a', to: 'b' },
    ],
  }

  test('are no violation', () => {
    const { cluster, violation } = runScenario(parted)
    expect(cluster.masters()).toEqual(['a', 'b'])
    expect(violation).toBeUndefined()
  })

  test('and nothing to shrink', () => {
    expect(shrinkScenario(parted)).toBe(parted)
  })
})
