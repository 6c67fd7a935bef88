import type { TrackerParameters } from './parameters.js'
import type { TrackerState } from './state.js'

/** Priorities are bytes, so no tracker needs to say more than this (rule 103). */
const VALUE_MAX = 253

/** Before the first result: nothing is known, or with init_fail the worst is assumed. */
export function initialTracker({ initFail }: TrackerParameters): TrackerState {
  return { verdict: initFail ? 'down' : 'unknown', counter: undefined, value: 0 }
}

/**
 * Rise and fall of a script (rules 99, 100): `fall` failures in a row bring it down, `rise`
 * successes bring it up, and the very first result decides alone, also with init_fail.
 */
export function afterScript(
  { rise, fall }: TrackerParameters,
  tracker: TrackerState,
  success: boolean,
): TrackerState {
  const counter = tracker.counter ?? rise - 1
  const top = rise + fall - 1
  if (success) {
    return counter >= rise - 1
      ? { ...tracker, verdict: 'up', counter: top }
      : { ...tracker, counter: counter + 1 }
  }
  return counter > rise
    ? { ...tracker, counter: counter - 1 }
    : { ...tracker, verdict: 'down', counter: 0 }
}

export function afterInterface(tracker: TrackerState, up: boolean): TrackerState {
  return { ...tracker, verdict: up ? 'up' : 'down' }
}

/** A file that cannot be read is reported as '' and counts as 0 (rule 103). */
export function afterFile(tracker: TrackerState, content: string): TrackerState {
  const value = parseTrackedNumber(content)
  return value === undefined ? tracker : { ...tracker, verdict: 'up', value }
}

/** Whether the instance must wait for this tracker's first result (rule 87). */
export function isAwaited(parameters: TrackerParameters, tracker: TrackerState): boolean {
  return parameters.kind === 'script' && parameters.weight === 0 && tracker.counter === undefined
}

/** Whether this tracker alone is a FAULT reason (rules 96, 103). */
export function isFault(parameters: TrackerParameters, tracker: TrackerState): boolean {
  if (tracker.verdict === 'unknown') return false
  if (parameters.kind === 'file') {
    if (parameters.weight !== 0) return fileSum(parameters, tracker) <= -254
    return (tracker.value !== 0) !== parameters.reverse
  }
  if (parameters.weight !== 0) return false
  return tracker.verdict === (parameters.reverse ? 'up' : 'down')
}

/** What this tracker adds to the priority (rules 96, 97, 103). */
export function contribution(parameters: TrackerParameters, tracker: TrackerState): number {
  const { weight } = parameters
  if (parameters.kind === 'file') {
    return Math.max(-VALUE_MAX - 1, Math.min(VALUE_MAX, fileSum(parameters, tracker)))
  }
  const counts = weight > 0 ? tracker.verdict === 'up' : tracker.verdict === 'down'
  if (!counts) return 0
  return parameters.reverse ? -weight : weight
}

function fileSum({ weight, reverse }: TrackerParameters, { value }: TrackerState): number {
  return value * weight * (reverse ? -1 : 1)
}

/**
 * Reads a number as C's strtol does with base 0, since that is how track files are written: 010 is
 * 8, 0x10 is 16, trailing text is ignored, no number is 0. Outside int32: undefined (rule 103).
 */
export function parseTrackedNumber(content: string): number | undefined {
  const match = /^\s*([+-]?)(0[xX][0-9a-fA-F]+|0[0-7]*|[1-9][0-9]*)/.exec(content)
  const digits = match?.[2]
  if (digits === undefined) return 0
  const isOctal = digits.length > 1 && digits.startsWith('0') && !/^0x/i.test(digits)
  const magnitude = isOctal ? Number.parseInt(digits, 8) : Number(digits)
  const value = match?.[1] === '-' ? 0 - magnitude : magnitude
  return value >= -(2 ** 31) && value < 2 ** 31 ? value : undefined
}
