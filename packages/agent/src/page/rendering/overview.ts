import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'
import type { VrrpStatus } from '@holdfast/vrrp'
import { duration } from '../../report/duration.js'
import type { PageSnapshot } from '../page-snapshot.js'
import { table } from './table.js'
import { badge } from './words.js'

/** A row for each instance, and a line for each sync group. */
export function overview({ status, details }: PageSnapshot): Html {
  const { instances, groups, phase } = status
  if (instances.length === 0) return html`<p>The agent is ${phase} and has no instances.</p>`
  const detailed = new Set(details.map(({ name }) => name))
  return html`${table(
    ['Instance', 'State', 'For', 'Priority', 'Master', 'Addresses'],
    instances.map((each, index) => row(each, detailed.has(each.name) ? index : undefined)),
    'stacked',
  )}
  ${groups.map(({ name, state, members }) => {
    return html`<p>Sync group ${name}: ${badge(state)} ${members.join(', ')}</p>`
  })}`
}

function row(status: VrrpStatus, index: number | undefined): Html {
  const { name, state, forMs, effectivePriority, basePriority, master, addresses } = status
  const title = index === undefined ? html`${name}` : html`<a href="#instance-${index}">${name}</a>`
  const base = effectivePriority !== basePriority && html` <small>of ${basePriority}</small>`
  return html`<tr>
    <th scope="row">
      ${title} <small>VRID ${status.virtualRouterId} on ${status.interface}</small>
    </th>
    <td data-label="State">${badge(state)}</td>
    <td data-label="For">${forMs === undefined ? '–' : duration(forMs)}</td>
    <td data-label="Priority">${effectivePriority}${base}</td>
    <td data-label="Master">${state === 'MASTER' ? 'this router' : (master?.address ?? '–')}</td>
    <td data-label="Addresses">
      ${addresses.virtual.join(' ')} <small>${addresses.status}</small>
      ${addresses.failures.map(({ address, message }) => {
        return html`<p class="trouble">${address}: ${message}</p>`
      })}
    </td>
  </tr>`
}
