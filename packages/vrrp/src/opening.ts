import type { IpAddress } from '@holdfast/core'
import type { VrrpParameters } from './parameters.js'

/** What an instance has its transport open. */
export interface Opening {
  /** By which it speaks, and on which it announces addresses. */
  readonly interfaces: readonly string[]
  /** In which it hears adverts; none with unicast peers. */
  readonly groups: readonly IpAddress[]
}

export function openingOf(parameters: VrrpParameters): Opening {
  const { interface: parent, virtualMac, heldAddresses, unicastPeers, multicastGroup } = parameters
  const own = virtualMac === undefined ? [parent] : [parent, virtualMac.name]
  return {
    interfaces: [...new Set([...own, ...heldAddresses.map((held) => held.interface)])],
    groups: unicastPeers.length === 0 ? [multicastGroup] : [],
  }
}

/** Whether there is something in one that is not in the other. */
export function opensMore(after: Opening, before: Opening): boolean {
  return (
    after.interfaces.some((name) => !before.interfaces.includes(name)) ||
    after.groups.some((group) => !before.groups.includes(group))
  )
}
