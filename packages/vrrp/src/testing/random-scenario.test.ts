import { describe, expect, test } from 'vitest'
import { resolveConfig } from '../resolve.js'
import { bareAddress } from './bare-address.js'
import { randomScenario } from './random-scenario.js'

const scenarios = Array.from({ length: 300 }, (_, seed) => randomScenario(seed))
const nodes = scenarios.flatMap((scenario) => scenario.nodes)
const configs = nodes.flatMap(({ instances }) => instances)
const events = scenarios.flatMap((scenario) => scenario.events)

test('the same seed, the same scenario; another seed, another one', () => {
  expect(randomScenario(7)).toEqual(scenarios[7])
  expect(randomScenario(8)).not.toEqual(scenarios[7])
})

test('a scenario survives JSON', () => {
  for (const scenario of scenarios) {
    expect(JSON.parse(JSON.stringify(scenario))).toEqual(scenario)
  }
})

test('every configuration can be', () => {
  for (const config of configs) expect(() => resolveConfig(config)).not.toThrow()
})

test('events are in order and end with a calm that lasts', () => {
  for (const { events: some, durationMs } of scenarios) {
    const times = some.map(({ at }) => at)
    expect(times).toEqual(times.toSorted((one, other) => one - other))
    expect(some.at(-1)).toMatchObject({ verb: 'calm' })
    expect(durationMs - (some.at(-1)?.at ?? 0)).toBeGreaterThanOrEqual(75_000)
  }
})

describe('everything comes up', () => {
  test('verbs', () => {
    expect([...new Set(events.map(({ verb }) => verb))].sort()).toEqual([
      'addressFails',
      'calm',
      'clog',
      'crash',
      'cut',
      'demote',
      'file',
      'heal',
      'inject',
      'link',
      'maintenance',
      'network',
      'partition',
      'priority',
      'promote',
      'reconfigure',
      'restart',
      'script',
      'stall',
      'start',
      'stop',
    ])
  })

  test.each([
    ['two to five nodes', new Set(scenarios.map((each) => each.nodes.length)).size === 4],
    ['sync groups', scenarios.some(({ groups }) => Object.keys(groups).length > 0)],
    ['drift of a percent', nodes.some(({ driftPpm = 0 }) => Math.abs(driftPpm) > 5000)],
    ['slow addresses', nodes.some(({ addressDelayMs = 0 }) => addressDelayMs > 100)],
    ['VRRPv2', configs.some(({ version }) => version === 2)],
    [
      'IPv6',
      configs.some(({ virtualAddresses }) => virtualAddresses.map(bareAddress)[0]?.includes(':')),
    ],
    ['all profiles', new Set(configs.map(({ profile }) => profile)).size === 4],
    ['owners', configs.some(({ priority }) => priority === 255)],
    ['nopreempt', configs.some(({ preempt }) => preempt === false)],
    ['preempt_delay', configs.some(({ preemptDelayMs }) => preemptDelayMs !== undefined)],
    ['startup delay', configs.some(({ startupDelayMs }) => startupDelayMs !== undefined)],
    ['unicast', configs.some(({ unicastPeers }) => unicastPeers !== undefined)],
    ['passwords', configs.some(({ authentication }) => authentication?.type === 'pass')],
    ['short intervals', configs.some(({ advertIntMs = 1000 }) => advertIntMs <= 100)],
    ['down_timer_adverts', configs.some(({ downTimerAdverts }) => downTimerAdverts === 5)],
    ['v3_checksum_as_v2', configs.some(({ v3ChecksumAsV2 }) => v3ChecksumAsV2 === true)],
    ['pacing', configs.some(({ garpIntervalMs }) => garpIntervalMs !== undefined)],
    ['trackers', configs.some(({ trackers = [] }) => trackers.length === 3)],
  ])('%s', (_, isThere) => {
    expect(isThere).toBe(true)
  })
})
