import { describe, expect, test } from 'vitest'
import { initialQuorum, stepQuorum } from './quorum-machine.js'
import type { QuorumParameters } from './quorum-machine.js'

const one: QuorumParameters = {
  quorum: 1,
  quorumMax: Infinity,
  forkDelayMs: 0,
  terminateDelayMs: 0,
}

/** Counts at times; null lets the timer expire. Returns the verdicts and when they came. */
function play(
  parameters: QuorumParameters,
  inputs: readonly (readonly [number, number | null])[],
): readonly (readonly [number, boolean])[] {
  let state = initialQuorum
  return inputs.flatMap(([now, count]) => {
    const step = stepQuorum(
      parameters,
      state,
      now,
      count === null ? { type: 'timerExpired' } : { type: 'counted', count },
    )
    state = step.state
    return step.verdict === undefined ? [] : [[now, step.verdict] as const]
  })
}

describe('quorum (rule 104)', () => {
  test('the first count decides, then only changes are told', () => {
    expect(
      play(one, [
        [0, 1],
        [1000, 2],
        [2000, 0],
        [3000, 0],
        [4000, 1],
      ]),
    ).toEqual([
      [0, true],
      [2000, false],
      [4000, true],
    ])
    expect(
      play(one, [
        [0, 0],
        [1000, 0],
      ]),
    ).toEqual([[0, false]])
  })

  test('both bounds belong to what is right', () => {
    const some = { ...one, quorum: 2, quorumMax: 3 }
    expect(
      play(some, [
        [0, 1],
        [1, 2],
        [2, 3],
        [3, 4],
        [4, 3],
      ]),
    ).toEqual([
      [0, false],
      [1, true],
      [3, false],
      [4, true],
    ])
  })

  test('quorum 0 and quorumMax 0: there must be none', () => {
    const none = { ...one, quorum: 0, quorumMax: 0 }
    expect(
      play(none, [
        [0, 0],
        [1, 1],
      ]),
    ).toEqual([
      [0, true],
      [1, false],
    ])
  })

  test('a flap shorter than its delay is invisible', () => {
    const patient = { ...one, forkDelayMs: 300, terminateDelayMs: 500 }
    expect(
      play(patient, [
        [0, 1],
        [100, 0],
        [400, 0],
        [599, 1],
        [700, null],
      ]),
    ).toEqual([[0, true]])
    expect(
      play(patient, [
        [0, 0],
        [100, 1],
        [399, 0],
        [500, null],
      ]),
    ).toEqual([[0, false]])
  })

  test('what lasts for its delay counts, from when it began', () => {
    const patient = { ...one, forkDelayMs: 300, terminateDelayMs: 500 }
    const inputs = [
      [0, 1],
      [100, 0],
      [400, 0],
      [599, null],
      [600, null],
      [1000, 1],
      [1299, null],
      [1300, null],
    ] as const
    expect(play(patient, inputs)).toEqual([
      [0, true],
      [600, false],
      [1300, true],
    ])
  })

  test('the count is what matters when the timer is late', () => {
    const patient = { ...one, terminateDelayMs: 500 }
    expect(
      play(patient, [
        [0, 1],
        [100, 0],
        [700, 1],
        [701, null],
      ]),
    ).toEqual([[0, true]])
    expect(
      play(patient, [
        [0, 1],
        [100, 0],
        [700, 0],
        [701, null],
      ]),
    ).toEqual([
      [0, true],
      [700, false],
    ])
  })
})
