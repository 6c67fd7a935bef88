import { describe, expect, it } from 'vitest'
import type { ParameterChanges } from '../test/support/parameters.js'
import { parameters, tracker } from '../test/support/parameters.js'
import { shown, shownEffects } from '../test/support/shown.js'
import { advert, backup, master, stateOf } from '../test/support/states.js'
import { nextDeadline, step } from './machine.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpState } from './state.js'
import type { Step } from './transitions.js'

function reconfigured(
  before: VrrpParameters,
  after: VrrpParameters,
  state: VrrpState,
  now: number,
): Step {
  return step(before, state, now, { type: 'parametersChanged', parameters: after })
}

const first = { interface: 'eth0', address: '192.0.2.10', prefixLength: 24, accept: true }
const second = { ...first, address: '192.0.2.11' }

describe('rule 51: in BACKUP the running timer shifts by the difference', () => {
  it.each<[string, ParameterChanges, ParameterChanges, number]>([
    ['VRRPv2, 1 s to 2 s: 3 s later', {}, { advertIntMs: 2000 }, 16_609.375],
    ['VRRPv2, 2 s to 1 s: 3 s sooner', { advertIntMs: 2000 }, {}, 10_609.375],
    ['priority 100 to 200: 390.625 ms sooner', {}, { priority: 200 }, 13_218.75],
    ['priority 100 to 50: 195.3125 ms later', {}, { priority: 50 }, 13_804.6875],
    // 3609.375 becomes 6000 + 56 x 2000 / 256 = 6437.5.
    [
      'VRRPv3, interval and priority at once',
      { version: 3 },
      { version: 3, advertIntMs: 2000, priority: 200 },
      16_437.5,
    ],
    ['3 to 5 missed adverts', {}, { downTimerAdverts: 5 }, 15_609.375],
    ['nothing that counts', {}, { preempt: false }, 13_609.375],
  ])('%s', (_, before, after, dueAt) => {
    const role = { masterAdverIntMs: before.advertIntMs ?? 1000 }
    const outcome = reconfigured(parameters(before), parameters(after), backup(role), 10_500)
    expect(nextDeadline(outcome.state)).toBe(dueAt)
  })

  it('an interval learned from the master stays', () => {
    const following = backup({
      masterAdverIntMs: 100,
      masterDownAt: 10_860.9375,
      master: { address: '192.0.2.2', priority: 150, heardAt: 10_500 },
    })
    const outcome = reconfigured(
      parameters({ version: 3 }),
      parameters({ version: 3, advertIntMs: 5000 }),
      following,
      10_600,
    )
    expect(nextDeadline(outcome.state)).toBe(10_860.9375)
    expect(outcome.state.role).toMatchObject({ masterAdverIntMs: 100 })
  })

  it('a pending claim stays', () => {
    const claim = { id: 0, deadline: 10_800, reason: { kind: 'started' } } as const
    const asking = backup({ masterDownAt: undefined, claim })
    const configured = parameters({ claim: { timeoutMs: 1000, timeoutVerdict: 'deny' } })
    const outcome = reconfigured(configured, { ...configured, advertIntMs: 2000 }, asking, 10_500)
    expect(outcome.effects).toEqual([])
    expect(outcome.state.role).toMatchObject({ claim, masterDownAt: undefined })
  })
})

