import { check } from '../native/check.js'
import { addon } from '../native/load.js'
import { CLOCK_BOOTTIME, CLOCK_MONOTONIC } from './constants.js'

/**
 * CLOCK_MONOTONIC in milliseconds with a fraction, since about the boot of the machine: comparable
 * between processes and threads, other than `performance.now()`. Stands still while the machine is
 * suspended.
 */
export function monotonicMs(): number {
  return check(addon().now(CLOCK_MONOTONIC), 'clock_gettime', 'CLOCK_MONOTONIC')
}

/** CLOCK_BOOTTIME: as `monotonicMs`, plus all the time the machine was suspended. */
export function boottimeMs(): number {
  return check(addon().now(CLOCK_BOOTTIME), 'clock_gettime', 'CLOCK_BOOTTIME')
}
