import { ipFamily } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { RealServerRecord } from './record.js'

/** What the kernel has now. */
export interface RealServerView {
  /** The addresses of `lo`. */
  readonly addresses: ReadonlySet<IpAddress>
  /** The value of a setting below /proc/sys; undefined where there is none. */
  readonly setting: (path: string) => string | undefined
}

export type RealServerChange =
  | { readonly type: 'addAddress' | 'removeAddress'; readonly address: IpAddress }
  | {
      readonly type: 'set'
      readonly path: string
      readonly previous: string
      readonly value: string
    }

export interface RealServerPlan {
  /** In the order in which they are to be made. */
  readonly changes: readonly RealServerChange[]
  /** What is to be remembered. */
  readonly record: RealServerRecord
  /** What is not as somebody may think. */
  readonly remarks: readonly string[]
}

interface WantedSetting {
  readonly path: string
  readonly value: string
  /** Other values with which the machine is as silent. */
  readonly alsoGood: readonly string[]
}

/**
 * All machines of the pool have the virtual address, and only the director may answer ARP for it:
 * answer for addresses of the interface that was asked (1), or even fewer questions (2, 8), and never
 * use the virtual address as the sender of a question (2). The kernel takes the larger one of `all`
 * and of the interface. IPv6 needs nothing: neighbours are told of addresses of their interface only.
 */
const wantedSettings: readonly WantedSetting[] = ['lo', 'all'].flatMap((name) => [
  { path: `net/ipv4/conf/${name}/arp_ignore`, value: '1', alsoGood: ['2', '8'] },
  { path: `net/ipv4/conf/${name}/arp_announce`, value: '2', alsoGood: [] },
])

/** This machine serves these addresses from now on, beside those that it serves already. */
export function planUp(
  record: RealServerRecord,
  view: RealServerView,
  wanted: readonly IpAddress[],
): RealServerPlan {
  const addresses = { ...record.addresses }
  const settings = { ...record.settings }
  const remarks: string[] = []
  const changes: RealServerChange[] = []
  // Silent first: otherwise the machine could answer for an address that it has just been given.
  if (wanted.some((address) => ipFamily(address) === 4)) {
    for (const { path, value, alsoGood } of wantedSettings) {
      const present = view.setting(path)
      if (present === undefined || present === value || alsoGood.includes(present)) continue
      settings[path] = { previous: settings[path]?.previous ?? present, value }
      changes.push({ type: 'set', path, previous: present, value })
    }
  }
  for (const address of new Set(wanted)) {
    if (!view.addresses.has(address)) {
      addresses[address] = { added: true }
      changes.push({ type: 'addAddress', address })
    } else if (addresses[address] === undefined) {
      addresses[address] = { added: false }
      remarks.push(`${address} was on lo before, and stays there`)
    }
  }
  return { changes, remarks, record: { addresses, settings } }
}

/** It serves these no longer; with the last one of IPv4 the settings are as they were before. */
export function planDown(
  record: RealServerRecord,
  view: RealServerView,
  unwanted: readonly IpAddress[],
): RealServerPlan {
  const remarks: string[] = []
  const changes: RealServerChange[] = []
  for (const address of new Set(unwanted)) {
    const known = record.addresses[address]
    if (known === undefined) remarks.push(`${address} is not served by this machine`)
    else if (known.added && view.addresses.has(address)) {
      changes.push({ type: 'removeAddress', address })
    }
  }
  const addresses = Object.fromEntries(
    Object.entries(record.addresses).filter(([address]) => !unwanted.includes(address)),
  )
  if (Object.keys(addresses).some((address) => ipFamily(address) === 4)) {
    return { changes, remarks, record: { addresses, settings: record.settings } }
  }
  for (const [path, { previous, value }] of Object.entries(record.settings)) {
    const present = view.setting(path)
    if (present === value) changes.push({ type: 'set', path, previous: value, value: previous })
    else remarks.push(`${path} is ${present ?? 'gone'}, which is not our doing: it stays so`)
  }
  return { changes, remarks, record: { addresses, settings: {} } }
}
