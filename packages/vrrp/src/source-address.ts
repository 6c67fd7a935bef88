import { ipFamily, isLinkLocal } from '@holdfast/core'
import type { IpAddress, LinkStatus } from '@holdfast/core'
import { isOwner } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import type { LinkView } from './state.js'

/** What a link is to an instance: whether it can speak there, and with which address. */
export function linkView(
  parameters: VrrpParameters,
  statusOf: (name: string) => LinkStatus,
): LinkView {
  const link = statusOf(parameters.interface)
  const sourceAddress =
    parameters.sourceAddress === undefined
      ? chooseSource(parameters, link)
      : configuredSource(parameters.sourceAddress, parameters, link)
  const { virtualMac } = parameters
  if (virtualMac === undefined) return { up: link.up, sourceAddress, macAddress: link.macAddress }
  const upper = statusOf(virtualMac.name)
  return {
    up: link.up && upper.up,
    ...(link.up && !upper.up ? { blamed: virtualMac.name } : {}),
    sourceAddress,
    macAddress: virtualMac.macAddress,
  }
}

export function isSameLink(one: LinkView, other: LinkView): boolean {
  return (
    one.up === other.up &&
    one.blamed === other.blamed &&
    one.sourceAddress === other.sourceAddress &&
    one.macAddress === other.macAddress
  )
}

/** Whether the interface has it matters to track_src_ip only. */
function configuredSource(
  sourceAddress: IpAddress,
  { trackSourceAddress }: VrrpParameters,
  { addresses }: LinkStatus,
): IpAddress | undefined {
  return !trackSourceAddress || addresses.includes(sourceAddress) ? sourceAddress : undefined
}

/**
 * The interface's primary IPv4 address, or its link-local IPv6 one, but never a virtual address
 * (rule 5): a leftover of a former mastership must not become the sender. To the owner the virtual
 * address is its own, and may be its only one.
 */
function chooseSource(
  parameters: VrrpParameters,
  { addresses }: LinkStatus,
): IpAddress | undefined {
  const able = addresses.filter(
    (address) =>
      ipFamily(address) === parameters.family && (parameters.family === 4 || isLinkLocal(address)),
  )
  const isVirtual = (address: IpAddress): boolean =>
    parameters.heldAddresses.some((held) => held.address === address)
  return able.find((address) => !isVirtual(address)) ?? (isOwner(parameters) ? able[0] : undefined)
}
