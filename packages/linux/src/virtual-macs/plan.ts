import type { VirtualMac } from '@holdfast/core'
import { IFF_UP } from '../rtnetlink/flags.js'
import type { LinkInfo } from '../rtnetlink/rtnetlink.js'

/** What it takes for an interface with a virtual MAC to be there. */
export type VirtualMacPlan =
  | { readonly action: 'none'; readonly link: LinkInfo }
  | { readonly action: 'bringUp'; readonly link: LinkInfo }
  /** `inTheWay` is one of ours, for another parent or MAC address. */
  | { readonly action: 'create'; readonly parentIndex: number; readonly inTheWay?: LinkInfo }
  | { readonly action: 'fail'; readonly message: string }

export function planVirtualMac(
  wanted: VirtualMac,
  links: readonly LinkInfo[],
  isOurs: (link: LinkInfo) => boolean,
): VirtualMacPlan {
  const { name, macAddress } = wanted
  const parent = links.find((link) => link.name === wanted.parent)
  const present = links.find((link) => link.name === name)
  if (present !== undefined && !isOurs(present)) {
    const message =
      `${name} exists already and was not made by Holdfast: remove it (ip link delete ${name}) ` +
      'or choose another name for the interface with the virtual MAC'
    return { action: 'fail', message }
  }
  if (parent === undefined) {
    const message = `there is no interface ${wanted.parent} to make ${name} on`
    return { action: 'fail', message }
  }
  if (present === undefined) return { action: 'create', parentIndex: parent.index }
  // The kernel puts a macvlan of a macvlan beside it, on the same lower interface.
  const lower = parent.kind === 'macvlan' ? parent.parentIndex : parent.index
  if (present.macAddress !== macAddress || present.parentIndex !== lower) {
    return { action: 'create', parentIndex: parent.index, inTheWay: present }
  }
  const isUp = (present.flags & IFF_UP) !== 0
  return isUp ? { action: 'none', link: present } : { action: 'bringUp', link: present }
}
