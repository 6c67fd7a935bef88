import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'

/** `2026-11-22 13:29:12`, UTC. */
export function dateText(at: number): string {
  return new Date(at).toISOString().slice(0, 19).replace('T', ' ')
}

/** `13:29:12.181`, UTC. */
export function clockText(at: number): string {
  return new Date(at).toISOString().slice(11, 23)
}

/** `1 run`, `2 runs`. */
export function count(number: number, what: string): string {
  return `${number} ${what}${number === 1 ? '' : 's'}`
}

/** A state, or whether something is up: a word, a colour and a shape. */
export function badge(state: string): Html {
  return html`<span class="badge ${state}">${state}</span>`
}

/** `e1763818148769-2`: the id of an entry of the history, the second of its millisecond. */
export function entryIds(times: readonly string[]): readonly string[] {
  const seen = new Map<number, number>()
  return times.map((time) => {
    const at = Date.parse(time)
    const number = (seen.get(at) ?? 0) + 1
    seen.set(at, number)
    return `e${at}-${number}`
  })
}
