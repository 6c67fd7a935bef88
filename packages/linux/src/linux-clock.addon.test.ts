import { expect, it } from 'vitest'
import { linuxClock } from './linux-clock.js'

it('a machine that is awake adds nothing to the time it was suspended', () => {
  const before = linuxClock.suspendedMs?.() ?? Number.NaN
  const after = linuxClock.suspendedMs?.() ?? Number.NaN
  // The clocks are read one after the other: some microseconds, or a preemption between them.
  expect(before).toBeGreaterThan(-50)
  expect(Math.abs(after - before)).toBeLessThan(50)
})
