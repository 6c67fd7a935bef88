import type { RouterName } from '../../interop/lab/stations.js'
import type { Action, Step } from '../scenario.js'

/** Begins to start a program, so that it is up when it is to start. */
export interface Load {
  readonly does: 'load'
  readonly router: RouterName
}

/** An action and when it is done, in milliseconds after the scenario begins. */
export interface Cue {
  readonly atMs: number
  readonly action: Action | Load
}

/** Longer than a program for Node takes until it reads its configuration. */
const loadMs = 3000
/** What it takes from there until it is up. */
export const upMs = 120
/** Room for a program to end, before it is started again. */
const endMs = 1500

/**
 * The steps in the order in which they are done. A recording is about routers, and not about how long
 * a program takes to be loaded: those that are slow are loaded before, and
 * the scene is set before any of them starts.
 */
export function timelineOf(
  steps: readonly Step[],
  isSlow: (router: RouterName) => boolean,
): readonly Cue[] {
  const cues = steps.flatMap((step): readonly Cue[] => {
    const { atMs, action } = step
    if (action.does !== 'start') return [atMs === 0 ? { atMs: -upMs, action } : step]
    if (!isSlow(action.router)) return [step]
    const { router } = action
    const freeMs = lastStopMs(steps, step, router) + endMs
    return [
      { atMs: Math.max(atMs - loadMs, freeMs), action: { does: 'load', router } },
      { atMs: atMs - upMs, action },
    ]
  })
  return cues.sort((one, other) => one.atMs - other.atMs)
}

function lastStopMs(steps: readonly Step[], before: Step, router: RouterName): number {
  const stops = steps.filter(
    ({ atMs, action }) => action.does === 'stop' && action.router === router && atMs < before.atMs,
  )
  return stops.at(-1)?.atMs ?? -Infinity
}
