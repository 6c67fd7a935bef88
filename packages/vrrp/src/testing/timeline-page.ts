import { html, Html } from '../timeline/html.js'
import { timelineChart } from '../timeline/timeline-chart.js'
import type { TimelineMark, TimelineSpan } from '../timeline/timeline-chart.js'
import { timelineStyle } from '../timeline/timeline-style.js'
import { pageScript, pageStyle } from './timeline-assets.js'
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

/** Of whatever was done to the network and the nodes. */
const disturbances = '--'
/** Where the scale begins; pixels of a second. */
const usualScale = 4

/**
 * A run as one HTML file without anything from outside: a lane of states for each instance, what was
 * done to the cluster beside it, and everything that happened as a table.
 */
export function timelinePage({ title, outcome, endMs, entries }: TimelinePage): string {
  const instances = [...new Set(entries.map(({ who }) => who))].filter(
    (who) => who !== disturbances,
  )
  const seconds = Math.max(1, Math.ceil(endMs / 1000))
  const chart = timelineChart({
    from: 0,
    to: seconds * 1000,
    ticksMax: 60,
    timeText: (at) => `${at / 1000} s`,
    lanes: [
      { name: 'network', spans: [], marks: marksOf(entries) },
      ...instances.map((name) => ({ name, spans: spansOf(name, entries, endMs), marks: [] })),
    ],
  })
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <title>${title}</title>
        <meta name="viewport" content="width=device-width" />
        <style>
          ${new Html(timelineStyle + pageStyle)}
        </style>
      </head>
      <body>
        <h1>${title}</h1>
        <p id="outcome">${outcome}</p>
        <p>
          <label
            >Scale <input id="scale" type="range" min="1" max="200" value="${usualScale}"
          /></label>
          <output id="per-second">${usualScale} px</output> for a second
        </p>
        <div
          id="chart"
          tabindex="0"
          role="group"
          aria-label="states over time"
          data-seconds="${seconds}"
          style="--width:${usualScale * seconds}px"
        >
          ${chart}
        </div>
        <table>
          <thead>
            <tr>
              <th>ms</th>
              <th>who</th>
              <th>what happened</th>
            </tr>
          </thead>
          <tbody>
            ${entries.map(row)}
          </tbody>
        </table>
        <script>
          ${new Html(pageScript)}
        </script>
      </body>
    </html> `.text
}

function marksOf(entries: readonly TimelineEntry[]): readonly TimelineMark[] {
  return entries.flatMap(({ at, who, text }, index) =>
    who === disturbances ? [{ at, label: text, entry: `e${index}` }] : [],
  )
}

/** Its states, one after the other; nothing where its node has crashed or was not started. */
function spansOf(
  who: string,
  entries: readonly TimelineEntry[],
  endMs: number,
): readonly TimelineSpan[] {
  const crash = `crash ${who.split('/')[0] ?? who}`
  const changes = entries.flatMap(({ at, who: of, text }, index) => {
    const entry = `e${index}`
    if (of === disturbances) return text === crash ? [{ from: at, state: '', entry }] : []
    const state = of === who ? /^[A-Z]+ -> ([A-Z]+)/.exec(text)?.[1] : undefined
    return state === undefined ? [] : [{ from: at, state, entry }]
  })
  const spans = changes.map((change, index) => {
    const to = changes[index + 1]?.from ?? endMs
    const label = `${change.state} from ${change.from.toFixed(0)} ms to ${to.toFixed(0)} ms`
    return { ...change, to, label }
  })
  return spans.filter(({ state }) => state !== '')
}

function row({ at, who, text }: TimelineEntry, index: number): Html {
  const name = who === disturbances ? 'network' : who
  return html`<tr id="e${index}" class="${who === disturbances ? 'network' : 'instance'}">
    <td>${at.toFixed(3)}</td>
    <td>${name}</td>
    <td>${text}</td>
  </tr>`
}
