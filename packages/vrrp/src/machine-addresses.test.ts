import { describe, expect, it } from 'vitest'
import { parameters } from '../test/support/parameters.js'
import { shown, shownEffects } from '../test/support/shown.js'
import { advert, master } from '../test/support/states.js'
import type { VrrpInput } from './input.js'
import { nextDeadline, step } from './machine.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpState } from './state.js'
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

const EXPIRE: VrrpInput = { type: 'timerExpired' }

describe('announcements', () => {
  const held: VrrpInput = { type: 'addressesHeld', outcome: { ok: true } }
  const pending = master({
    holding: { status: 'pending', attempt: 1, retryAt: undefined, failures: [] },
  })

  it('rule 116: five of each address as soon as they are held, five more after 5 s', () => {
    const first = step(parameters(), pending, 10_100, held)
    expect(shownEffects(first)).toEqual(['announce 192.0.2.10 x5', 'addressesHeld'])
    expect(first.state.role).toMatchObject({
      announcing: {
        secondBurstAt: 15_100,
        lowerPrioBurstAt: undefined,
        refreshAt: undefined,
        contest: undefined,
      },
    })
    const state = {
      ...first.state,
      role: { ...master().role, ...first.state.role, advertAt: 16_000 },
    }
    const second = step(parameters(), state, 15_100, EXPIRE)
    expect(shown(second)).toBe('MASTER @16000 | announce 192.0.2.10 x5')
    expect(second.state.role).toMatchObject({ announcing: { secondBurstAt: undefined } })
  })

  it('rule 116: every address, excluded ones too', () => {
    const address = { interface: 'eth0', prefixLength: 24, accept: true }
    const configured = parameters({
      heldAddresses: [
        { ...address, address: '192.0.2.10' },
        { ...address, address: '198.51.100.1' },
      ],
      announce: { masterRepeat: 2 },
    })
    expect(shownEffects(step(configured, pending, 10_100, held))[0]).toBe(
      'announce 192.0.2.10 198.51.100.1 x2',
    )
  })

  it('rule 116: garp_master_delay 0 is no second burst', () => {
    const first = step(parameters({ announce: { masterDelayMs: 0 } }), pending, 10_100, held)
    expect(first.state.role).toMatchObject({ announcing: { secondBurstAt: undefined } })
  })

  it('rule 117: the refresh begins a delay and a period after mastership, then every period', () => {
    const configured = parameters({ announce: { refreshMs: 10_000, refreshRepeat: 3 } })
    const first = step(configured, pending, 10_100, held)
    expect(first.state.role).toMatchObject({ announcing: { refreshAt: 25_100 } })
    const later = master({
      advertAt: 26_000,
      announcing: {
        secondBurstAt: undefined,
        lowerPrioBurstAt: undefined,
        refreshAt: 25_100,
        contest: undefined,
      },
    })
    const refreshed = step(configured, later, 25_100, EXPIRE)
    expect(shown(refreshed)).toBe('MASTER @26000 | announce 192.0.2.10 x3')
    expect(refreshed.state.role).toMatchObject({ announcing: { refreshAt: 35_100 } })
  })

  it('rule 117: refreshes missed in a stall are one', () => {
    const configured = parameters({ announce: { refreshMs: 1000 } })
    const late = master({
      advertAt: 90_000,
      announcing: {
        secondBurstAt: undefined,
        lowerPrioBurstAt: undefined,
        refreshAt: 20_000,
        contest: undefined,
      },
    })
    const refreshed = step(configured, late, 60_000, EXPIRE)
    expect(shown(refreshed)).toBe('MASTER @61000 | announce 192.0.2.10 x1')
  })

  it('rule 117: never outlives mastership', () => {
    const busy = master({
      announcing: {
        secondBurstAt: 12_000,
        lowerPrioBurstAt: 12_500,
        refreshAt: 13_000,
        contest: undefined,
      },
    })
    const left = hears(parameters(), busy, 10_500, advert(200))
    expect(shownEffects(left)).toContain('drop')
    const again = step(parameters(), left.state, 14_109.375, EXPIRE)
    expect(again.state.role).toMatchObject({
      announcing: {
        secondBurstAt: undefined,
        lowerPrioBurstAt: undefined,
        refreshAt: undefined,
        contest: undefined,
      },
    })
  })
})

