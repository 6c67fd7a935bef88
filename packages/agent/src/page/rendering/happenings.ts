import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'
import type { PageSnapshot } from '../page-snapshot.js'
import { dateText, entryIds } from './words.js'

/** What happened, with its reason, newest first. */
export function happenings({ history }: PageSnapshot): Html {
  if (history.length === 0) return html`<p>Nothing has happened yet.</p>`
  const ids = entryIds(history.map(({ time }) => time))
  const rows = history.map(({ time, instance, kind, text }, index) => {
    return html`<tr id="${ids[index]}" class="${kind}">
      <td><time datetime="${time}">${dateText(Date.parse(time))}</time></td>
      <td>${instance ?? 'the agent'}</td>
      <td>${kind !== 'transition' && html`<small>${kind}</small> `}${text}</td>
    </tr>`
  })
  return html`<table>
    <thead>
      <tr>
        <th scope="col">When</th>
        <th scope="col">Instance</th>
        <th scope="col">What, and why</th>
      </tr>
    </thead>
    <tbody>
      ${rows.toReversed()}
    </tbody>
  </table>`
}

/** The last transition in a line, for those who hear the page. */
export function lastTransition({ history }: PageSnapshot): string {
  const last = history.findLast(({ kind }) => kind === 'transition')
  return last === undefined ? '' : `${last.instance ?? ''}: ${last.text}`
}
