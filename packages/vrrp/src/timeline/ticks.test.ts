import { expect, test } from 'vitest'
import { ticksBetween } from './ticks.js'

test.each([
  [0, 20_000, 5, [0, 5000, 10_000, 15_000, 20_000]],
  [0, 20_001, 5, [0, 10_000, 20_000]],
  [500, 2500, 4, [1000, 2000]],
  [90_000, 400_000, 6, [120_000, 240_000, 360_000]],
  [0, 0, 5, [0]],
  [1, 2, 5, []],
])('from %d to %d at most %d', (from, to, max, expected) => {
  expect(ticksBetween(from, to, max)).toEqual(expected)
})

test('centuries have no more ticks than minutes', () => {
  expect(ticksBetween(0, 100 * 365 * 86_400_000, 6).length).toBeLessThanOrEqual(6)
})
