import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { initialChecker, nextCheckerDeadline, stepChecker } from './checker-machine.js'
import type { CheckerInput, CheckerParameters, CheckerState } from './checker-machine.js'

const parameters: CheckerParameters = {
  delayLoopMs: 6000,
  delayBeforeRetryMs: 1000,
  retry: 2,
  warmupMs: 0,
  alpha: false,
  parts: 1,
  fastRecovery: false,
  countsFromStart: false,
  logAllFailures: false,
}

const expired: CheckerInput = { type: 'timerExpired' }
const good: CheckerInput = { type: 'probeEnded', outcome: { ok: true } }
const bad: CheckerInput = { type: 'probeEnded', outcome: { ok: false, reason: 'refused' } }

/** Feeds inputs at their times and notes which effects each brought. */
function play(
  inputs: readonly (readonly [number, CheckerInput])[],
  changes: Partial<CheckerParameters> = {},
): { readonly effects: readonly string[]; readonly state: CheckerState } {
  const options = { ...parameters, ...changes }
  let state = initialChecker(options, 0, 0)
  const effects = inputs.map(([now, input]) => {
    const step = stepChecker(options, state, now, input)
    state = step.state
    const names = step.effects.map((effect) => {
      if (effect.type === 'startProbe') return `probe ${effect.part}`
      if (effect.type === 'tellDown') return `down after ${effect.retries}`
      if (effect.type === 'tellFailure') return `failed, ${effect.retriesLeft ?? 'no'} left`
      return effect.type
    })
    return `${now} ${names.join(', ')}`.trim()
  })
  return { effects, state }
}

/** Each answer comes at once, whenever the machine asks; returns when it asked and what it told. */
function run(answers: readonly CheckerInput[], changes: Partial<CheckerParameters> = {}): string[] {
  const options = { ...parameters, ...changes }
  let state = initialChecker(options, 0, 0)
  return answers.map((answer) => {
    const now = nextCheckerDeadline(state) ?? Infinity
    const started = stepChecker(options, state, now, expired)
    const ended = stepChecker(options, started.state, now, answer)
    state = ended.state
    const [probe] = started.effects
    const part = probe?.type === 'startProbe' ? probe.part : '-'
    return [`${now}/${part}`, ...ended.effects.map(({ type }) => type)].join(' ')
  })
}

describe('the first probe', () => {
  test('comes within the warmup, where chance says', () => {
    const state = initialChecker({ ...parameters, warmupMs: 6000 }, 1000, 0.25)
    expect(nextCheckerDeadline(state)).toBe(2500)
  })

  test('takes a server down without a retry', () => {
    expect(run([bad, bad, good])).toEqual(['0/0 tellDown', '6000/0', '12000/0 tellUp'])
  })

  test('confirms a server that began as up', () => {
    expect(run([good, good])).toEqual(['0/0 tellUp', '6000/0'])
  })

  test('in alpha mode brings a server up, or tells that it is down', () => {
    expect(initialChecker({ ...parameters, alpha: true }, 0, 0).isUp).toBe(false)
    expect(run([good], { alpha: true })).toEqual(['0/0 tellUp'])
    expect(run([bad, good], { alpha: true })).toEqual(['0/0 tellDown', '6000/0 tellUp'])
  })
})

