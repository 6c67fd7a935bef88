import type { Clock } from '@holdfast/core'
import type {
  KillSignal,
  ProcessEnding,
  ProcessRunner,
  Program,
  RunningProcess,
} from '../program/process-runner.js'

/** A process of a test, which ends when the test says so. */
export interface FakeProcess {
  readonly program: Program
  readonly startedAtMs: number
  readonly signals: readonly KillSignal[]
  /** Ends it, once: calling it again does nothing. */
  end(ending: ProcessEnding): void
  /** Ends it with that exit code. */
  exit(code: number): void
}

export interface FakeProcessRunnerOptions {
  readonly clock: Clock
  /** Called at each start, for processes that know when they end. */
  readonly onStart?: (process: FakeProcess) => void
  /** Called at each signal; by default TERM and KILL end the process at once. */
  readonly onKill?: (process: FakeProcess, signal: KillSignal) => void
}

/** Processes on virtual time: `started` is all there ever were, in order. */
export class FakeProcessRunner implements ProcessRunner {
  readonly started: FakeProcess[] = []
  readonly #options: FakeProcessRunnerOptions

  constructor(options: FakeProcessRunnerOptions) {
    this.#options = options
  }

  start(program: Program, onEnd: (ending: ProcessEnding) => void): RunningProcess {
    const { clock, onStart, onKill = obey } = this.#options
    const signals: KillSignal[] = []
    let isEnded = false
    const end = (ending: ProcessEnding): void => {
      if (isEnded) return
      isEnded = true
      clock.defer(() => onEnd(ending))
    }
    const exit = (code: number): void => end({ kind: 'exited', code })
    const process: FakeProcess = { program, startedAtMs: clock.now(), signals, end, exit }
    this.started.push(process)
    onStart?.(process)
    return {
      kill: (signal) => {
        signals.push(signal)
        onKill(process, signal)
      },
    }
  }
}

function obey(process: FakeProcess, signal: KillSignal): void {
  process.end({ kind: 'killed', signal })
}
