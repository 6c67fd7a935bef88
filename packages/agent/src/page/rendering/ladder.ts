import { isMulticast } from '@holdfast/core'
import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'
import type { VrrpStatus } from '@holdfast/vrrp'
import type { RecentAdvert } from '../advert-log.js'
import type { InstanceDetails } from '../page-snapshot.js'
import { clockText, count } from './words.js'

const rungsMax = 12
const othersMax = 4
const headHeight = 26
const rungHeight = 20
/** Of a silence that is longer than it should be. */
const gapHeight = 46
/** Where the first and the last line of life are, in percent of the width. */
const left = 27
const right = 90

const us = ''

interface Rung {
  readonly advert: RecentAdvert
  readonly y: number
  /** How long nobody had said anything, where that is worth a word; milliseconds. */
  readonly silenceMs: number | undefined
}

/**
 * The last adverts of a virtual router: time goes down, each router is a line, an arrow goes from
 * whoever speaks.
 */
export function ladder({ name, peers }: VrrpStatus, details: InstanceDetails): Html {
  const adverts = details.adverts.slice(-rungsMax)
  const last = adverts.at(-1)
  if (last === undefined) return html`<p>None was sent or heard yet.</p>`
  const heard = [...adverts.flatMap(partnerOf), ...peers.map(({ address }) => address)]
  const others = [...new Set(heard)].slice(0, othersMax).sort()
  const lines = [us, ...others]
  const rungs = rungsOf(adverts, details.advertIntMs)
  const height = (rungs.at(-1)?.y ?? 0) + 10
  const sent = adverts.filter(({ isSent, failed }) => isSent && failed === undefined).length
  const label = `${name}: the last ${count(adverts.length, 'advert')}, ${sent} of them sent, last ${wordsOf(last)}`
  return html`<svg class="ladder" role="img" aria-label="${label}" width="100%" height="${height}">
    ${lines.map((each) => lifeline(each, placeOf(each, lines), height))}
    ${rungs.map((rung) => rungOf(rung, lines))}
  </svg>`
}

/** Whom an advert was heard from, or sent to in person. */
function partnerOf({ isSent, source, destination }: RecentAdvert): readonly string[] {
  if (!isSent) return [source]
  return isMulticast(destination) ? [] : [destination]
}

function rungsOf(adverts: readonly RecentAdvert[], advertIntMs: number): readonly Rung[] {
  let y = headHeight
  return adverts.map((advert, index) => {
    const before = adverts[index - 1]
    const pauseMs = before === undefined ? 0 : advert.at - before.at
    const silenceMs = pauseMs > 1.5 * advertIntMs ? pauseMs : undefined
    y += silenceMs === undefined ? rungHeight : gapHeight
    return { advert, y, silenceMs }
  })
}

function placeOf(who: string, lines: readonly string[]): number {
  const index = lines.indexOf(who)
  if (index === 0) return left
  // Those for whom there is no line are beyond the last one.
  return index < 0 ? right : left + ((right - left) * index) / (lines.length - 1)
}

function lifeline(who: string, x: number, height: number): Html {
  const text = who === us ? 'this router' : shortened(who)
  return html`<text class="who" x="${x}%" y="14">${text}</text>
    <line class="life" x1="${x}%" x2="${x}%" y1="22" y2="${height}" />`
}

/** An IPv6 address may be longer than there is room. */
function shortened(address: string): string {
  return address.length > 17 ? `…${address.slice(-16)}` : address
}

function rungOf({ advert, y, silenceMs }: Rung, lines: readonly string[]): Html {
  const { isSent, at } = advert
  const [partner = us] = partnerOf(advert)
  const own = placeOf(us, lines)
  const isToAll = partner === us
  // To everybody: as far as the last line, or into the void.
  const far = lines.length < 2 ? right : placeOf(isToAll ? (lines.at(-1) ?? us) : partner, lines)
  const [from, to] = isSent ? [own, far] : [far, own]
  const { kind, note } = fateOf(advert)
  const head = isSent ? 'M0 0l-8 -4v8z' : 'M0 0l8 -4v8z'
  return html`<g class="${kind}">
    <title>${wordsOf(advert)}</title>
    ${silenceMs !== undefined && silence(silenceMs, y)}
    <text class="time" y="${y + 4}">${clockText(at)}</text>
    <line x1="${from}%" x2="${to}%" y1="${y}" y2="${y}" />
    <circle cx="${from}%" cy="${y}" r="3" />
    <svg x="${to}%" y="${y}" overflow="visible"><path d="${head}" /></svg>
    <text class="note" x="${from + (to - from) / 4}%" y="${y - 4}">${note}</text>
  </g>`
}

function fateOf(advert: RecentAdvert): { readonly kind: string; readonly note: string } {
  const { isSent, priority, rejected, failed } = advert
  if (failed !== undefined) return { kind: 'failed', note: 'not sent' }
  if (rejected !== undefined) return { kind: 'refused', note: rejected }
  if (priority === 0) return { kind: 'resigns', note: '0: resigns' }
  return { kind: isSent ? 'sent' : 'heard', note: String(priority) }
}

function silence(ms: number, y: number): Html {
  const text = `${(ms / 1000).toFixed(ms < 10_000 ? 2 : 0)} s of silence`
  return html`<text class="silence" x="${(left + right) / 2}%" y="${y - 24}">${text}</text>`
}

function wordsOf(advert: RecentAdvert): string {
  const { at, isSent, source, destination, priority, rejected, failed } = advert
  const way = isSent ? `to ${destination}` : `from ${source}`
  const refusal = rejected === undefined ? '' : `, rejected: ${rejected}`
  const fate = failed === undefined ? refusal : `, not sent: ${failed}`
  return `${clockText(at)} ${way} with priority ${priority}${fate}`
}
