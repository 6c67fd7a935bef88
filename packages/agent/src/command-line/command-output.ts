import { HoldfastError } from '@holdfast/core'
import { exitCodeOf } from './exit-codes.js'

/** Where a command says what it has to say. */
export interface CommandOutput {
  readonly print: (text: string) => void
  /** What went wrong, to the other stream. */
  readonly complain: (text: string) => void
}

/** Says what went wrong; returns the exit code. Throws what is no failure but a mistake of ours. */
export function tellFailure(error: unknown, { complain }: CommandOutput): number {
  if (!HoldfastError.isHoldfastError(error)) throw error
  complain(error.message)
  return exitCodeOf(error)
}
