import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'
import type { VrrpCounters, VrrpStatus } from '@holdfast/vrrp'
import type { InstanceDetails, PageSnapshot, ScriptRun, TrackerDetails } from '../page-snapshot.js'
import { ladder } from './ladder.js'
import type { Part } from './part.js'
import { table } from './table.js'
import { badge, count } from './words.js'

/** A card for each instance: why, what it tracks, what it said and heard. */
export function instanceCards({ status, details }: PageSnapshot): readonly Part[] {
  const cards = details.flatMap((each, index): readonly Part[] => {
    const instance = status.instances[index]
    return instance === undefined ? [] : [() => card(instance, each, index)]
  })
  const rest = status.instances.length - details.length
  if (rest === 0) return cards
  const hint = html`<p>
    ${count(rest, 'more instance')}: see <a href="status.json">status.json</a>.
  </p>`
  return [...cards, () => hint]
}

function card(status: VrrpStatus, details: InstanceDetails, index: number): Html {
  const { name, state, because, warnings, counters } = status
  const id = `instance-${index}`
  return html`<article id="${id}" class="card ${state}" aria-labelledby="${id}-name">
    <h3 id="${id}-name">${name} ${badge(state)}</h3>
    <p>${because}</p>
    <ul class="outlook">
      <li>priority ${details.priority}</li>
      ${details.outlook.map((line) => html`<li>${line}</li>`)}
      ${warnings.map((line) => html`<li class="trouble">${line}</li>`)}
    </ul>
    ${details.trackers.length > 0 && trackers(details.trackers)}
    <h4>Recent adverts</h4>
    ${ladder(status, details)}
    <details id="${id}-counters">
      <summary>${summaryOf(counters)}</summary>
      ${counterList(counters)}
    </details>
  </article>`
}

function trackers(all: readonly TrackerDetails[]): Html {
  return table(
    ['Tracker', 'Verdict', 'Weight', 'Recent results'],
    all.map(({ name, kind, verdict, weight, value, runs }) => {
      const word = { up: 'UP', down: 'DOWN', unknown: 'UNKNOWN' }[verdict]
      return html`<tr>
        <th scope="row">${name} <small>${kind}</small></th>
        <td>${badge(word)}</td>
        <td>${weight === 0 ? 'fault' : `${weight > 0 ? '+' : ''}${weight}`}</td>
        <td>${kind === 'file' ? `value ${value}` : runs.length === 0 ? '–' : runStrip(runs)}</td>
      </tr>`
    }),
  )
}

/** A bar for each run, short for success and tall for everything else. */
function runStrip(runs: readonly ScriptRun[]): Html {
  const failed = runs.filter(({ result }) => result !== 'success').length
  const last = runs.at(-1)
  const text = `${count(runs.length, 'run')}, ${failed} failed`
  const bars = runs.map(({ result }, index) => {
    const isGood = result === 'success'
    const [y, height] = isGood ? [8, 6] : [0, 14]
    return html`<rect
      class="${isGood ? 'good' : 'bad'}"
      x="${index * 5}"
      y="${y}"
      width="4"
      height="${height}"
    />`
  })
  return html`<svg class="runs" role="img" aria-label="${text}" width="100" height="14">
      ${bars}
    </svg>
    <small>${last !== undefined && lastRun(last)}</small>`
}

function lastRun({ result, durationMs }: ScriptRun): string {
  const took = `${Math.round(durationMs)} ms`
  return result === 'success' ? took : `${result}, ${took}`
}

function summaryOf({ advertSent, advertRcvd, rejected }: VrrpCounters): string {
  const refused = Object.values(rejected).reduce((sum, each) => sum + each, 0)
  return `${count(advertSent, 'advert')} sent, ${advertRcvd} received, ${refused} rejected`
}

const names: readonly (readonly [Exclude<keyof VrrpCounters, 'rejected'>, string])[] = [
  ['advertSent', 'adverts sent'],
  ['advertRcvd', 'adverts received'],
  ['priZeroSent', 'sent with priority 0'],
  ['priZeroRcvd', 'received with priority 0'],
  ['becomeMaster', 'became master'],
  ['releaseMaster', 'released mastership'],
  ['announcementsSent', 'announcements sent'],
  ['addressListMismatch', 'received with other addresses'],
  ['ownSource', 'received from our own address'],
  ['sendFailed', 'not sent'],
  ['addressesFailed', 'addresses not held'],
]

function counterList(counters: VrrpCounters): Html {
  const rejected = Object.entries(counters.rejected)
  return html`<dl class="counters">
    ${names.map(([key, text]) => pair(text, counters[key]))}
    ${rejected.map(([code, number]) => pair(`rejected: ${code}`, number))}
  </dl>`
}

function pair(text: string, number: number): Html {
  return html`<div>
    <dt>${text}</dt>
    <dd>${number}</dd>
  </div>`
}
