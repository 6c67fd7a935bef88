/** Undoes what was asked for; calling it again does nothing. */
export type Cancel = () => void

/**
 * The only source of time. Everything is monotonic milliseconds with a fraction: a jump of the wall
 * clock must not move a deadline (rule 53).
 */
export interface Clock {
  /** Monotonic milliseconds since an arbitrary start. */
  now(): number

  /** Calls back once at `deadlineMs` or somewhat later, never synchronously. */
  schedule(deadlineMs: number, callback: () => void): Cancel

  /**
   * Calls back after the I/O that is already waiting had a turn: `setImmediate` in production, the
   * same virtual instant (after everything else due in it) in simulation.
   */
  defer(callback: () => void): void

  /**
   * How long the machine has been suspended in all, in milliseconds: `now` stood still meanwhile.
   * Absent where nobody can tell.
   */
  suspendedMs?(): number

  /**
   * How much later than asked `schedule` usually calls back, in milliseconds; 0 for virtual time.
   * A precise deadline is scheduled that much earlier and the rest is spent in `defer` turns.
   */
  readonly timerSlackMs: number
}
