import { silentLogger, systemClock } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import { explainOutcome, isSuccess } from '../program/explain-outcome.js'
import type { ProcessRunner, Program } from '../program/process-runner.js'
import type { RunOutcome } from '../program/run-machine.js'
import { SupervisedRun } from '../program/supervised-run.js'

export interface NotifyQueueOptions {
  /** Whose notifications these are, for the log. */
  readonly name: string
  readonly runner: ProcessRunner
  /** How long a script may take, in milliseconds; 60000 by default, Infinity for any time. */
  readonly timeoutMs?: number
  /** From TERM to KILL for a script that takes longer; 2000 ms by default. */
  readonly killGraceMs?: number
  /** So many events may wait before the oldest of them is dropped; 100 by default. */
  readonly waitingMax?: number
  readonly clock?: Clock
  readonly logger?: Logger
}

/** The scripts of one event; they belong together and are dropped together. */
interface Batch {
  readonly programs: readonly Program[]
}

/**
 * Runs scripts one after the other: those of an event in their order, and those of the next event
 * when the last of them is gone. So a script for BACKUP never overtakes the one for MASTER, and the
 * last event is always told. Where a script is so slow that too many wait, the oldest are dropped.
 */
export class NotifyQueue {
  readonly #options: NotifyQueueOptions
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #batches: Batch[] = []
  readonly #programs: Program[] = []
  readonly #onIdle: (() => void)[] = []
  #run: SupervisedRun | undefined
  #isClosed = false

  constructor(options: NotifyQueueOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
  }

  /** Never blocks and never throws; after `close` it does nothing. */
  push(programs: readonly Program[]): void {
    if (this.#isClosed || programs.length === 0) return
    const { name, waitingMax = 100 } = this.#options
    if (this.#batches.length >= waitingMax) {
      this.#batches.shift()
      this.#logger.warn(`notifications of ${name}: the scripts are too slow, one event is dropped`)
    }
    this.#batches.push({ programs })
    this.#runNext()
  }

  /** Resolves once everything that was pushed has been run. */
  idle(): Promise<void> {
    return new Promise((resolve) => {
      if (this.#run === undefined) resolve()
      else this.#onIdle.push(resolve)
    })
  }

  /** Takes nothing more, drops what waits, ends the script that runs; resolves when it is gone. */
  close(): Promise<void> {
    this.#isClosed = true
    this.#batches.length = 0
    this.#programs.length = 0
    this.#run?.cancel()
    return this.idle()
  }

  #runNext(): void {
    if (this.#run !== undefined) return
    if (this.#programs.length === 0) this.#programs.push(...(this.#batches.shift()?.programs ?? []))
    const program = this.#programs.shift()
    if (program === undefined) {
      for (const resolve of this.#onIdle.splice(0)) resolve()
      return
    }
    const { runner, timeoutMs = 60_000, killGraceMs = 2000 } = this.#options
    this.#run = new SupervisedRun({
      program,
      runner,
      timeoutMs,
      killGraceMs,
      clock: this.#clock,
      onOutcome: (outcome) => this.#tell(program, outcome),
      onGone: (isStuck) => {
        if (isStuck) this.#logger.error(`${program.path} hangs and does not even obey SIGKILL`)
        this.#run = undefined
        this.#runNext()
      },
    })
  }

  #tell(program: Program, outcome: RunOutcome): void {
    const message = `notification of ${this.#options.name}: ${program.path}`
    if (isSuccess(outcome)) this.#logger.debug(`${message} succeeded`)
    else this.#logger.warn(`${message} ${explainOutcome(outcome)}`)
  }
}
