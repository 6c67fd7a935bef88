import { ConfigError } from '@holdfast/core'
import type { Cancel } from '@holdfast/core'
import type { ScriptTarget } from '../script/track-script.js'
import { Checker } from './checker.js'
import type { CheckerOptions } from './checker.js'

export interface TrackCheckOptions extends Pick<
  CheckerOptions,
  'check' | 'retry' | 'delayBeforeRetryMs' | 'clock' | 'logger'
> {
  /** The name of the tracker in the target's own configuration. */
  readonly name: string
  /** From the end of a probe to the next one, in milliseconds; 1000 by default. */
  readonly intervalMs?: number
}

/**
 * Asks at once and then at intervals, and reports after each answer whether all is well, until what
 * it returns is called. Rise, fall and weight are the target's. With `retry`, so many failures in a
 * row are reported as a success still.
 *
 * Throws ConfigError for options that make no sense.
 */
export function trackCheck(target: ScriptTarget, options: TrackCheckOptions): Cancel {
  const { name, intervalMs = 1000, retry = 0, delayBeforeRetryMs = intervalMs } = options
  if (!(intervalMs > 0)) {
    const message = `${intervalMs} is not a number of milliseconds above 0`
    throw new ConfigError(`check ${name}`, [{ path: 'intervalMs', message }])
  }
  const checker = new Checker({
    ...options,
    delayLoopMs: intervalMs,
    delayBeforeRetryMs,
    retry,
    warmupMs: 0,
    onOutcome: () => {
      // Of several probes the first ones decide nothing yet.
      if (checker.hasRun) target.report(name, checker.isUp)
    },
  })
  checker.start()
  return () => checker.stop()
}
