import { startRun, stepRun } from '../program/run-machine.js'
import type { ProcessEnding } from '../program/process-runner.js'
import type { RunEffect, RunInput, RunParameters, RunState } from '../program/run-machine.js'

export interface ScriptParameters extends RunParameters {
  /** From the start of a run to the start of the next one, in milliseconds. */
  readonly intervalMs: number
}

export interface ScriptState {
  /** When the next run is due; undefined after `stopped`. */
  readonly nextRunMs: number | undefined
  /** The run whose process is not gone yet. */
  readonly run: RunState | undefined
}

export type ScriptInput =
  | { readonly type: 'timerExpired' }
  | { readonly type: 'processEnded'; readonly ending: ProcessEnding }
  | { readonly type: 'stopped' }

export type ScriptEffect =
  | RunEffect
  | { readonly type: 'startProcess' }
  /** A run was due while the one before was still busy. */
  | { readonly type: 'tellSkipped' }
  /** After `stopped`: the last process is gone, or cannot be got rid of. */
  | { readonly type: 'tellFinished' }

export interface ScriptStep {
  readonly state: ScriptState
  readonly effects: readonly ScriptEffect[]
}

/** The first run is due at once. */
export function initialScript(now: number): ScriptState {
  return { nextRunMs: now, run: undefined }
}

export function nextScriptDeadline({ nextRunMs, run }: ScriptState): number | undefined {
  const deadlineMs = Math.min(nextRunMs ?? Infinity, run?.deadlineMs ?? Infinity)
  return deadlineMs === Infinity ? undefined : deadlineMs
}

/**
 * When a script is run: at once, then at fixed intervals from that start, however long it takes. A
 * run that is due while the process of the one before is not gone is skipped, so there are never two
 * (rule 101).
 */
export function stepScript(
  parameters: ScriptParameters,
  state: ScriptState,
  now: number,
  input: ScriptInput,
): ScriptStep {
  switch (input.type) {
    case 'timerExpired': {
      // The deadline of a run comes first: TERM may make room, but not before its process is gone.
      const judged = stepOfRun(parameters, state, now, input)
      const due = startDue(parameters, judged.state, now)
      return { state: due.state, effects: [...judged.effects, ...due.effects] }
    }
    case 'processEnded':
      return stepOfRun(parameters, state, now, input)
    case 'stopped':
      return stop(parameters, state, now)
  }
}

function startDue(parameters: ScriptParameters, state: ScriptState, now: number): ScriptStep {
  const { nextRunMs, run } = state
  if (nextRunMs === undefined || now < nextRunMs) return { state, effects: [] }
  const { intervalMs } = parameters
  const missed = Math.floor((now - nextRunMs) / intervalMs)
  const next = nextRunMs + (missed + 1) * intervalMs
  if (run !== undefined) {
    return { state: { nextRunMs: next, run }, effects: [{ type: 'tellSkipped' }] }
  }
  return {
    state: { nextRunMs: next, run: startRun(parameters, now) },
    effects: [{ type: 'startProcess' }],
  }
}

function stop(parameters: ScriptParameters, state: ScriptState, now: number): ScriptStep {
  if (state.nextRunMs === undefined) return { state, effects: [] }
  const stopped: ScriptState = { ...state, nextRunMs: undefined }
  if (state.run === undefined) return { state: stopped, effects: [{ type: 'tellFinished' }] }
  return stepOfRun(parameters, stopped, now, { type: 'cancelled' })
}

function stepOfRun(
  parameters: ScriptParameters,
  state: ScriptState,
  now: number,
  input: RunInput,
): ScriptStep {
  if (state.run === undefined) return { state, effects: [] }
  const { state: run, effects } = stepRun(parameters, state.run, now, input)
  if (run === state.run) return { state, effects }
  const isStopped = state.nextRunMs === undefined
  const isStuck = effects.some(({ type }) => type === 'tellStuck')
  if (!isStopped || (run !== undefined && !isStuck)) return { state: { ...state, run }, effects }
  // Nobody waits for a process that even KILL does not end.
  return {
    state: { ...state, run: undefined },
    effects: [...effects, { type: 'tellFinished' }],
  }
}
