import { expect, it } from 'vitest'
import { masterDownMs, skewMs } from './theory.js'

// Rule 54.
it.each([
  [2, 1000, 1, 3996.09375],
  [2, 1000, 100, 3609.375],
  [2, 1000, 255, 3003.90625],
  [3, 1000, 100, 3609.375],
  [3, 100, 100, 360.9375],
  [3, 500, 150, 1707.03125],
  [3, 200, 200, 643.75],
] as const)('v%d, %d ms, priority %d: %d ms', (version, advertIntMs, priority, expected) => {
  expect(masterDownMs({ version, advertIntMs, priority })).toBe(expected)
})

it('counts the skew of VRRPv2 in a second, whatever the interval', () => {
  expect(skewMs({ version: 2, advertIntMs: 3000, priority: 128 })).toBe(500)
  expect(skewMs({ version: 3, advertIntMs: 3000, priority: 128 })).toBe(1500)
})
