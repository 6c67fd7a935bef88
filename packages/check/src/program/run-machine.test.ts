import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { startRun, stepRun } from './run-machine.js'
import type { RunInput, RunState } from './run-machine.js'

const parameters = { timeoutMs: 1000, killGraceMs: 2000 }
const term = { type: 'kill', signal: 'SIGTERM' }
const kill = { type: 'kill', signal: 'SIGKILL' }
const expired: RunInput = { type: 'timerExpired' }
const cancelled: RunInput = { type: 'cancelled' }
const ended: RunInput = { type: 'processEnded', ending: { kind: 'exited', code: 0 } }
const running: RunState = { phase: 'running', deadlineMs: 1500 }
const terminating: RunState = { phase: 'terminating', deadlineMs: 3500 }
const killing: RunState = { phase: 'killing', deadlineMs: 5500 }
const timedOut = { type: 'tell', outcome: { kind: 'timedOut', timeoutMs: 1000 } }

test('a run has its time', () => {
  expect(startRun(parameters, 500)).toEqual(running)
})

describe('every phase and every input (rule 101)', () => {
  test.each([
    [running, 1499, expired, { state: running, effects: [] }],
    [running, 1500, expired, { state: terminating, effects: [timedOut, term] }],
    [
      running,
      700,
      cancelled,
      { state: { phase: 'terminating', deadlineMs: 2700 }, effects: [term] },
    ],
    [
      running,
      700,
      ended,
      {
        state: undefined,
        effects: [{ type: 'tell', outcome: { kind: 'exited', code: 0 } }],
      },
    ],
    [terminating, 3499, expired, { state: terminating, effects: [] }],
    [terminating, 3500, expired, { state: killing, effects: [kill] }],
    [terminating, 3000, cancelled, { state: terminating, effects: [] }],
    [terminating, 3000, ended, { state: undefined, effects: [] }],
    [killing, 5499, expired, { state: killing, effects: [] }],
    [
      killing,
      5500,
      expired,
      {
        state: { phase: 'killing', deadlineMs: 15_500 },
        effects: [kill, { type: 'tellStuck' }],
      },
    ],
    [killing, 5000, cancelled, { state: killing, effects: [] }],
    [killing, 5000, ended, { state: undefined, effects: [] }],
  ])('%j at %d ms, %j', (state, now, input, expected) => {
    expect(stepRun(parameters, state, now, input)).toEqual(expected)
  })
})

test('without a timeout only a cancellation ends it', () => {
  const endless = { timeoutMs: Infinity, killGraceMs: 2000 }
  const state = startRun(endless, 0)
  expect(stepRun(endless, state, 1e12, expired)).toEqual({ state, effects: [] })
})

test('at most one outcome is told, whatever happens', () => {
  const inputs = fc.array(fc.constantFrom(expired, cancelled))
  fc.assert(
    fc.property(inputs, fc.array(fc.nat(4000), { minLength: 20 }), (some, gaps) => {
      let state: RunState | undefined = startRun(parameters, 0)
      let now = 0
      let told = 0
      for (const [index, input] of [...some, ended].entries()) {
        now += gaps[index] ?? 0
        const step = stepRun(parameters, state!, now, input)
        told += step.effects.filter(({ type }) => type === 'tell').length
        state = step.state
      }
      expect(state).toBeUndefined()
      expect(told).toBeLessThanOrEqual(1)
    }),
  )
})
