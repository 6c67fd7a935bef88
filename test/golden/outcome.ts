import type { Judgement } from './judge.js'
import type { Place } from './play/place.js'
import { writeEvent } from './trace/trace-text.js'

/** A scenario, and where Holdfast stands in it. */
export interface Performance {
  readonly scenario: string
  readonly place: Place
}

export interface Outcome extends Performance {
  readonly passed: boolean
  readonly judgement?: Judgement
  /** Why it could not be played. */
  readonly problem?: string
  readonly latenessMs: number
  /** Where trace, logs and packets of a failure are. */
  readonly evidence: string
}

export function outcomeLines(outcome: Outcome): readonly string[] {
  const { scenario, place, passed, judgement, problem, latenessMs, evidence } = outcome
  if (passed) return [`ok      ${scenario} (${place})`]
  return [
    `FAILED  ${scenario} (${place}), this machine ${latenessMs.toFixed()} ms late: ${evidence}`,
    ...(problem === undefined ? [] : [`        ${problem}`]),
    ...(judgement?.missing ?? []).map((event) => `        missing ${writeEvent(event)}`),
    ...(judgement?.extra ?? []).map((event) => `        extra   ${writeEvent(event)}`),
    ...(judgement?.unseen ?? []).map((event) => `        unseen  ${writeEvent(event)}`),
  ]
}
