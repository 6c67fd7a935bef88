import { html, timelineChart } from '@holdfast/vrrp/timeline'
import type { PageSnapshot } from '../page-snapshot.js'
import type { Part } from './part.js'
import { stateLanes } from './state-lanes.js'

const minuteMs = 60_000

interface TimeWindow {
  readonly id: string
  readonly name: string
  readonly ms: number
}

/** How much of the past there is to choose from. */
export const windows: readonly TimeWindow[] = [
  { id: 'minutes', name: '5 min', ms: 5 * minuteMs },
  { id: 'hour', name: '1 h', ms: 60 * minuteMs },
  { id: 'day', name: '1 day', ms: 24 * 60 * minuteMs },
  { id: 'week', name: '1 week', ms: 7 * 24 * 60 * minuteMs },
]

/** Which one shows the last transition, where there was one in any of them. */
export function usualWindow({ history, at }: PageSnapshot): string {
  const last = history.findLast(({ kind }) => kind === 'transition')
  const agoMs = last === undefined ? 0 : at - Date.parse(last.time)
  return windows.find(({ ms }) => agoMs < 0.9 * ms)?.id ?? 'week'
}

/** One chart for each window; the style sheet shows that which is chosen. */
export function stateTimeline(snapshot: PageSnapshot): readonly Part[] {
  const { at: to } = snapshot
  const lanes = stateLanes(snapshot)
  if (lanes.length === 0) return [() => html`<p>There are no instances.</p>`]
  return windows.map(({ id, ms }) => () => {
    const timeText = ms > 24 * 60 * minuteMs ? dayText : secondText
    const from = to - ms
    const chart = timelineChart({ from, to, ticksMax: 6, timeText, namedFromMs: ms / 10, lanes })
    return html`<div class="window ${id}">${chart}</div>`
  })
}

function secondText(at: number): string {
  const text = new Date(at).toISOString().slice(11, 19)
  return text.endsWith(':00') ? text.slice(0, 5) : text
}

function dayText(at: number): string {
  return new Date(at).toISOString().slice(5, 10)
}