describe('retries', () => {
  test('are used up before a live server goes down, and only then', () => {
    expect(run([good, bad, bad, bad, bad, good])).toEqual([
      '0/0 tellUp',
      '6000/0',
      '7000/0',
      '8000/0 tellDown',
      '14000/0',
      '20000/0 tellUp',
    ])
  })

  test('begin anew after a success', () => {
    expect(run([good, bad, bad, good, bad, bad, good])).toEqual([
      '0/0 tellUp',
      '6000/0',
      '7000/0',
      '8000/0',
      '14000/0',
      '15000/0',
      '16000/0',
    ])
  })

  test('a server that is down is asked after the longer of both delays', () => {
    expect(run([bad, bad], { delayLoopMs: 1000, delayBeforeRetryMs: 3000 })).toEqual([
      '0/0 tellDown',
      '3000/0',
    ])
  })

  test('are told where all failures are', () => {
    const { effects } = play(
      [
        [0, expired],
        [1, good],
        [6001, expired],
        [6002, bad],
        [7002, expired],
        [7003, bad],
        [8003, expired],
        [8004, bad],
        [14_004, expired],
        [14_005, bad],
      ],
      { logAllFailures: true },
    )
    expect(effects).toEqual([
      '0 probe 0',
      '1 tellUp',
      '6001 probe 0',
      '6002 failed, 2 left',
      '7002 probe 0',
      '7003 failed, 1 left',
      '8003 probe 0',
      '8004 down after 2',
      '14004 probe 0',
      '14005 failed, no left',
    ])
  })
})

test('who could not be asked has not failed', () => {
  const unasked: CheckerInput = {
    type: 'probeEnded',
    outcome: { ok: false, reason: 'too many files', isOwnFault: true },
  }
  expect(run([unasked, good, bad, bad, unasked, bad])).toEqual([
    '0/0 tellUnasked',
    '6000/0 tellUp',
    '12000/0',
    '13000/0',
    '14000/0 tellUnasked',
    '20000/0 tellDown',
  ])
})

describe('several probes', () => {
  test('one each time while the server is up', () => {
    expect(run([good, good, good, good], { parts: 2 })).toEqual([
      '0/0',
      '6000/1 tellUp',
      '12000/0',
      '18000/1',
    ])
  })

  test('the one that failed is asked again, then all others in a row bring it up', () => {
    expect(run([good, bad, bad, good, good, good], { parts: 3 })).toEqual([
      '0/0',
      '6000/1 tellDown',
      '12000/1',
      '18000/1',
      '24000/2',
      '30000/0 tellUp',
    ])
  })

  test('a failure on the way back begins the row anew', () => {
    expect(run([bad, good, bad, good, good], { parts: 2 })).toEqual([
      '0/0 tellDown',
      '6000/0',
      '12000/1',
      '18000/1',
      '24000/0 tellUp',
    ])
  })

  test('with fast recovery there is no delay on the way to a verdict', () => {
    expect(
      run([good, good, bad, bad, bad, good, good, good], { parts: 2, fastRecovery: true }),
    ).toEqual([
      '0/0',
      '0/1 tellUp',
      '6000/0',
      '7000/0',
      '8000/0 tellDown',
      '14000/0',
      '14000/1 tellUp',
      '20000/0',
    ])
  })
})

describe('time', () => {
  test('the delay counts from the end of a probe, or from its start', () => {
    const inputs = [
      [0, expired],
      [2000, good],
    ] as const
    expect(nextCheckerDeadline(play(inputs).state)).toBe(8000)
    expect(nextCheckerDeadline(play(inputs, { countsFromStart: true }).state)).toBe(6000)
    const slow = play(
      [
        [0, expired],
        [9000, good],
      ],
      { countsFromStart: true },
    )
    expect(nextCheckerDeadline(slow.state)).toBe(9000)
  })

  test('a hint asks at once, and again when it came during a probe', () => {
    const { effects, state } = play([
      [0, expired],
      [1, good],
      [500, { type: 'hinted' }],
      [600, { type: 'hinted' }],
      [700, good],
      [700, expired],
      [800, good],
    ])
    expect(effects).toEqual([
      '0 probe 0',
      '1 tellUp',
      '500 probe 0',
      '600',
      '700',
      '700 probe 0',
      '800',
    ])
    expect(nextCheckerDeadline(state)).toBe(6800)
  })

  test('a shorter delay counts at once', () => {
    const { state } = play([
      [0, expired],
      [1, good],
    ])
    const adapted = stepChecker({ ...parameters, delayLoopMs: 2000 }, state, 1001, {
      type: 'parametersChanged',
    })
    expect(nextCheckerDeadline(adapted.state)).toBe(3001)
    expect(adapted.state.isUp).toBe(true)
  })

  test('a round that became shorter begins again', () => {
    const { state } = play(
      [
        [0, expired],
        [1, good],
      ],
      { parts: 3 },
    )
    expect(state.part).toBe(1)
    expect(stepChecker(parameters, state, 6001, expired).effects).toEqual([
      { type: 'startProbe', part: 0 },
    ])
  })
})

