import type { Clock } from '@holdfast/core'
import { beforeEach, expect, test } from 'vitest'
import { runInSlices, runWhole } from './sliced-work.js'
import type { SlicedWork } from './sliced-work.js'

let nowMs: number
let deferred: (() => void)[]
let done: number[]

const clock: Clock = {
  timerSlackMs: 0,
  now: () => nowMs,
  schedule: () => {
    throw new Error('a slice waits for no deadline')
  },
  defer: (callback) => deferred.push(callback),
}

beforeEach(() => {
  nowMs = 1000
  deferred = []
  done = []
})

/** Steps that take two milliseconds each. */
function* steps(count: number): SlicedWork<string> {
  for (let step = 1; step <= count; step++) {
    nowMs += 2
    done.push(step)
    yield
  }
  return 'all of it'
}

function takeTurn(): void {
  for (const callback of deferred.splice(0)) callback()
}

test('work runs as a whole', () => {
  expect(runWhole(steps(4))).toBe('all of it')
  expect(done).toEqual([1, 2, 3, 4])
})

test('others have a turn after five milliseconds', () => {
  let ended = 0
  runInSlices(clock, steps(7), () => ended++)
  expect(done).toEqual([])
  takeTurn()
  expect(done).toEqual([1, 2, 3])
  takeTurn()
  expect(done).toEqual([1, 2, 3, 4, 5, 6])
  expect(ended).toBe(0)
  takeTurn()
  expect(done).toEqual([1, 2, 3, 4, 5, 6, 7])
  expect(ended).toBe(1)
  expect(deferred).toEqual([])
})

test('what is called off does no further step', () => {
  let ended = 0
  const cancel = runInSlices(clock, steps(7), () => ended++)
  takeTurn()
  cancel()
  takeTurn()
  expect(done).toEqual([1, 2, 3])
  expect(ended).toBe(0)
  expect(deferred).toEqual([])
})
