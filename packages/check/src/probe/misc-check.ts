import { systemClock } from '@holdfast/core'
import type { Clock } from '@holdfast/core'
import type { Check } from '../checker/check.js'
import { explainOutcome } from '../program/explain-outcome.js'
import type { ProcessRunner, Program } from '../program/process-runner.js'
import type { RunOutcome } from '../program/run-machine.js'
import { SupervisedRun } from '../program/supervised-run.js'
import type { ProbeOutcome } from './probe.js'

export interface MiscCheckOptions {
  readonly program: Program
  /** Share one among all: see `ForkedProcessRunner`. */
  readonly runner: ProcessRunner
  /** After so long it has failed and is ended, in milliseconds. */
  readonly timeoutMs: number
  /** How long it may take to obey TERM before it is killed; 2000 ms by default. */
  readonly killGraceMs?: number
  /** `misc_dynamic`: the exit codes 2 to 255 are a success, and the weight is two less. */
  readonly isDynamic?: boolean
  readonly clock?: Clock
}

/** `MISC_CHECK`: a server is well when a program says so by its exit code 0. */
export function miscCheck(options: MiscCheckOptions): Check {
  const { program, timeoutMs, killGraceMs = 2000, isDynamic = false, ...ports } = options
  const { runner, clock = systemClock } = ports
  return {
    description: `script ${program.path}`,
    retry: 0,
    delayBeforeRetryMs: 1000,
    countsFromStart: true,
    probes: [
      {
        start: (done) => {
          let outcome: RunOutcome | undefined
          const run = new SupervisedRun({
            program,
            runner,
            clock,
            timeoutMs,
            killGraceMs,
            onOutcome: (told) => (outcome = told),
            // Not before: there are never two at a time.
            onGone: () => {
              if (outcome !== undefined) done(judge(outcome, isDynamic))
            },
          })
          return () => {
            outcome = undefined
            run.cancel()
          }
        },
      },
    ],
  }
}

function judge(outcome: RunOutcome, isDynamic: boolean): ProbeOutcome {
  if (outcome.kind === 'exited') {
    const { code } = outcome
    if (code === 0) return { ok: true }
    if (isDynamic && code >= 2) return { ok: true, weight: { kind: 'set', value: code - 2 } }
  }
  return { ok: false, reason: explainOutcome(outcome) }
}
