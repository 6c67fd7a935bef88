import { describe, expect, it } from 'vitest'
import { ownerParameters, parameters, tracker, v3Parameters } from '../test/support/parameters.js'
import { shown, shownEffects } from '../test/support/shown.js'
import { advert, backup, ownerStanding, stateOf, trackerState } from '../test/support/states.js'
import { nextDeadline, step } from './machine.js'
import type { VrrpInput } from './input.js'
import type { VrrpParameters } from './parameters.js'
import type { BackupRole, Standing, VrrpState } from './state.js'
import type { Step } from './transitions.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'

function hears(
  configured: VrrpParameters,
  state: VrrpState,
  now: number,
  advertisement: ReceivedAdvertisement,
): Step {
  return step(configured, state, now, { type: 'advertReceived', advertisement })
}

function roleOf({ state }: Step): BackupRole {
  if (state.role.name !== 'BACKUP') throw new Error(`${state.role.name} is no BACKUP`)
  return state.role
}

const START: VrrpInput = { type: 'started' }
const EXPIRE: VrrpInput = { type: 'timerExpired' }
const stopped = (facts: Partial<Standing> = {}): VrrpState =>
  stateOf({ name: 'INIT', phase: 'stopped' }, facts)

describe('adverts', () => {
  it('rule 60: an equal or higher priority sets the timer anew, to the full interval', () => {
    expect(shown(hears(parameters(), backup(), 12_000, advert(100)))).toBe('BACKUP @15609.375')
    expect(shown(hears(parameters(), backup(), 12_000, advert(254)))).toBe('BACKUP @15609.375')
    expect(shown(hears(parameters(), backup(), 12_000, advert(255)))).toBe('BACKUP @15609.375')
  })

  it('rule 60: remembers whom it follows', () => {
    const { master, listeningSince } = roleOf(hears(parameters(), backup(), 12_000, advert(150)))
    expect(master).toEqual({ address: '192.0.2.2', priority: 150, heardAt: 12_000 })
    expect(listeningSince).toBe(12_000)
  })

  it('rule 68: the address decides nothing here, higher or lower', () => {
    const lower = hears(parameters(), backup(), 12_000, advert(100, { source: '192.0.2.2' }))
    const higher = hears(parameters(), backup(), 12_000, advert(100, { source: '192.0.2.9' }))
    expect(shown(lower)).toBe('BACKUP @15609.375')
    expect(shown(higher)).toBe('BACKUP @15609.375')
  })

  it('rule 61: a lower priority is ignored and the timer runs on', () => {
    const heard = hears(parameters(), backup(), 12_000, advert(99))
    expect(shown(heard)).toBe('BACKUP @13609.375')
    expect(roleOf(heard).master).toBeUndefined()
  })

  it('rule 59: priority 0 leaves the skew', () => {
    expect(shown(hears(parameters(), backup(), 12_000, advert(0)))).toBe('BACKUP @12609.375')
    const strong = backup({}, { basePriority: 200, effectivePriority: 200 })
    expect(shown(hears(parameters({ priority: 200 }), strong, 12_000, advert(0)))).toBe(
      'BACKUP @12218.75',
    )
  })

  it('rule 59: in VRRPv3 the skew of the interval learned from the master', () => {
    const state = backup({ masterAdverIntMs: 100 })
    const goodbye = advert(0, { version: 3, advertIntMs: 4000 })
    // 156 x 100 / 256; the interval of a goodbye is not learned.
    const heard = hears(v3Parameters(), state, 12_000, goodbye)
    expect(shown(heard)).toBe('BACKUP @12060.9375')
    expect(roleOf(heard).masterAdverIntMs).toBe(100)
  })

  it('rules 36, 50, 60: VRRPv3 learns the interval of the master', () => {
    const heard = hears(v3Parameters(), backup(), 12_000, advert(150, { advertIntMs: 100 }))
    // 300 + 60.9375
    expect(shown(heard)).toBe('BACKUP @12360.9375 | interval 1000>100')
    expect(roleOf(heard).masterAdverIntMs).toBe(100)
    expect(heard.effects).toEqual([
      {
        type: 'note',
        note: {
          kind: 'advertIntervalLearned',
          fromMs: 1000,
          toMs: 100,
          address: '192.0.2.2',
        },
      },
    ])
  })

  it('rule 61: nothing is learned from a weaker router', () => {
    const heard = hears(v3Parameters(), backup(), 12_000, advert(50, { advertIntMs: 100 }))
    expect(shown(heard)).toBe('BACKUP @13609.375')
    expect(roleOf(heard).masterAdverIntMs).toBe(1000)
  })

  it('rule 47: VRRPv2 keeps its own interval', () => {
    const heard = hears(parameters(), backup(), 12_000, advert(150, { advertIntMs: 9000 }))
    expect(shown(heard)).toBe('BACKUP @15609.375')
  })
})

