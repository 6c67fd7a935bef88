import { describe, expect, it } from 'vitest'
import { ownerParameters, parameters, tracker } from '../test/support/parameters.js'
import { OWN_ADDRESS, standing, trackerState } from '../test/support/states.js'
import type { VrrpParameters } from './parameters.js'
import { assess, awaitsTracker, initialFacts, trackersFor } from './standing.js'
import type { StandingFacts } from './standing.js'

const weights = [
  tracker({ name: 'up', weight: 30 }),
  tracker({ name: 'down', weight: -20 }),
  tracker({ name: 'file', kind: 'file', weight: 2 }),
]
const states = {
  up: trackerState({ verdict: 'up', counter: 1 }),
  down: trackerState({ verdict: 'down', counter: 0 }),
  file: trackerState({ verdict: 'up', value: 7 }),
}

function effective(configured: VrrpParameters, facts: Partial<StandingFacts>): number {
  return assess(configured, standing(facts)).effectivePriority
}

describe('rule 95: effective priority', () => {
  it('is the base plus every contribution', () => {
    // 100 + 30 - 20 + 14
    expect(effective(parameters({ trackers: weights }), { trackers: states })).toBe(124)
  })

  it.each([
    [100, 253, 254],
    [200, 54, 254],
    [200, 55, 254],
    [100, -98, 2],
    [100, -99, 1],
    [100, -253, 1],
  ])('base %i and a contribution of %i make %i', (basePriority, weight, expected) => {
    const verdict = weight > 0 ? 'up' : 'down'
    expect(
      effective(parameters({ trackers: [tracker({ weight })] }), {
        basePriority,
        trackers: { check: trackerState({ verdict }) },
      }),
    ).toBe(expected)
  })

  it('clamps the sum, not its parts', () => {
    const trackers = [
      tracker({ name: 'a', weight: 200 }),
      tracker({ name: 'b', weight: 200 }),
      tracker({ name: 'c', weight: -250 }),
    ]
    const verdicts = {
      a: trackerState({ verdict: 'up' }),
      b: trackerState({ verdict: 'up' }),
      c: trackerState({ verdict: 'down' }),
    }
    // 100 + 200 + 200 - 250 = 250: a clamp on the way would give 4.
    expect(effective(parameters({ trackers }), { trackers: verdicts })).toBe(250)
  })

  it('the owner keeps 255', () => {
    expect(effective(ownerParameters(), { basePriority: 255 })).toBe(255)
    expect(effective(ownerParameters(), { basePriority: 255, trackers: states })).toBe(255)
  })

  it('rule 82: the owner that lowered itself has 254', () => {
    expect(effective(ownerParameters(), { basePriority: 255, ownerLowered: true })).toBe(254)
  })

  it('rule 142: in a sync group weights count only when asked for', () => {
    const grouped = parameters({ trackers: weights, group: 'G' })
    expect(effective(grouped, { trackers: states })).toBe(100)
    expect(effective({ ...grouped, syncGroupTrackingWeight: true }, { trackers: states })).toBe(124)
  })
})

describe('rules 108, 109: faults', () => {
  it('lists every reason there is', () => {
    const configured = parameters({
      trackers: [tracker(), tracker({ name: 'weighted', weight: -10 }), tracker({ name: 'fine' })],
    })
    const { faults } = assess(
      configured,
      standing({
        maintenance: 'operator',
        link: { up: false, sourceAddress: undefined, macAddress: undefined },
        trackers: {
          check: trackerState({ verdict: 'down' }),
          weighted: trackerState({ verdict: 'down' }),
          fine: trackerState(),
        },
        groupFault: 'VI_2',
      }),
    )
    expect(faults).toEqual([
      { kind: 'maintenance', by: 'operator' },
      { kind: 'interface', interface: 'eth0' },
      { kind: 'sourceAddress', interface: 'eth0' },
      { kind: 'tracker', tracker: 'check' },
      { kind: 'group', member: 'VI_2' },
    ])
  })

  it('has none when all is well', () => {
    expect(assess(parameters(), standing()).faults).toEqual([])
  })

  it('dont_track_primary: its own link does not count, its address does', () => {
    const configured = parameters({ dontTrackPrimary: true })
    const link = { up: false, sourceAddress: OWN_ADDRESS, macAddress: undefined }
    expect(assess(configured, standing({ link })).faults).toEqual([])
    expect(
      assess(configured, standing({ link: { ...link, sourceAddress: undefined } })).faults,
    ).toEqual([{ kind: 'sourceAddress', interface: 'eth0' }])
  })

  it('what was passed in as consequences does not count, only the facts do', () => {
    const stale = standing({
      effectivePriority: 7,
      faults: [{ kind: 'maintenance', by: 'nobody' }],
    })
    const assessed = assess(parameters(), stale)
    expect(assessed.effectivePriority).toBe(100)
    expect(assessed.faults).toEqual([])
  })
})

describe('rule 107: start and change are judged by one function', () => {
  it('never forgets `reverse` where a tracker has reported already', () => {
    const configured = parameters({ trackers: [tracker({ weight: 20, reverse: true })] })
    const known = trackersFor(configured, { check: trackerState({ verdict: 'up', counter: 1 }) })
    expect(effective(configured, { trackers: known })).toBe(80)
  })

  it('keeps what is known, starts what is new, forgets what is gone', () => {
    const configured = parameters({ trackers: [tracker(), tracker({ name: 'new' })] })
    const check = trackerState({ verdict: 'down', counter: 0 })
    expect(trackersFor(configured, { check, gone: trackerState() })).toEqual({
      check,
      new: { verdict: 'unknown', counter: undefined, value: 0 },
    })
  })
})

describe('before the start', () => {
  it('the link counts as up, from the configured address', () => {
    expect(initialFacts(parameters({ sourceAddress: '192.0.2.77' }))).toEqual({
      basePriority: 100,
      trackers: {},
      link: { up: true, sourceAddress: '192.0.2.77', macAddress: undefined },
      maintenance: undefined,
      groupFault: undefined,
      yielding: false,
      ownerLowered: false,
    })
  })

  it('rule 87: waits while one script of weight 0 has not reported', () => {
    const configured = parameters({ trackers: [tracker(), tracker({ name: 'other' })] })
    const check = trackerState({ verdict: 'up', counter: 1 })
    const other = trackerState({ verdict: 'unknown' })
    expect(awaitsTracker(configured, standing({ trackers: { check, other } }))).toBe(true)
    expect(awaitsTracker(configured, standing({ trackers: { check, other: check } }))).toBe(false)
  })
})