describe('suspension', () => {
  test('asks nothing, believes what it did, and goes on in the old rhythm', () => {
    const { effects, state } = play([
      [0, expired],
      [0, good],
      [1000, { type: 'suspended' }],
      [6000, expired],
      [20_000, { type: 'resumed' }],
    ])
    expect(effects.slice(2)).toEqual(['1000', '6000', '20000'])
    expect(state.isUp).toBe(true)
    expect(nextCheckerDeadline(state)).toBe(24_000)
  })

  test('ends the probe under way, whose answer counts no more', () => {
    const { effects, state } = play([
      [0, expired],
      [10, { type: 'suspended' }],
      [20, bad],
      [30, { type: 'resumed' }],
    ])
    expect(effects).toEqual(['0 probe 0', '10 cancelProbe', '20', '30'])
    expect(state.isUp).toBe(true)
    expect(nextCheckerDeadline(state)).toBe(6010)
  })
})

test('after the stop nothing happens', () => {
  const { effects, state } = play([
    [0, expired],
    [1, { type: 'stopped' }],
    [2, bad],
    [6000, expired],
    [6000, { type: 'hinted' }],
    [6000, { type: 'suspended' }],
    [6000, { type: 'resumed' }],
    [6000, { type: 'stopped' }],
  ])
  expect(effects).toEqual([
    '0 probe 0',
    '1 cancelProbe',
    '2',
    '6000',
    '6000',
    '6000',
    '6000',
    '6000',
  ])
  expect(nextCheckerDeadline(state)).toBeUndefined()
})

describe('whatever happens', () => {
  const inputs = fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom(expired) },
    { weight: 8, arbitrary: fc.constantFrom(good, bad) },
    {
      weight: 1,
      arbitrary: fc.constantFrom<CheckerInput>(
        { type: 'hinted' },
        { type: 'suspended' },
        { type: 'resumed' },
        { type: 'parametersChanged' },
        { type: 'stopped' },
      ),
    },
  )
  const anyParameters = fc.record({
    retry: fc.nat(3),
    alpha: fc.boolean(),
    parts: fc.integer({ min: 1, max: 3 }),
    fastRecovery: fc.boolean(),
    countsFromStart: fc.boolean(),
    logAllFailures: fc.boolean(),
  })

  test('one probe at a time; verdicts alternate; none without as many failures', () => {
    fc.assert(
      fc.property(anyParameters, fc.array(fc.tuple(fc.nat(8000), inputs)), (changes, sequence) => {
        const options = { ...parameters, ...changes }
        let state = initialChecker(options, 0, 0)
        let now = 0
        let probes = 0
        let failures = 0
        let told: boolean | undefined
        for (const [gapMs, input] of sequence) {
          now += gapMs
          const isAnswer = input.type === 'probeEnded' && state.phase.kind === 'probing'
          if (isAnswer) {
            probes -= 1
            failures = input.outcome.ok ? 0 : failures + 1
          }
          const step = stepChecker(options, state, now, input)
          for (const effect of step.effects) {
            if (effect.type === 'startProbe') probes += 1
            if (effect.type === 'cancelProbe') probes -= 1
            if (effect.type === 'tellUp' || effect.type === 'tellDown') {
              const isUp = effect.type === 'tellUp'
              expect(isUp).not.toBe(told)
              if (!isUp) expect(failures).toBe(told === undefined ? 1 : options.retry + 1)
              told = isUp
            }
          }
          state = step.state
          expect(probes).toBe(state.phase.kind === 'probing' ? 1 : 0)
          expect(state.isUp).toBe(told ?? !options.alpha)
        }
      }),
    )
  })
})