describe('the timer', () => {
  it('rules 58, 76: advert first, then addresses, the news last', () => {
    expect(shown(step(parameters(), backup(), 13_609.375, EXPIRE))).toBe(
      'MASTER @14609.375 | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: noMaster',
    )
  })

  it('says what it waited for', () => {
    const after = (role: Partial<BackupRole>, now: number): unknown =>
      step(parameters(), backup(role), now, EXPIRE).effects.at(-1)
    const master = { address: '192.0.2.2', priority: 150, heardAt: 10_000 }
    const changed = { type: 'stateChanged', from: 'BACKUP', to: 'MASTER' }
    expect(after({}, 13_611.375)).toEqual({
      ...changed,
      reason: { kind: 'noMaster', waitedMs: 3609.375, lateMs: 2 },
    })
    expect(after({ master }, 13_609.375)).toEqual({
      ...changed,
      reason: { kind: 'masterSilent', master, silentMs: 3609.375, lateMs: 0 },
    })
    expect(after({ master, resigned: '192.0.2.2' }, 13_609.375)).toEqual({
      ...changed,
      reason: { kind: 'masterResigned', address: '192.0.2.2', lateMs: 0 },
    })
    expect(after({ weaker: { ...master, priority: 50 } }, 13_609.375)).toEqual({
      ...changed,
      reason: { kind: 'preempted', weaker: { ...master, priority: 50 }, ownPriority: 100 },
    })
  })

  it('an instance without addresses has nothing to hold', () => {
    const configured = parameters({ virtualAddresses: [], heldAddresses: [] })
    const taken = step(configured, backup(), 13_609.375, EXPIRE)
    expect(shown(taken)).toBe('MASTER @14609.375 | advert 100 | BACKUP>MASTER: noMaster')
    expect(taken.state.role).toMatchObject({ holding: { status: 'held' } })
  })

  it('rule 48: down_timer_adverts', () => {
    const heard = hears(parameters({ downTimerAdverts: 5 }), backup(), 10_000, advert(150))
    expect(shown(heard)).toBe('BACKUP @15609.375')
  })
})

describe('rule 51: a changed priority shifts the running timer', () => {
  // Skew 609.375 at 100, 218.75 at 200, 804.6875 at 50.
  it.each([
    [200, 13_218.75],
    [50, 13_804.6875],
    [100, 13_609.375],
  ])('to %i: due at %f', (priority, dueAt) => {
    const changed = step(parameters(), backup(), 12_000, { type: 'priorityChanged', priority })
    expect(nextDeadline(changed.state)).toBe(dueAt)
  })

  it('by what trackers contribute as well', () => {
    const configured = parameters({ trackers: [tracker({ weight: -50 })] })
    const state = backup({}, { trackers: { check: trackerState({ counter: 1 }) } })
    const changed = step(configured, state, 12_000, {
      type: 'scriptFinished',
      tracker: 'check',
      success: false,
    })
    expect(shown(changed)).toBe('BACKUP @13804.6875 | priority 100>50')
  })

  it('in VRRPv3 in parts of the learned interval', () => {
    const state = backup({ masterAdverIntMs: 100, masterDownAt: 12_360.9375 })
    const changed = step(v3Parameters(), state, 12_000, { type: 'priorityChanged', priority: 200 })
    // 100/256 x 100 = 39.0625 earlier
    expect(nextDeadline(changed.state)).toBe(12_321.875)
  })

  it('rule 94: above the master, it takes over after one interval at most', () => {
    const configured = parameters({ priority: 200 })
    const followed = hears(configured, backup(), 12_000, advert(150))
    expect(nextDeadline(followed.state)).toBe(15_609.375)
    const raised = step(configured, followed.state, 12_500, {
      type: 'priorityChanged',
      priority: 200,
    })
    expect(nextDeadline(raised.state)).toBe(15_218.75)
    const ignored = hears(configured, raised.state, 13_000, advert(150))
    expect(nextDeadline(ignored.state)).toBe(15_218.75)
    expect(shownEffects(step(configured, ignored.state, 15_218.75, EXPIRE))).toEqual([
      'advert 200',
      'hold 192.0.2.10',
      'BACKUP>MASTER: preempted',
    ])
  })
})

