import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Move } from '../test/support/arbitraries.js'
import { anyParameters, anyRun } from '../test/support/arbitraries.js'
import { initialState, nextDeadline, step } from './machine.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpState } from './state.js'
import type { Step } from './transitions.js'

interface Moment {
  readonly now: number
  readonly move: Move
  /** In force before the move. */
  readonly parameters: VrrpParameters
  readonly before: VrrpState
  readonly outcome: Step
}

/** Steps a machine through a run and looks at every moment of it. */
function live(
  initial: VrrpParameters,
  moves: readonly Move[],
  look: (moment: Moment) => void,
): void {
  let parameters = initial
  let state = initialState(initial)
  let now = 0
  for (const move of moves) {
    const wait = move.after === 'deadline' ? (nextDeadline(state) ?? now) - now : move.after
    now += Math.max(0, wait)
    const outcome = step(parameters, state, now, move.input)
    look({ now, move, parameters, before: state, outcome })
    if (move.input.type === 'parametersChanged') parameters = move.input.parameters
    state = outcome.state
  }
}

function always(look: (moment: Moment) => void, numRuns = 400): void {
  fc.assert(
    fc.property(anyParameters, anyRun, (parameters, moves) => live(parameters, moves, look)),
    { numRuns },
  )
}

function inForce({ move, parameters }: Moment): VrrpParameters {
  return move.input.type === 'parametersChanged' ? move.input.parameters : parameters
}

function frozen<Value>(value: Value): Value {
  if (typeof value === 'object' && value !== null) {
    Object.freeze(value)
    Object.values(value).forEach(frozen)
  }
  return value
}

