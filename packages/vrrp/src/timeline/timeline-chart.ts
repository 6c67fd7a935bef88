import { html } from './html.js'
import type { Html } from './html.js'
import { ticksBetween } from './ticks.js'

/** A state that lasted. */
export interface TimelineSpan {
  readonly from: number
  readonly to: number
  /** `MASTER` and the like: its colour. */
  readonly state: string
  /** All there is to say of it. */
  readonly label: string
  /** The id of the entry that tells how it began, where there is one. */
  readonly entry?: string | undefined
  /** When it ended is not known: nobody was there to see it. */
  readonly isTorn?: boolean
}

/** Something that happened, and did not last. */
export interface TimelineMark {
  readonly at: number
  readonly label: string
  readonly entry: string
}

export interface TimelineLane {
  readonly name: string
  readonly spans: readonly TimelineSpan[]
  readonly marks: readonly TimelineMark[]
}

/** Lanes beside each other on one scale of time; all times in milliseconds from wherever. */
export interface TimelineChart {
  readonly from: number
  readonly to: number
  /** So many times are written at its scale at most. */
  readonly ticksMax: number
  readonly timeText: (at: number) => string
  /** Bars that are shorter have no room for the name of their state. Default 0. */
  readonly namedFromMs?: number
  readonly lanes: readonly TimelineLane[]
}

/** Where a bar is within its lane of 30 px: the more a router does, the more there is to see. */
const levels: Readonly<Record<string, { readonly y: number; readonly height: number }>> = {
  BACKUP: { y: 9, height: 18 },
  INIT: { y: 17, height: 10 },
}
const usualLevel = { y: 3, height: 24 }

/**
 * What a number of instances were when, as HTML that is as wide as `--width` says, or as there is
 * room. It needs `timelineStyle`, and no style attributes, which a strict page forbids.
 */
export function timelineChart(chart: TimelineChart): Html {
  const { from, to, ticksMax, timeText, lanes } = chart
  const place = placesBetween(from, to)
  const ticks = ticksBetween(from, to, ticksMax)
  const lines = ticks.map((at) => html`<line x1="${place(at)}" x2="${place(at)}" y2="100%" />`)
  const times = ticks.map((at) => {
    // The last one would stand beyond the end.
    const isLate = at > to - (to - from) / 8
    const [dx, anchor] = isLate ? [-4, 'end'] : [4, 'start']
    return html`<text x="${place(at)}" dx="${dx}" y="14" text-anchor="${anchor}">
      ${timeText(at)}
    </text>`
  })
  return html`<div class="timeline">
    <div class="lane ruler"><b></b><svg aria-hidden="true">${lines}${times}</svg></div>
    ${lanes.map((lane) => laneOf(lane, chart, lines))}
  </div>`
}

function laneOf(lane: TimelineLane, chart: TimelineChart, lines: readonly Html[]): Html {
  const { from, to, namedFromMs = 0 } = chart
  const place = placesBetween(from, to)
  const spans = lane.spans.filter((span) => span.to >= from && span.from <= to)
  const bars = spans.map((span) => {
    const begin = Math.max(span.from, from)
    const lengthMs = Math.min(span.to, to) - begin
    const width = placesBetween(0, to - from)(lengthMs)
    return barOf(span, { x: place(begin), width, isNamed: lengthMs >= namedFromMs })
  })
  const marks = lane.marks.filter(({ at }) => at >= from && at <= to)
  const flags = marks.map(({ at, label, entry }) => {
    return html`<a class="mark" href="#${entry}">
      <svg x="${place(at)}" overflow="visible">
        <title>${label}</title>
        <path d="M-5 0h10l-5 8z" />
        <path d="M-1 0h2v26h-2z" />
      </svg>
    </a>`
  })
  return html`<div class="lane" role="group" aria-label="${lane.name}">
    <b>${lane.name}</b><svg>${lines}${bars}${flags}</svg>
  </div>`
}

function barOf(
  span: TimelineSpan,
  { x, width, isNamed }: { readonly x: string; readonly width: string; readonly isNamed: boolean },
): Html {
  const { state, label, entry, isTorn = false } = span
  const { y, height } = levels[state] ?? usualLevel
  // The line is there however short the state was.
  const bar = html`<line class="${state}" x1="${x}" x2="${x}" y1="${y}" y2="${y + height}" />
    <svg class="${state}${isTorn && ' torn'}" x="${x}" y="${y}" width="${width}" height="${height}">
      <title>${label}</title>
      <rect width="100%" height="100%" />
      ${isNamed && html`<text x="6" y="50%" dominant-baseline="central">${state}</text>`}
    </svg>`
  return entry === undefined ? bar : html`<a href="#${entry}">${bar}</a>`
}

/** Where a time is, from left to right. */
function placesBetween(from: number, to: number): (at: number) => string {
  const length = Math.max(1, to - from)
  return (at) => `${((100 * (at - from)) / length).toFixed(3)}%`
}
