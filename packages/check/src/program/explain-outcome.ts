import type { RunOutcome } from './run-machine.js'

/** Exit code 0, and nothing else. */
export function isSuccess(outcome: RunOutcome): boolean {
  return outcome.kind === 'exited' && outcome.code === 0
}

/** Ends a sentence that begins with the name of the script. */
export function explainOutcome(outcome: RunOutcome): string {
  switch (outcome.kind) {
    case 'exited':
      return outcome.code === 0 ? 'succeeded' : `exited with status ${outcome.code}`
    case 'killed':
      return `was killed by ${outcome.signal}`
    case 'timedOut':
      return `timed out after ${outcome.timeoutMs} ms`
    case 'cannotRun':
      return `cannot be run: ${outcome.message}`
  }
}
