import { systemClock } from '@holdfast/core'
import type { Clock } from '@holdfast/core'
import { boottimeMs, monotonicMs } from './socket/clocks.js'

/**
 * core's clock of this process, which also knows how long the machine was suspended: CLOCK_BOOTTIME
 * goes on meanwhile, CLOCK_MONOTONIC does not. `suspendedMs` throws AddonMissingError without the
 * addon. A virtual machine that is stopped from outside, clocks and all, is not seen.
 */
export const linuxClock: Clock = {
  ...systemClock,
  // Waking up, and a rehearsal of what comes then.
  timerSlackMs: 4,
  suspendedMs: () => boottimeMs() - monotonicMs(),
}
