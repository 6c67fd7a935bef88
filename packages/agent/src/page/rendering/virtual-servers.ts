import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'
import { duration } from '../../report/duration.js'
import type {
  ServerStatus,
  VirtualServerStatus,
} from '../../running/virtual-servers/virtual-server-status.js'
import type { PageSnapshot } from '../page-snapshot.js'
import { table } from './table.js'
import { badge } from './words.js'

/** A card for each virtual server; nothing where there is none. */
export function virtualServers({ status }: PageSnapshot): Html {
  if (status.virtualServers.length === 0) return html``
  return html`<h2>Virtual servers</h2>
    <div class="cards">${status.virtualServers.map(card)}</div>`
}

function card(server: VirtualServerStatus): Html {
  const { name, isUp, forMs, liveWeight, quorum, isSuspended, isSorry, sorryServer } = server
  const state = isUp ? 'UP' : 'DOWN'
  return html`<article class="card ${state}">
    <h3>${name} ${badge(state)}</h3>
    <p>
      weight ${liveWeight}, quorum ${quorum}, ${isUp ? 'up' : 'down'} for ${duration(forMs)}
      ${isSuspended && ', suspended: its address is not here'}
      ${isSorry && `, ${sorryServer ?? ''} stands in`}
    </p>
    ${server.failures.map((failure) => html`<p class="trouble">${failure}</p>`)}
    ${table(['Server', 'State', 'For', 'Weight'], server.servers.map(row))}
  </article>`
}

function row({ name, isUp, forMs, weight, because }: ServerStatus): Html {
  return html`<tr>
    <th scope="row">${name} ${because !== undefined && html`<small>${because}</small>`}</th>
    <td>${badge(isUp ? 'UP' : 'DOWN')}</td>
    <td>${duration(forMs)}</td>
    <td>${weight ?? '–'}</td>
  </tr>`
}