describe('preemption', () => {
  const nopreempt = parameters({ preempt: false })

  it('rules 60, 84: nopreempt follows any master', () => {
    expect(shown(hears(nopreempt, backup(), 12_000, advert(1)))).toBe('BACKUP @15609.375')
  })

  it('rule 90: but not one that is silent or leaves', () => {
    const followed = hears(nopreempt, backup(), 12_000, advert(1)).state
    expect(shown(step(nopreempt, followed, 15_609.375, EXPIRE))).toBe(
      'MASTER @16609.375 | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: masterSilent',
    )
    expect(shown(hears(nopreempt, followed, 12_500, advert(0)))).toBe('BACKUP @13109.375')
  })

  describe('rule 92: preempt_delay', () => {
    const delayed = parameters({ preemptDelayMs: 5000 })
    const first = hears(delayed, backup(), 12_000, advert(50))

    it('the first weaker advert starts it and is followed', () => {
      expect(shown(first)).toBe('BACKUP @15609.375 | preemptDelayStarted')
      expect(roleOf(first).preemptAt).toBe(17_000)
    })

    it('while it runs the weaker master is followed without further news', () => {
      const second = hears(delayed, first.state, 13_000, advert(50))
      expect(shown(second)).toBe('BACKUP @16609.375')
      expect(roleOf(second).preemptAt).toBe(17_000)
    })

    it('after it weaker adverts are ignored: takeover comes one interval later at most', () => {
      let state = first.state
      for (const at of [13_000, 14_000, 15_000, 16_000]) {
        state = hears(delayed, state, at, advert(50)).state
      }
      const ignored = hears(delayed, state, 17_000, advert(50))
      expect(shown(ignored)).toBe('BACKUP @19609.375')
      expect(shownEffects(step(delayed, ignored.state, 19_609.375, EXPIRE)).at(-1)).toBe(
        'BACKUP>MASTER: preempted',
      )
    })

    it('an equal or stronger master ends it', () => {
      const followed = hears(delayed, first.state, 13_000, advert(100))
      expect(roleOf(followed).preemptAt).toBeUndefined()
      const again = hears(delayed, followed.state, 14_000, advert(50))
      expect(roleOf(again).preemptAt).toBe(19_000)
    })

    it('it does not protect a silent master, nor one that leaves', () => {
      expect(shown(step(delayed, first.state, 15_609.375, EXPIRE))).toBe(
        'MASTER @16609.375 | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: masterSilent',
      )
      expect(shown(hears(delayed, first.state, 13_000, advert(0)))).toBe('BACKUP @13609.375')
    })
  })

  it('whoever was demoted leaves a weaker master alone', () => {
    const state = backup({}, { yielding: true })
    expect(shown(hears(parameters(), state, 12_000, advert(50)))).toBe('BACKUP @15609.375')
  })

  it('until it was master itself', () => {
    const taken = step(parameters(), backup({}, { yielding: true }), 13_609.375, EXPIRE)
    expect(taken.state.standing.yielding).toBe(false)
  })
})