describe('addresses that cannot be held', () => {
  const pending = master({
    holding: { status: 'pending', attempt: 1, retryAt: undefined, failures: [] },
  })
  const failures = [{ address: '192.0.2.10', code: 'EEXIST', message: 'taken' }]
  const failed: VrrpInput = { type: 'addressesHeld', outcome: { ok: false, failures } }

  it('are asked for again after pauses that double, a bounded number of times', () => {
    const configured = parameters({ addressRetries: 3 })
    let state: VrrpState = pending
    let now = 10_000
    const pauses: (number | undefined)[] = []
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      state = step(configured, state, now, failed).state
      const { retryAt } = (state.role as ReturnType<typeof master>['role']).holding
      pauses.push(retryAt === undefined ? undefined : retryAt - now)
      if (retryAt === undefined) break
      now = retryAt
      const retried = step(configured, state, now, EXPIRE)
      expect(shownEffects(retried)).toContain('hold 192.0.2.10')
      state = retried.state
    }
    expect(pauses).toEqual([200, 400, 800, undefined])
    expect(state.role).toMatchObject({ holding: { status: 'failed', attempt: 4 } })
  })

  it('do not keep the others from being announced, then and later', () => {
    const address = { interface: 'eth0', prefixLength: 24, accept: true }
    const configured = parameters({
      heldAddresses: [
        { ...address, address: '192.0.2.10' },
        { ...address, address: '192.0.2.11' },
      ],
    })
    const outcome = step(configured, pending, 10_100, failed)
    expect(shownEffects(outcome)).toEqual(['announce 192.0.2.11 x5', 'failed 192.0.2.10 #1'])
    expect(outcome.state.role).toMatchObject({ announcing: { secondBurstAt: 15_100 } })
    const given = { ...outcome.state.role, advertAt: 16_000 } as ReturnType<typeof master>['role']
    const settled: VrrpState = {
      ...outcome.state,
      role: { ...given, holding: { ...given.holding, retryAt: undefined } },
    }
    expect(shown(step(configured, settled, 15_100, EXPIRE))).toBe(
      'MASTER @16000 | announce 192.0.2.11 x5',
    )
  })

  it('a set that became empty is let go of again', () => {
    const none = parameters({ virtualAddresses: [], heldAddresses: [] })
    const outcome = step(none, master(), 10_100, failed)
    expect(nextDeadline(outcome.state)).toBe(10_300)
    const retried = step(none, outcome.state, 10_300, EXPIRE)
    expect(shown(retried)).toBe('MASTER @11000 | release')
  })

  it('all are announced once every one is held', () => {
    const state = master({
      holding: { status: 'pending', attempt: 2, retryAt: undefined, failures },
    })
    const held = step(parameters(), state, 10_300, {
      type: 'addressesHeld',
      outcome: { ok: true },
    })
    expect(shownEffects(held)).toEqual(['announce 192.0.2.10 x5', 'addressesHeld'])
    expect(held.state.role).toMatchObject({ holding: { status: 'held', attempt: 1 } })
  })

  it('never keep the adverts from leaving', () => {
    let state = step(parameters(), pending, 10_000, failed).state
    const adverts: number[] = []
    for (let now = nextDeadline(state); now !== undefined && now < 20_000;) {
      const next = step(parameters(), state, now, EXPIRE)
      if (shownEffects(next).includes('advert 100')) adverts.push(now)
      state = shownEffects(next).includes('hold 192.0.2.10')
        ? step(parameters(), next.state, now, failed).state
        : next.state
      now = nextDeadline(state)
    }
    expect(adverts).toEqual([
      11_000, 12_000, 13_000, 14_000, 15_000, 16_000, 17_000, 18_000, 19_000,
    ])
  })
})
