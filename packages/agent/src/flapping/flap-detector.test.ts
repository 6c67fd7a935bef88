import { expect, test } from 'vitest'
import { FlapDetector } from './flap-detector.js'

const told = (times: readonly number[]): readonly number[] => {
  const detector = new FlapDetector({ transitions: 4, withinMs: 1000 })
  return times.filter((at) => detector.transition(at))
}

test.each([
  ['the fourth within a second', [0, 100, 200, 300], [300]],
  ['three are none', [0, 100, 200], []],
  ['four in more than a second are none', [0, 100, 200, 1000, 2000, 3000], []],
  ['it is told once', [0, 100, 200, 300, 400, 500, 600, 1300, 1400], [300]],
  ['at the limit it is told once', [0, 300, 600, 900, 1300, 1600, 1900, 2200, 2600], [900]],
  // At 2000 there is one within the last second, at 2300 the fourth.
  ['after some rest it is told again', [0, 100, 200, 300, 2000, 2100, 2200, 2300], [300, 2300]],
])('%s', (_, times, expected) => {
  expect(told(times)).toEqual(expected)
})
