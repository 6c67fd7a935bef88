import { html } from '@holdfast/vrrp/timeline'
import type { Html } from '@holdfast/vrrp/timeline'
import type { VrrpStatus } from '@holdfast/vrrp'
import { duration } from '../../report/duration.js'
import type { RecentAdvert } from '../advert-log.js'
import type { PageSnapshot } from '../page-snapshot.js'
import { table } from './table.js'

interface Heard {
  readonly address: string
  readonly instance: string
  readonly virtualRouterId: number
  readonly priority: number
  readonly agoMs: number
  /** That were believed. */
  readonly adverts: number
  readonly rejected: string | undefined
}

/** Every other router that was heard, for each virtual router that it takes part in. */
export function routersHeard(snapshot: PageSnapshot): Html {
  const heard = snapshot.status.instances
    .flatMap((each, index) => heardBy(each, snapshot.details[index]?.adverts ?? [], snapshot.at))
    .sort((one, other) => (one.address < other.address ? -1 : Number(one.address > other.address)))
  if (heard.length === 0) return html`<p>No other router was heard yet.</p>`
  return table(
    ['Router', 'Instance', 'Priority', 'Last heard', 'Adverts accepted'],
    heard.map(row),
    'stacked',
  )
}

/** Also whom it does not believe, and whom it does not listen to while it is in FAULT. */
function heardBy(
  { name: instance, virtualRouterId, takenAt, peers }: VrrpStatus,
  adverts: readonly RecentAdvert[],
  now: number,
): readonly Heard[] {
  const last = new Map<string, RecentAdvert>()
  for (const advert of adverts) if (!advert.isSent) last.set(advert.source, advert)
  const addresses = new Set([...peers.map(({ address }) => address), ...last.keys()])
  return [...addresses].map((address) => {
    const peer = peers.find((each) => each.address === address)
    const advert = last.get(address)
    const peerAgoMs = peer === undefined ? Infinity : takenAt - peer.heardAt
    return {
      ...{ address, instance, virtualRouterId },
      priority: advert?.priority ?? peer?.priority ?? 0,
      agoMs: Math.max(0, Math.min(peerAgoMs, advert === undefined ? Infinity : now - advert.at)),
      adverts: peer?.adverts ?? 0,
      rejected: advert?.rejected,
    }
  })
}

function row({ address, instance, virtualRouterId, ...heard }: Heard): Html {
  const { priority, agoMs, adverts, rejected } = heard
  return html`<tr>
    <th scope="row">${address}</th>
    <td data-label="Instance">${instance} <small>VRID ${virtualRouterId}</small></td>
    <td data-label="Priority">${priority === 0 ? '0: it resigned' : priority}</td>
    <td data-label="Last heard">${duration(agoMs)} ago</td>
    <td data-label="Accepted">
      ${adverts} ${rejected !== undefined && html`<span class="trouble">${rejected}</span>`}
    </td>
  </tr>`
}
