import { timelineScript, timelineStyle } from './timeline-assets.js'
import type { TimelineEntry } from './timeline.js'

/** What a page shows. */
export interface TimelinePage {
  readonly title: string
  /** What became of the run, in a line. */
  readonly outcome: string
  /** When the run ended, in virtual milliseconds. */
  readonly endMs: number
  /** In the order of their times, as `Timeline.entries` are. */
  readonly entries: readonly TimelineEntry[]
}

interface Span {
  readonly from: number
  readonly to: number
  readonly state: string
  /** The transition that began it. */
  readonly entry: number
}

/** Of whatever was done to the network and the nodes. */
const disturbances = '--'

/**
 * A run as one HTML file without anything from outside: a lane of states for each instance, what was
 * done to the cluster beside it, and everything that happened as a table.
 */
export function timelinePage({ title, outcome, endMs, entries }: TimelinePage): string {
  const lanes = [...new Set(entries.map(({ who }) => who))].filter((who) => who !== disturbances)
  const seconds = Math.max(1, Math.ceil(endMs / 1000))
  return [
    '<!doctype html>',
    '<html lang="en">',
    `<head><meta charset="utf-8"><title>${escaped(title)}</title>`,
    '<meta name="viewport" content="width=device-width">',
    `<style>${timelineStyle}</style></head>`,
    '<body>',
    `<h1>${escaped(title)}</h1><p id="outcome">${escaped(outcome)}</p>`,
    '<p><label>Scale <input id="scale" type="range" min="1" max="200" value="4"> ',
    '<output id="per-second">4 px</output> for a second</label></p>',
    `<div id="chart" tabindex="0" role="group" aria-label="states over time" style="--end:${seconds}">`,
    ruler(seconds),
    lane('network', marksOf(entries)),
    ...lanes.map((who) => lane(who, spansOf(who, entries, endMs).map(bar))),
    '</div>',
    '<table><thead><tr><th>ms</th><th>who</th><th>what happened</th></tr></thead><tbody>',
    ...entries.map(row),
    '</tbody></table>',
    `<script>${timelineScript}</script>`,
    '</body></html>',
    '',
  ].join('\n')
}

/** Each tenth second, or as many as fit beside each other. */
function ruler(seconds: number): string {
  const step = Math.max(10, Math.ceil(seconds / 60))
  const ticks = Array.from({ length: Math.floor(seconds / step) + 1 }, (_, index) => index * step)
  const marks = ticks.map((at) => `<span class="tick" style="--at:${at}">${at} s</span>`)
  return `<div class="lane ruler"><b></b><div>${marks.join('')}</div></div>`
}

function lane(name: string, parts: readonly string[]): string {
  return `<div class="lane"><b>${escaped(name)}</b><div>${parts.join('')}</div></div>`
}

function marksOf(entries: readonly TimelineEntry[]): readonly string[] {
  return entries.flatMap(({ at, who, text }, index) =>
    who === disturbances
      ? [
          `<a class="mark" href="#e${index}" style="--at:${at / 1000}" title="${escaped(text)}"></a>`,
        ]
      : [],
  )
}

/** Its states, one after the other; nothing where its node has crashed or was not started. */
function spansOf(who: string, entries: readonly TimelineEntry[], endMs: number): readonly Span[] {
  const crash = `crash ${who.split('/')[0] ?? who}`
  const changes = entries.flatMap(({ at, who: of, text }, entry) => {
    if (of === disturbances) return text === crash ? [{ from: at, state: '', entry }] : []
    const state = of === who ? /^[A-Z]+ -> ([A-Z]+)/.exec(text)?.[1] : undefined
    return state === undefined ? [] : [{ from: at, state, entry }]
  })
  const spans = changes.map((change, index) => ({
    ...change,
    to: changes[index + 1]?.from ?? endMs,
  }))
  return spans.filter(({ state }) => state !== '')
}

function bar({ from, to, state, entry }: Span): string {
  const place = `--at:${from / 1000};--for:${(to - from) / 1000}`
  const label = `${state} from ${from.toFixed(0)} ms to ${to.toFixed(0)} ms`
  return `<a class="${state}" href="#e${entry}" style="${place}" title="${label}">${state}</a>`
}

function row({ at, who, text }: TimelineEntry, index: number): string {
  const kind = who === disturbances ? ' class="network"' : ''
  const name = who === disturbances ? 'network' : who
  return `<tr id="e${index}"${kind}><td>${at.toFixed(3)}</td><td>${escaped(name)}</td><td>${escaped(text)}</td></tr>`
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
}
