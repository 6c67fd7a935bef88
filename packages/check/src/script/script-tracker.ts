import { silentLogger, systemClock, UsageError } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import { explainOutcome, isSuccess } from '../program/explain-outcome.js'
import type { ProcessRunner, Program, RunningProcess } from '../program/process-runner.js'
import type { RunOutcome } from '../program/run-machine.js'
import { WakeUp } from '../program/wake-up.js'
import { initialScript, nextScriptDeadline, stepScript } from './script-machine.js'
import type { ScriptEffect, ScriptInput, ScriptParameters, ScriptState } from './script-machine.js'

export interface ScriptTrackerOptions {
  /** Names the script in the log. */
  readonly name: string
  readonly program: Program
  readonly runner: ProcessRunner
  /** From start to start, in milliseconds; 1000 by default, as keepalived's `interval`. */
  readonly intervalMs?: number
  /** After so long a run has failed and is ended, in milliseconds; `intervalMs` by default. */
  readonly timeoutMs?: number
  /** How long a script may take to obey TERM before it is killed; 2000 ms by default (rule 101). */
  readonly killGraceMs?: number
  /** Told of the outcome of every run. */
  readonly onOutcome: (outcome: RunOutcome) => void
  readonly clock?: Clock
  readonly logger?: Logger
}

/** Runs one script again and again until it is stopped. */
export class ScriptTracker {
  readonly #options: ScriptTrackerOptions
  readonly #parameters: ScriptParameters
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #wakeUp: WakeUp
  #state: ScriptState | undefined
  #process: RunningProcess | undefined
  #lastResult = ''
  #isFinished = false
  #onFinished: (() => void)[] = []

  constructor(options: ScriptTrackerOptions) {
    const { intervalMs = 1000, killGraceMs = 2000 } = options
    this.#options = options
    this.#parameters = { intervalMs, timeoutMs: options.timeoutMs ?? intervalMs, killGraceMs }
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#wakeUp = new WakeUp(this.#clock, () => this.#step({ type: 'timerExpired' }))
  }

  /** The first run begins at once. */
  start(): void {
    if (this.#state !== undefined) throw new UsageError(`${this.#options.name} was started before`)
    this.#state = initialScript(this.#clock.now())
    this.#step({ type: 'timerExpired' })
  }

  /** No outcome is told any more. Resolves when the last process is gone. */
  stop(): Promise<void> {
    this.#state ??= initialScript(this.#clock.now())
    const finished = new Promise<void>((resolve) => {
      if (this.#isFinished) resolve()
      else this.#onFinished.push(resolve)
    })
    this.#step({ type: 'stopped' })
    return finished
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop()
  }

  #step(input: ScriptInput): void {
    if (this.#state === undefined) return
    const { state, effects } = stepScript(this.#parameters, this.#state, this.#clock.now(), input)
    this.#state = state
    this.#wakeUp.at(nextScriptDeadline(state))
    for (const effect of effects) this.#dispatch(effect)
  }

  #dispatch(effect: ScriptEffect): void {
    const { name, program, runner } = this.#options
    switch (effect.type) {
      case 'startProcess':
        this.#process = runner.start(program, (ending) =>
          this.#step({ type: 'processEnded', ending }),
        )
        return
      case 'kill':
        this.#process?.kill(effect.signal)
        return
      case 'tell':
        this.#tell(effect.outcome)
        return
      case 'tellSkipped':
        this.#logger.debug(`script ${name} is still busy: a run is skipped`)
        return
      case 'tellStuck':
        this.#logger.error(`script ${name} hangs and does not even obey SIGKILL`)
        return
      case 'tellFinished':
        this.#isFinished = true
        for (const resolve of this.#onFinished.splice(0)) resolve()
    }
  }

  #tell(outcome: RunOutcome): void {
    const result = explainOutcome(outcome)
    // A script that fails the same way each second is told once.
    if (result !== this.#lastResult) {
      const level = isSuccess(outcome) ? 'info' : 'warn'
      this.#logger[level](`script ${this.#options.name} ${result}`)
    }
    this.#lastResult = result
    try {
      this.#options.onOutcome(outcome)
    } catch (error) {
      this.#logger.error(`what listens to script ${this.#options.name} threw`, { error })
    }
  }
}