describe('rules 49, 82: an owner that lowered itself to 254', () => {
  const lowered = { ...ownerStanding, effectivePriority: 254, ownerLowered: true }

  it('rule 49: waits as 255', () => {
    const heard = hears(ownerParameters(), backup({}, lowered), 12_000, advert(255))
    expect(shown(heard)).toBe('BACKUP @15003.90625')
    expect(heard.state.standing.effectivePriority).toBe(254)
  })

  it('rule 49: skews as 255 when the other one leaves', () => {
    const heard = hears(ownerParameters(), backup({}, lowered), 12_000, advert(0))
    expect(shown(heard)).toBe('BACKUP @12003.90625')
  })

  it('rule 82: is 255 again when the other one says less', () => {
    const heard = hears(ownerParameters(), backup({}, lowered), 12_000, advert(254))
    expect(heard.state.standing.effectivePriority).toBe(255)
    // And 254 is weaker than that.
    expect(shown(heard)).toBe('BACKUP @13609.375')
  })

  it('rule 82: is 255 again when the other one falls silent', () => {
    expect(shown(step(ownerParameters(), backup({}, lowered), 13_609.375, EXPIRE))).toBe(
      'MASTER @14609.375 | advert 255 | hold 192.0.2.10 | BACKUP>MASTER: noMaster',
    )
  })
})

describe('claims', () => {
  const asking = parameters({ claim: { timeoutMs: 250, timeoutVerdict: 'grant' } })
  const asked = step(asking, backup(), 13_609.375, EXPIRE)

  it('a takeover asks first, and the timer rests meanwhile', () => {
    expect(shown(asked)).toBe('BACKUP @13859.375 | ask 0 until 13859.375: noMaster')
    expect(roleOf(asked).masterDownAt).toBeUndefined()
  })

  it('granted: master in the same step, for the reason of the claim', () => {
    const granted = step(asking, asked.state, 13_700, {
      type: 'claimAnswered',
      id: 0,
      verdict: 'grant',
    })
    expect(shown(granted)).toBe(
      'MASTER @14700 | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: noMaster',
    )
  })

  it('denied: a full wait, then the next claim has another id', () => {
    const denied = step(asking, asked.state, 13_700, {
      type: 'claimAnswered',
      id: 0,
      verdict: 'deny',
    })
    expect(shown(denied)).toBe('BACKUP @17309.375 | denied 0')
    const again = step(asking, denied.state, 17_309.375, EXPIRE)
    expect(shown(again)).toBe('BACKUP @17559.375 | ask 1 until 17559.375: noMaster')
    const late = step(asking, again.state, 17_310, {
      type: 'claimAnswered',
      id: 0,
      verdict: 'grant',
    })
    expect(late.state).toBe(again.state)
  })

  it('not answered: the configured verdict counts, and the question is withdrawn', () => {
    expect(shown(step(asking, asked.state, 13_859.375, EXPIRE))).toBe(
      'MASTER @14859.375 | withdraw 0 | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: noMaster',
    )
    const careful = parameters({ claim: { timeoutMs: 250, timeoutVerdict: 'deny' } })
    expect(shown(step(careful, asked.state, 13_859.375, EXPIRE))).toBe(
      'BACKUP @17468.75 | withdraw 0 | denied 0 (timeout)',
    )
  })

  it('a stronger master ends it; an answer that comes after that is ignored', () => {
    const followed = hears(asking, asked.state, 13_700, advert(150))
    expect(shown(followed)).toBe('BACKUP @17309.375 | withdraw 0')
    const late = step(asking, followed.state, 13_750, {
      type: 'claimAnswered',
      id: 0,
      verdict: 'grant',
    })
    expect(late.state).toBe(followed.state)
  })

  it('a weaker master, or one that leaves, does not', () => {
    expect(shown(hears(asking, asked.state, 13_700, advert(50)))).toBe('BACKUP @13859.375')
    expect(shown(hears(asking, asked.state, 13_700, advert(0)))).toBe('BACKUP @13859.375')
  })

  it('the owner asks as well', () => {
    const owner = ownerParameters({ claim: { timeoutMs: 250, timeoutVerdict: 'grant' } })
    expect(shown(step(owner, stopped(ownerStanding), 0, START))).toBe(
      'BACKUP @250 | INIT>BACKUP: started | ask 0 until 250: owner',
    )
  })
})
