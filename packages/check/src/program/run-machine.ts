import type { KillSignal, ProcessEnding } from './process-runner.js'

/** What a run came to. `timedOut` is known before the process is gone. */
export type RunOutcome = ProcessEnding | { readonly kind: 'timedOut'; readonly timeoutMs: number }

export interface RunParameters {
  /** How long the program may take; Infinity for as long as it likes. */
  readonly timeoutMs: number
  /** From TERM to KILL, and to the second KILL. */
  readonly killGraceMs: number
}

/**
 * One run of a program. Beyond `running` its outcome has been told or nobody wants it, and what is
 * left is to get rid of the process.
 */
export interface RunState {
  readonly phase: 'running' | 'terminating' | 'killing'
  readonly deadlineMs: number
}

export type RunInput =
  | { readonly type: 'timerExpired' }
  | { readonly type: 'cancelled' }
  | { readonly type: 'processEnded'; readonly ending: ProcessEnding }

export type RunEffect =
  | { readonly type: 'kill'; readonly signal: KillSignal }
  | { readonly type: 'tell'; readonly outcome: RunOutcome }
  /** KILL did not help: the process hangs in the kernel, on a dead file system perhaps. */
  | { readonly type: 'tellStuck' }

export interface RunStep {
  /** undefined: the process is gone. */
  readonly state: RunState | undefined
  readonly effects: readonly RunEffect[]
}

/** Between further KILLs (rule 101). */
const killAgainMs = 10_000

export function startRun({ timeoutMs }: RunParameters, now: number): RunState {
  return { phase: 'running', deadlineMs: now + timeoutMs }
}

/**
 * Deadline and end of a run (rule 101): TERM at the deadline, KILL after the grace, then again and
 * again. The outcome is told once: at the end or at the deadline, whatever comes first, since a
 * script that ignores TERM has failed all the same.
 */
export function stepRun(
  parameters: RunParameters,
  state: RunState,
  now: number,
  input: RunInput,
): RunStep {
  switch (input.type) {
    case 'processEnded':
      return { state: undefined, effects: isTold(state) ? [] : [tell(input.ending)] }
    case 'cancelled':
      return isTold(state) ? { state, effects: [] } : terminate(parameters, now, [])
    case 'timerExpired':
      return now < state.deadlineMs ? { state, effects: [] } : expire(parameters, state, now)
  }
}

function expire(parameters: RunParameters, { phase }: RunState, now: number): RunStep {
  const { timeoutMs, killGraceMs } = parameters
  const kill: RunEffect = { type: 'kill', signal: 'SIGKILL' }
  switch (phase) {
    case 'running':
      return terminate(parameters, now, [tell({ kind: 'timedOut', timeoutMs })])
    case 'terminating':
      return { state: { phase: 'killing', deadlineMs: now + killGraceMs }, effects: [kill] }
    case 'killing':
      return {
        state: { phase, deadlineMs: now + killAgainMs },
        effects: [kill, { type: 'tellStuck' }],
      }
  }
}

function terminate({ killGraceMs }: RunParameters, now: number, first: RunEffect[]): RunStep {
  return {
    state: { phase: 'terminating', deadlineMs: now + killGraceMs },
    effects: [...first, { type: 'kill', signal: 'SIGTERM' }],
  }
}

function isTold({ phase }: RunState): boolean {
  return phase !== 'running'
}

function tell(outcome: RunOutcome): RunEffect {
  return { type: 'tell', outcome }
}
