import { describe, expect, it } from 'vitest'
import { parameters } from '../test/support/parameters.js'
import { shown } from '../test/support/shown.js'
import { advert, backup, master, ownerStanding, stateOf } from '../test/support/states.js'
import { step } from './machine.js'
import type { VrrpState } from './state.js'
import type { Step } from './transitions.js'

function slept(state: VrrpState, forMs: number, configured = parameters()): Step {
  return step(configured, state, 20_000, { type: 'suspended', forMs })
}

describe('rule 153: after a sleep of the machine', () => {
  it('a master that a peer may have replaced listens before it speaks, without a goodbye', () => {
    // Priority 254 takes over after 3 x 1000 + 2 x 1000 / 256 ms.
    const woken = slept(master(), 3007.8125)
    expect(shown(woken)).toBe('BACKUP @23609.375 | drop | release | MASTER>BACKUP: suspended')
  })

  it('a shorter one leaves the master alone', () => {
    const before = master()
    expect(slept(before, 3007.8)).toEqual({ state: before, effects: [] })
  })

  it('a backup waits in full again, however short it was', () => {
    expect(shown(slept(backup({ masterDownAt: 20_001 }), 60))).toBe('BACKUP @23609.375')
  })

  it('a backup keeps the interval that it has learned', () => {
    const configured = parameters({ version: 3 })
    const learned = backup({ masterDownAt: 20_001, masterAdverIntMs: 2000 })
    // 3 x 2000 + 156 x 2000 / 256
    expect(shown(slept(learned, 60, configured))).toBe('BACKUP @27218.75')
  })

  it('and yields to whoever is heard then', () => {
    const { state } = slept(master(), 60_000)
    const input = { type: 'advertReceived', advertisement: advert(150) } as const
    expect(shown(step(parameters(), state, 20_100, input))).toBe('BACKUP @23709.375')
  })

  it('an owner does not wait: RFC 9568 6.4.1', () => {
    const owner = master({}, ownerStanding)
    const configured = parameters({ priority: 255 })
    expect(slept(owner, 60_000, configured)).toEqual({ state: owner, effects: [] })
  })

  it('means nothing in INIT and FAULT, nor to a claim that waits for its answer', () => {
    const init = stateOf({ name: 'INIT', phase: 'stopped' })
    expect(slept(init, 60_000).state).toBe(init)
    const fault = stateOf({ name: 'FAULT' })
    expect(slept(fault, 60_000).state).toBe(fault)
    const claim = { id: 0, deadline: 21_000, reason: { kind: 'owner' } } as const
    const claiming = backup({ masterDownAt: undefined, claim })
    expect(slept(claiming, 60_000).state).toBe(claiming)
  })
})
