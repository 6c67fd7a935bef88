import type { Clock } from '@holdfast/core'
import type { ProcessRunner, Program, RunningProcess } from './process-runner.js'
import { startRun, stepRun } from './run-machine.js'
import type { RunInput, RunOutcome, RunParameters, RunState } from './run-machine.js'
import { WakeUp } from './wake-up.js'

export interface SupervisedRunOptions extends RunParameters {
  readonly program: Program
  readonly runner: ProcessRunner
  readonly clock: Clock
  /** Once, unless the run is cancelled: at its end or at its deadline. */
  readonly onOutcome: (outcome: RunOutcome) => void
  /** Once: the process is gone, or does not even obey SIGKILL. */
  readonly onGone: (isStuck: boolean) => void
}

/** Runs a program once, within its deadline. */
export class SupervisedRun {
  readonly #options: SupervisedRunOptions
  readonly #wakeUp: WakeUp
  readonly #process: RunningProcess
  #state: RunState | undefined

  constructor(options: SupervisedRunOptions) {
    const { clock, program, runner } = options
    this.#options = options
    this.#wakeUp = new WakeUp(clock, () => this.#step({ type: 'timerExpired' }))
    this.#state = startRun(options, clock.now())
    this.#process = runner.start(program, (ending) => this.#step({ type: 'processEnded', ending }))
    this.#arm()
  }

  /** Ends the process; its outcome is not told. */
  cancel(): void {
    this.#step({ type: 'cancelled' })
  }

  #step(input: RunInput): void {
    if (this.#state === undefined) return
    const { clock, onOutcome, onGone } = this.#options
    const { state, effects } = stepRun(this.#options, this.#state, clock.now(), input)
    this.#state = state
    for (const effect of effects) {
      if (effect.type === 'kill') this.#process.kill(effect.signal)
      else if (effect.type === 'tell') onOutcome(effect.outcome)
      else this.#state = undefined
    }
    this.#arm()
    if (this.#state === undefined) onGone(effects.some(({ type }) => type === 'tellStuck'))
  }

  #arm(): void {
    const deadlineMs = this.#state?.deadlineMs ?? Infinity
    this.#wakeUp.at(deadlineMs === Infinity ? undefined : deadlineMs)
  }
}
