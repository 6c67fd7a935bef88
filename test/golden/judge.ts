import type { Difference } from './difference.js'
import type { Place } from './play/place.js'
import { compareTraces, toleranceSeconds } from './trace/compare-traces.js'
import type { Differences } from './trace/compare-traces.js'
import type { TraceEvent } from './trace/trace-event.js'
import { parseEvent } from './trace/trace-text.js'

export interface Judgement {
  /** Recorded, but not played, and nobody meant that. */
  readonly missing: readonly TraceEvent[]
  /** Played, but not recorded, and nobody meant that. */
  readonly extra: readonly TraceEvent[]
  /** Meant, but it did not show: what the table of differences says is not true. */
  readonly unseen: readonly TraceEvent[]
}

/** Compares a trace with the recording, and with what is to be different. */
export function judge(
  recorded: readonly TraceEvent[],
  played: readonly TraceEvent[],
  intended: readonly Difference[],
): Judgement {
  let found = compareTraces(recorded, played)
  const unseen: TraceEvent[] = []
  for (const difference of intended) {
    const missing = take(found.missing, difference.missing, difference.within)
    const extra = take(found.extra, difference.extra, difference.within)
    const lacking = [...missing.unseen, ...extra.unseen]
    if (lacking.length > 0 && difference.sometimes === true) continue
    unseen.push(...lacking)
    found = { missing: missing.left, extra: extra.left }
  }
  return { ...found, unseen }
}

export function isAsExpected({ missing, extra, unseen }: Judgement): boolean {
  return missing.length + extra.length + unseen.length === 0
}

export function intendedAt(
  differences: readonly Difference[],
  scenario: string,
  place: Place,
): readonly Difference[] {
  return differences.filter(
    (difference) => difference.scenario === scenario && difference.places.includes(place),
  )
}

/** Takes the events that these lines are about. */
function take(
  events: Differences['missing'],
  lines: readonly string[] = [],
  within: number = toleranceSeconds,
): { readonly left: readonly TraceEvent[]; readonly unseen: readonly TraceEvent[] } {
  const left = [...events]
  const unseen = lines.map(parseEvent).filter((line) => {
    const at = left.findIndex((event) => isAbout(line, event, within))
    if (at >= 0) left.splice(at, 1)
    return at < 0
  })
  return { left, unseen }
}

function isAbout(line: TraceEvent, event: TraceEvent, within: number): boolean {
  const isThere = line.who === event.who && line.kind === event.kind
  if (!isThere || Math.abs(line.at - event.at) > within) return false
  const least = / x(\d+)\+$/.exec(line.text)
  if (least === null) return line.text === event.text
  const count = / x(\d+)$/.exec(event.text)
  const isSame = line.text.slice(0, least.index) === event.text.slice(0, count?.index)
  return isSame && Number(count?.[1]) >= Number(least[1])
}
