import { describe, expect, it } from 'vitest'
import { parameters } from '../test/support/parameters.js'
import { shown } from '../test/support/shown.js'
import { advert, backup, stateOf } from '../test/support/states.js'
import type { VrrpInput } from './input.js'
import { step } from './machine.js'
import type { VrrpState } from './state.js'

const failures = [{ address: '192.0.2.10', code: 'EPERM', message: 'denied' }]
const failed: VrrpInput = { type: 'addressesHeld', outcome: { ok: false, failures } }
const released: VrrpInput = { type: 'addressesHeld', outcome: { ok: true } }
const EXPIRE: VrrpInput = { type: 'timerExpired' }

describe('addresses that could not be let go of', () => {
  it.each<[string, VrrpState]>([
    ['a backup', backup({ masterDownAt: 90_000 })],
    ['a stopped instance', stateOf({ name: 'INIT', phase: 'stopped' })],
    ['a faulty one', stateOf({ name: 'FAULT' })],
  ])('%s asks again after pauses that double, a bounded number of times', (_, initial) => {
    const configured = parameters({ addressRetries: 3 })
    let state = initial
    let now = 10_000
    const pauses: (number | undefined)[] = []
    for (let attempt = 1; attempt <= 4; attempt += 1) {
      state = step(configured, state, now, failed).state
      const retryAt = state.releasing?.retryAt
      expect(state.releasing).toEqual({ attempt, retryAt, failures })
      pauses.push(retryAt === undefined ? undefined : retryAt - now)
      now = retryAt ?? now
      const asked = step(configured, state, now, EXPIRE)
      const expected = retryAt === undefined ? [] : [{ type: 'holdAddresses', addresses: [] }]
      expect(asked.effects).toEqual(expected)
      state = asked.state
    }
    expect(pauses).toEqual([200, 400, 800, undefined])
  })

  it('is over with the first answer that is good', () => {
    const waiting = step(parameters(), backup(), 10_000, failed).state
    expect(waiting.releasing).toEqual({ attempt: 1, retryAt: 10_200, failures })
    const asked = step(parameters(), waiting, 10_200, EXPIRE).state
    const done = step(parameters(), asked, 10_250, released)
    expect(done.state).toEqual(backup())
    expect(done.effects).toEqual([])
  })

  it('outlasts what else happens to a backup', () => {
    const waiting = step(parameters(), backup(), 10_000, failed).state
    const heard = step(parameters(), waiting, 10_100, {
      type: 'advertReceived',
      advertisement: advert(200),
    })
    expect(heard.state.releasing).toEqual(waiting.releasing)
    expect(shown(step(parameters(), heard.state, 10_200, EXPIRE))).toBe(
      'BACKUP @13709.375 | release',
    )
  })

  it('ends with mastership, which asks for the addresses itself', () => {
    const waiting = step(parameters(), backup({ masterDownAt: 10_050 }), 10_000, failed).state
    const taken = step(parameters(), waiting, 10_050, EXPIRE)
    expect(shown(taken)).toBe(
      'MASTER @11050 | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: noMaster',
    )
    expect(taken.state.releasing).toBeUndefined()
  })

  it('a retry that falls together with a takeover comes before it', () => {
    const waiting = step(parameters(), backup({ masterDownAt: 10_200 }), 10_000, failed).state
    expect(shown(step(parameters(), waiting, 10_200, EXPIRE))).toBe(
      'MASTER @11200 | release | advert 100 | hold 192.0.2.10 | BACKUP>MASTER: noMaster',
    )
  })
})
