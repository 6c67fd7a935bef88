import { describe, expect, it } from 'vitest'
import { advertisedIntervalMs, maxAdvertIntMs, toWireInterval } from './interval.js'

describe('an interval on the wire', () => {
  it.each([
    // Rule 12: whole seconds, at least one.
    [2, 1000, 1, 1000],
    [2, 1499, 1, 1000],
    [2, 1500, 2, 2000],
    [2, 10, 1, 1000],
    [2, 255_000, 255, 255_000],
    [3, 1000, 100, 1000],
    [3, 10, 1, 10],
    [3, 4, 1, 10],
    [3, 14, 1, 10],
    [3, 15, 2, 20],
    [3, 40_950, 4095, 40_950],
  ] as const)('VRRPv%i, %d ms: %i units, %i ms', (version, advertIntMs, units, advertised) => {
    expect(toWireInterval(version, advertIntMs)).toBe(units)
    expect(advertisedIntervalMs(version, advertIntMs)).toBe(advertised)
  })

  it('has a longest', () => {
    expect(maxAdvertIntMs(2)).toBe(255_000)
    expect(maxAdvertIntMs(3)).toBe(40_950)
  })
})
