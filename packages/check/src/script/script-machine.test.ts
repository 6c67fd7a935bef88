import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { initialScript, nextScriptDeadline, stepScript } from './script-machine.js'
import type { ScriptInput, ScriptState } from './script-machine.js'

const parameters = { intervalMs: 1000, timeoutMs: 1000, killGraceMs: 2000 }
const expired: ScriptInput = { type: 'timerExpired' }
const ended: ScriptInput = { type: 'processEnded', ending: { kind: 'exited', code: 0 } }
const stopped: ScriptInput = { type: 'stopped' }

/** Feeds inputs at their times and notes which effects each brought. */
function play(
  inputs: readonly (readonly [number, ScriptInput])[],
  options = parameters,
): { readonly effects: readonly string[]; readonly state: ScriptState } {
  let state = initialScript(0)
  const effects = inputs.map(([now, input]) => {
    const step = stepScript(options, state, now, input)
    state = step.state
    const names = step.effects.map((effect) => {
      if (effect.type === 'kill') return effect.signal
      return effect.type === 'tell' ? effect.outcome.kind : effect.type
    })
    return `${now} ${names.join(' ')}`.trim()
  })
  return { effects, state }
}

describe('scheduling', () => {
  test('runs at once, then at fixed intervals from the first start', () => {
    const { effects, state } = play([
      [0, expired],
      [400, ended],
      [1003, expired],
      [1900, ended],
      [2000, expired],
    ])
    expect(effects).toEqual([
      '0 startProcess',
      '400 exited',
      '1003 startProcess',
      '1900 exited',
      '2000 startProcess',
    ])
    expect(nextScriptDeadline(state)).toBe(3000)
  })

  test('a run that outlives the interval makes the next one skipped', () => {
    const { effects } = play(
      [
        [0, expired],
        [1000, expired],
        [1500, ended],
        [2000, expired],
      ],
      { ...parameters, timeoutMs: 5000 },
    )
    expect(effects).toEqual([
      '0 startProcess',
      '1000 tellSkipped',
      '1500 exited',
      '2000 startProcess',
    ])
  })

  test('runs missed in a stall are not made up for', () => {
    const { effects, state } = play([
      [0, expired],
      [10, ended],
      [5250, expired],
    ])
    expect(effects).toEqual(['0 startProcess', '10 exited', '5250 startProcess'])
    expect(state.nextRunMs).toBe(6000)
  })

  test('a timer that is early does nothing', () => {
    const { effects } = play([
      [0, expired],
      [10, ended],
      [999, expired],
    ])
    expect(effects).toEqual(['0 startProcess', '10 exited', '999'])
  })
})

describe('a script that hangs (rule 101)', () => {
  test('gets TERM at its timeout, KILL 2 s later, and runs again at the next interval', () => {
    const { effects } = play([
      [0, expired],
      [1000, expired],
      [2000, expired],
      [3000, expired],
      [3010, ended],
      [4000, expired],
    ])
    expect(effects).toEqual([
      '0 startProcess',
      '1000 timedOut SIGTERM tellSkipped',
      '2000 tellSkipped',
      '3000 SIGKILL tellSkipped',
      '3010',
      '4000 startProcess',
    ])
  })

  test('is killed again 2 s after the first KILL, then every 10 s', () => {
    const { effects } = play(
      [
        [0, expired],
        [1000, expired],
        [3000, expired],
        [5000, expired],
        [14_999, expired],
        [15_000, expired],
      ],
      { ...parameters, intervalMs: 60_000 },
    )
    expect(effects).toEqual([
      '0 startProcess',
      '1000 timedOut SIGTERM',
      '3000 SIGKILL',
      '5000 SIGKILL tellStuck',
      '14999',
      '15000 SIGKILL tellStuck',
    ])
  })
})

describe('stopping', () => {
  test('between runs is finished at once', () => {
    const { effects, state } = play([
      [0, expired],
      [10, ended],
      [20, stopped],
      [30, stopped],
    ])
    expect(effects).toEqual(['0 startProcess', '10 exited', '20 tellFinished', '30'])
    expect(nextScriptDeadline(state)).toBeUndefined()
  })

  test('ends the run, whose outcome nobody hears (rule 102)', () => {
    const { effects } = play([
      [0, expired],
      [20, stopped],
      [40, ended],
      [1000, expired],
    ])
    expect(effects).toEqual(['0 startProcess', '20 SIGTERM', '40 tellFinished', '1000'])
  })

  test('gives up on a process that KILL does not end', () => {
    const { effects } = play([
      [0, expired],
      [20, stopped],
      [2020, expired],
      [4020, expired],
      [4030, ended],
    ])
    expect(effects).toEqual([
      '0 startProcess',
      '20 SIGTERM',
      '2020 SIGKILL',
      '4020 SIGKILL tellStuck tellFinished',
      '4030',
    ])
  })

  test('during a kill waits for its end', () => {
    const { effects } = play(
      [
        [0, expired],
        [1000, expired],
        [1500, stopped],
        [1600, ended],
      ],
      { ...parameters, intervalMs: 5000 },
    )
    expect(effects).toEqual([
      '0 startProcess',
      '1000 timedOut SIGTERM',
      '1500',
      '1600 tellFinished',
    ])
  })
})

test('never two processes at a time, and every deadline lies ahead', () => {
  const input = fc.oneof(
    { weight: 6, arbitrary: fc.constant(expired) },
    { weight: 3, arbitrary: fc.constant(ended) },
    { weight: 1, arbitrary: fc.constant(stopped) },
  )
  fc.assert(
    fc.property(fc.array(fc.tuple(fc.nat(3000), input)), (inputs) => {
      let state = initialScript(0)
      let now = 0
      let processes = 0
      for (const [gapMs, next] of inputs) {
        now += gapMs
        const hadRun = state.run !== undefined
        const step = stepScript(parameters, state, now, next)
        if (next.type === 'processEnded' && hadRun) processes -= 1
        for (const { type } of step.effects) {
          if (type === 'startProcess') processes += 1
          if (type === 'tellStuck' && state.nextRunMs === undefined) processes -= 1
        }
        state = step.state
        expect(processes).toBe(state.run === undefined ? 0 : 1)
        if (next.type === 'timerExpired') {
          expect(nextScriptDeadline(state) ?? Infinity).toBeGreaterThan(now)
        }
      }
    }),
  )
})
