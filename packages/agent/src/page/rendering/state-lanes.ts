import type { VrrpStatus } from '@holdfast/vrrp'
import type { TimelineLane, TimelineMark, TimelineSpan } from '@holdfast/vrrp/timeline'
import type { HistoryEntry } from '../../history/history-entry.js'
import type { PageSnapshot } from '../page-snapshot.js'
import { clockText, entryIds } from './words.js'

interface KnownEntry extends HistoryEntry {
  readonly to: string
  readonly at: number
  readonly id: string
}

/** What the instances were when, as the history tells it, and what happened besides. */
export function stateLanes({
  status,
  details,
  history,
  at: now,
}: PageSnapshot): readonly TimelineLane[] {
  const ids = entryIds(history.map(({ time }) => time))
  const entries = history.map((entry, index): KnownEntry => {
    return { to: 'INIT', ...entry, at: Date.parse(entry.time), id: ids[index] ?? '' }
  })
  const lanes = status.instances.slice(0, details.length).map((instance): TimelineLane => {
    const own = entries.filter((entry) => entry.instance === instance.name)
    return { name: instance.name, spans: spansOf(instance, own, now), marks: marksOf(own) }
  })
  const ofAll = marksOf(entries.filter((entry) => entry.instance === undefined))
  return ofAll.length === 0 ? lanes : [...lanes, { name: 'the agent', spans: [], marks: ofAll }]
}

function spansOf(
  { state, forMs }: VrrpStatus,
  entries: readonly KnownEntry[],
  now: number,
): readonly TimelineSpan[] {
  const changes = entries.filter(({ kind }) => kind === 'transition')
  const last = changes.at(-1)
  if (last === undefined) {
    // Older than what is remembered.
    return forMs === undefined ? [] : [spanOf(now - forMs, now, state)]
  }
  const isLastTorn = last.to !== state
  const lastEnd = isLastTorn ? Math.max(last.at, now - (forMs ?? Infinity)) : now
  const spans = changes.map(({ at, id, to }, index): TimelineSpan => {
    const next = changes[index + 1]
    // Who was something else before a start has ended without a word.
    const isTorn = next === undefined ? isLastTorn : next.from !== to
    return { ...spanOf(at, next?.at ?? lastEnd, to), entry: id, isTorn }
  })
  return isLastTorn ? [...spans, spanOf(lastEnd, now, state)] : spans
}

function spanOf(from: number, to: number, state: string): TimelineSpan {
  return { from, to, state, label: `${state} from ${clockText(from)} to ${clockText(to)}` }
}

function marksOf(entries: readonly KnownEntry[]): readonly TimelineMark[] {
  return entries
    .filter(({ kind }) => kind !== 'transition')
    .map(({ at, kind, text, id }) => ({ at, label: `${kind}: ${text}`, entry: id }))
}