describe('step, whatever happens', () => {
  it('never throws and never changes what it was given', () => {
    fc.assert(
      fc.property(anyParameters, anyRun, (parameters, moves) => {
        live(frozen(parameters), frozen(moves), ({ outcome }) => frozen(outcome))
      }),
      { numRuns: 200 },
    )
  })

  it('gives states and effects that survive JSON, and go on from there in the same way', () => {
    fc.assert(
      fc.property(anyParameters, anyRun, (parameters, moves) => {
        const direct: Step[] = []
        live(parameters, moves, ({ outcome }) => direct.push(outcome))
        let [state, now, current] = [initialState(parameters), 0, parameters]
        for (const [index, { after, input }] of moves.entries()) {
          const stored = JSON.parse(JSON.stringify(state)) as VrrpState
          const wait = after === 'deadline' ? (nextDeadline(stored) ?? now) - now : after
          now += Math.max(0, wait)
          const outcome = step(current, stored, now, input)
          expect(outcome).toEqual(direct[index])
          // NaN and Infinity would turn into null.
          expect(JSON.stringify(outcome)).not.toContain('null')
          if (input.type === 'parametersChanged') current = input.parameters
          state = outcome.state
        }
      }),
      { numRuns: 150 },
    )
  })

  it('keeps the effective priority in range (rules 69, 95)', () => {
    always((moment) => {
      const { effectivePriority } = moment.outcome.state.standing
      const allowed = inForce(moment).priority === 255 ? [254, 255] : [1, 254]
      expect(effectivePriority).toBeGreaterThanOrEqual(allowed[0] ?? 0)
      expect(effectivePriority).toBeLessThanOrEqual(allowed[1] ?? 0)
      expect(Number.isInteger(effectivePriority)).toBe(true)
    })
  })

  it('is in FAULT exactly while there is a fault, once started (rule 108)', () => {
    always(({ outcome: { state } }) => {
      if (state.role.name === 'INIT') return
      expect(state.role.name === 'FAULT').toBe(state.standing.faults.length > 0)
    })
  })

  it('has a deadline exactly where the role allows one', () => {
    always(({ outcome: { state } }) => {
      const deadline = nextDeadline(state)
      const { role } = state
      const waits = role.name === 'FAULT' || (role.name === 'INIT' && role.phase !== 'delayed')
      // A release that failed is tried again whatever the role.
      if (waits) expect(deadline).toBe(state.releasing?.retryAt)
      else expect(Number.isFinite(deadline)).toBe(true)
      // A claim, or a timer; never both, never neither.
      if (role.name === 'BACKUP') {
        expect(role.claim === undefined).toBe(role.masterDownAt !== undefined)
      }
    })
  })

  it('moves on when its deadline has come: none is kept, none lies behind', () => {
    always(({ now, move, before, outcome }) => {
      const due = nextDeadline(before)
      if (move.input.type !== 'timerExpired' || due === undefined) return
      if (due > now) {
        expect(outcome.state).toBe(before)
        expect(outcome.effects).toEqual([])
      } else {
        const next = nextDeadline(outcome.state)
        if (next !== undefined) expect(next).toBeGreaterThan(now)
      }
    })
  })

  it('tells every change of state, without gaps, as the last of its effects', () => {
    always(({ before, outcome: { state, effects } }) => {
      let name = before.role.name
      for (const effect of effects) {
        if (effect.type !== 'stateChanged') continue
        expect(effect.from).toBe(name)
        expect(effect.to).not.toBe(effect.from)
        name = effect.to
      }
      expect(name).toBe(state.role.name)
      // But for the owner that asks whether it may be master, as soon as it is started.
      const isLast = ['stateChanged', 'askClaim'].includes(effects.at(-1)?.type ?? '')
      if (before.role.name !== name) expect(isLast).toBe(true)
    })
  })

  it('never leaves an address behind: only a master holds any', () => {
    let held = 0
    always(({ before, outcome: { state, effects } }) => {
      if (before.role.name === 'INIT' && before.claims === 0 && effects.length === 0) held = 0
      for (const effect of effects) {
        if (effect.type === 'holdAddresses') held = effect.addresses.length
      }
      if (state.role.name !== 'MASTER') expect(held).toBe(0)
    })
  })

  it('speaks only as master, and says priority 0 only on leaving', () => {
    always(({ before, outcome: { state, effects } }) => {
      for (const effect of effects) {
        if (effect.type !== 'sendAdvert') continue
        const isGoodbye = effect.priority === 0
        const wasMaster = before.role.name === 'MASTER'
        const isMaster = state.role.name === 'MASTER'
        expect(isGoodbye ? wasMaster && !isMaster : wasMaster || isMaster).toBe(true)
      }
    })
  })

  it('a new configuration never makes it say goodbye, unless it brings a fault (rule 156)', () => {
    always(({ move, outcome: { state, effects } }) => {
      if (move.input.type !== 'parametersChanged' || state.role.name === 'FAULT') return
      const goodbyes = effects.filter(
        (effect) => effect.type === 'sendAdvert' && effect.priority === 0,
      )
      expect(goodbyes).toEqual([])
    })
  })

  it('announces only addresses that are held, or its own on leaving FAULT (rules 86, 116)', () => {
    always((moment) => {
      const { before, outcome } = moment
      const known = new Set(inForce(moment).heldAddresses.map(({ address }) => address))
      for (const effect of outcome.effects) {
        if (effect.type !== 'announce') continue
        expect(effect.repeat).toBeGreaterThan(0)
        expect(effect.addresses.length).toBeGreaterThan(0)
        if (outcome.state.role.name === 'MASTER') {
          expect(effect.addresses.every((address) => known.has(address))).toBe(true)
        } else {
          expect(before.role.name).toBe('FAULT')
          expect(effect.addresses).toEqual([outcome.state.standing.link.sourceAddress])
        }
      }
    })
  })

  it('says what became of its addresses consistently', () => {
    always(({ outcome: { state } }) => {
      if (state.role.name !== 'MASTER') return
      const { status, attempt, retryAt, failures } = state.role.holding
      expect(attempt).toBeGreaterThanOrEqual(1)
      if (status === 'held') expect([retryAt, failures]).toEqual([undefined, []])
      if (status === 'pending') expect(retryAt).toBeUndefined()
      if (status === 'failed') expect(failures.length).toBeGreaterThan(0)
    })
  })
})