describe('rule 156: in MASTER', () => {
  it.each<[string, ParameterChanges]>([
    ['an interval', { advertIntMs: 2000 }],
    ['a priority', { priority: 1 }],
    ['more addresses', { heldAddresses: [first, second] }],
    ['other addresses', { heldAddresses: [second] }],
    ['no addresses', { heldAddresses: [] }],
    ['a version', { version: 3 }],
    ['a tracker', { trackers: [tracker({ weight: 10 })] }],
    ['nopreempt', { preempt: false }],
    ['announcements', { announce: { refreshMs: 1000 } }],
  ])('%s: it stays master and never says priority 0', (_, after) => {
    const outcome = reconfigured(parameters(), parameters(after), master(), 10_500)
    expect(outcome.state.role.name).toBe('MASTER')
    expect(shownEffects(outcome)).not.toContain('advert 0')
  })

  it('addresses that stay are not asked for again', () => {
    const outcome = reconfigured(parameters(), parameters({ priority: 120 }), master(), 10_500)
    expect(shownEffects(outcome)).toEqual(['priority 100>120'])
  })

  it('a changed set is held as a whole, and announced when it is', () => {
    const after = parameters({ heldAddresses: [first, second] })
    const outcome = reconfigured(parameters(), after, master(), 10_500)
    expect(shownEffects(outcome)).toEqual(['drop', 'hold 192.0.2.10 192.0.2.11'])
    const held = step(after, outcome.state, 10_600, {
      type: 'addressesHeld',
      outcome: { ok: true },
    })
    expect(shownEffects(held)).toEqual(['announce 192.0.2.10 192.0.2.11 x5', 'addressesHeld'])
  })

  it.each([
    ['prefix length', { ...first, prefixLength: 25 }],
    ['interface', { ...first, interface: 'eth1' }],
    ['accept mode', { ...first, accept: false }],
  ])('another %s of an address is a change', (_, changed) => {
    const after = parameters({ heldAddresses: [changed] })
    expect(shownEffects(reconfigured(parameters(), after, master(), 10_500))).toEqual([
      'drop',
      'hold 192.0.2.10',
    ])
  })

  it('an address that is its own no longer is asked for again, and one that is so now, too', () => {
    const own = parameters({ priority: 255, heldAddresses: [{ ...first, isOwn: true }] })
    const moving = parameters({ priority: 100, heldAddresses: [first] })
    expect(shownEffects(reconfigured(own, moving, master(), 10_500))).toContain('hold 192.0.2.10')
    expect(shownEffects(reconfigured(moving, own, master(), 10_500))).toContain('hold 192.0.2.10')
  })

  it('an address that was not its own, in other words, is left alone', () => {
    const before = parameters({ heldAddresses: [first] })
    const after = parameters({ heldAddresses: [{ ...first, isOwn: false }] })
    expect(shownEffects(reconfigured(before, after, master(), 10_500))).toEqual([])
  })

  it('no address is left: what is held is let go', () => {
    const outcome = reconfigured(parameters(), parameters({ heldAddresses: [] }), master(), 10_500)
    expect(shownEffects(outcome)).toEqual(['drop', 'release'])
    expect(outcome.state.role).toMatchObject({ holding: { status: 'held' } })
  })

  it('also when a new tracker ends mastership in the same change', () => {
    const after = parameters({ heldAddresses: [], trackers: [tracker({ initFail: true })] })
    const outcome = reconfigured(parameters(), after, master(), 10_500)
    expect(outcome.state.role.name).toBe('FAULT')
    expect(shownEffects(outcome)).toContain('release')
  })

  it.each<[string, ParameterChanges, string]>([
    ['a shorter interval', { advertIntMs: 500 }, 'MASTER @11000 | advert 100'],
    ['a longer interval', { advertIntMs: 10_000 }, 'MASTER @20500 | advert 100'],
    ['a priority', { priority: 90 }, 'MASTER @11500 | advert 90'],
    ['a list', { virtualAddresses: ['192.0.2.11'] }, 'MASTER @11500 | advert 100'],
    ['another peer', { unicastPeers: ['192.0.2.2'] }, 'MASTER @11500 | advert 100'],
    ['a version', { version: 3 }, 'MASTER @11500 | advert 100'],
  ])('rule 74: %s is told at once, and the timer begins anew', (_, changes, said) => {
    const after = parameters(changes)
    const { state } = reconfigured(parameters(), after, master(), 10_500)
    expect(nextDeadline(state)).toBe(10_500)
    expect(shown(step(after, state, 10_500, { type: 'timerExpired' }))).toBe(said)
  })

  it('what is not told moves no timer', () => {
    const after = parameters({ preempt: false, announce: { lowerPrioRepeat: 1 } })
    expect(nextDeadline(reconfigured(parameters(), after, master(), 10_500).state)).toBe(11_000)
  })

  it.each([
    ['begins', 0, 30_000, undefined, 40_500],
    ['ends', 30_000, 0, 25_000, undefined],
    ['gets another period', 30_000, 60_000, 25_000, 70_500],
    ['is left alone', 30_000, 30_000, 25_000, 25_000],
  ])('a refresh %s', (_, before, after, refreshAt, expected) => {
    const announcing = {
      secondBurstAt: undefined,
      lowerPrioBurstAt: undefined,
      refreshAt,
      contest: undefined,
    }
    const outcome = reconfigured(
      parameters({ announce: { refreshMs: before } }),
      parameters({ announce: { refreshMs: after } }),
      master({ announcing }),
      10_500,
    )
    expect(outcome.state.role).toMatchObject({ announcing: { refreshAt: expected } })
  })
})

describe('priority', () => {
  it('one that was set while running stays until the configuration names another', () => {
    const set = step(parameters(), master(), 10_100, { type: 'priorityChanged', priority: 120 })
    const kept = reconfigured(parameters(), parameters({ advertIntMs: 2000 }), set.state, 10_500)
    expect(kept.state.standing.effectivePriority).toBe(120)
    const named = reconfigured(parameters(), parameters({ priority: 90 }), set.state, 10_500)
    expect(named.state.standing.effectivePriority).toBe(90)
    expect(shownEffects(named)).toEqual(['priority 120>90'])
  })

  it('rule 107: the weight of a tracker that has reported counts at once, reversed or not', () => {
    const before = parameters({ trackers: [tracker({ weight: 10 })] })
    const after = parameters({ trackers: [tracker({ weight: 30, reverse: true })] })
    const started = step(
      before,
      stateOf(
        { name: 'INIT', phase: 'stopped' },
        {
          trackers: { check: { verdict: 'unknown', counter: undefined, value: 0 } },
        },
      ),
      0,
      { type: 'scriptFinished', tracker: 'check', success: true },
    )
    expect(started.state.standing.effectivePriority).toBe(110)
    const outcome = reconfigured(before, after, started.state, 100)
    expect(outcome.state.standing.effectivePriority).toBe(70)
  })
})

describe('FAULT and INIT', () => {
  it('a tracker that is no longer configured is no reason any more', () => {
    const before = parameters({ trackers: [tracker()] })
    const faulty = stateOf(
      { name: 'FAULT' },
      {
        trackers: { check: { verdict: 'down', counter: 0, value: 0 } },
        faults: [{ kind: 'tracker', tracker: 'check' }],
      },
    )
    expect(shown(reconfigured(before, parameters(), faulty, 20_000))).toBe(
      'BACKUP @23609.375 | FAULT>BACKUP: faultCleared',
    )
  })

  it('a stopped instance stays stopped', () => {
    const stopped = stateOf({ name: 'INIT', phase: 'stopped' })
    expect(shown(reconfigured(parameters(), parameters({ priority: 90 }), stopped, 0))).toBe(
      'INIT stopped | priority 100>90',
    )
  })

  it('the election goes on as if configured so from the start', () => {
    const followed = reconfigured(parameters(), parameters({ preempt: false }), backup(), 10_500)
    const heard = step(parameters({ preempt: false }), followed.state, 11_000, {
      type: 'advertReceived',
      advertisement: advert(1),
    })
    expect(shown(heard)).toBe('BACKUP @14609.375')
  })
})
