import { explainOutcome, isSuccess, SupervisedRun } from '@holdfast/check'
import type { ProcessRunner } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import type { TimedProgram } from './agent-plan.js'

export interface RunOnceOptions {
  readonly runner: ProcessRunner
  readonly clock: Clock
  readonly logger: Logger
  /** For the log. */
  readonly what: string
}

/** Runs a program within its deadline; resolves when it is gone, whatever came of it. */
export function runOnce(timed: TimedProgram, options: RunOnceOptions): Promise<void> {
  const { runner, clock, logger, what } = options
  const { program, timeoutMs } = timed
  return new Promise((resolve) => {
    new SupervisedRun({
      program,
      runner,
      clock,
      timeoutMs,
      killGraceMs: 2000,
      onOutcome: (outcome) => {
        const level = isSuccess(outcome) ? 'info' : 'warn'
        logger[level](`${what} ${program.path} ${explainOutcome(outcome)}`)
      },
      onGone: () => resolve(),
    })
  })
}
