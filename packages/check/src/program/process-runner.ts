/** Who a program runs as. */
export interface Identity {
  readonly uid: number
  readonly gid: number
  /** Becomes HOME; `/` by default. */
  readonly home?: string
}

/** What is to be run. No shell reads it: an argument is what it is. */
export interface Program {
  /** Absolute path. */
  readonly path: string
  readonly args: readonly string[]
  /** Default: that of this process. Another one needs root. */
  readonly identity?: Identity
  /** Added to PATH and HOME, which is all that a program is given by default. */
  readonly environment?: Readonly<Record<string, string>>
}

/** How a process ended, or why there never was one. */
export type ProcessEnding =
  | { readonly kind: 'exited'; readonly code: number }
  | { readonly kind: 'killed'; readonly signal: string }
  /** `code` is the errno name, such as ENOENT; `message` says it for people. */
  | { readonly kind: 'cannotRun'; readonly code: string; readonly message: string }

/** TERM asks, KILL does not. */
export type KillSignal = 'SIGTERM' | 'SIGKILL'

export interface RunningProcess {
  /** Signals the process and everything it started that stayed in its process group. */
  kill(signal: KillSignal): void
}

/** Whoever can start programs: the operating system, or a test. */
export interface ProcessRunner {
  /** Never throws; `onEnd` is called exactly once, never before `start` has returned. */
  start(program: Program, onEnd: (ending: ProcessEnding) => void): RunningProcess
}
