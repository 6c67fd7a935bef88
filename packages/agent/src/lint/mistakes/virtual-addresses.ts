import { ipFamily, isInPrefix } from '@holdfast/core'
import type { IpPrefix } from '@holdfast/core'
import type { Diagnostic } from '@holdfast/core/config'
import { effectiveBasePriority } from '@holdfast/vrrp/keywords'
import type { AddressLine } from '@holdfast/vrrp/keywords'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

interface Place {
  readonly line: AddressLine
  readonly interfaceName: string
  /** Of an owner, whose interface has them by itself. */
  readonly isOwn: boolean
}

/** Addresses that nobody on their segment would ask for. */
export function outsideSubnet(subject: Subject): readonly Diagnostic[] {
  const lines = linesOf(subject)
  // A master has them on its interface: they say nothing about the networks there.
  const moving = new Set(lines.filter(({ isOwn }) => !isOwn).map(({ line }) => line.address))
  return lines.flatMap(({ line, interfaceName }) => {
    const networks = networksOf(subject, interfaceName, line).filter(
      ({ address }) => !moving.has(address),
    )
    if (networks.length === 0 || networks.some((each) => isInPrefix(line.address, each))) return []
    const known = networks.map(({ address, prefixLength }) => `${address}/${prefixLength}`)
    const message =
      `${line.address} is in no network of ${interfaceName} (${known.join(', ')}): ` +
      'it can only be reached where a route leads to this node'
    return [mistakeAt(subject, 'vip-outside-subnet', [line], message)]
  })
}

/** Adverts that would be sent from an address that moves. */
export function sourceIsVip(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.instances ?? []).flatMap((instance) => {
    const field = instance.unicastSrcIp === undefined ? 'mcastSrcIp' : 'unicastSrcIp'
    const source = instance[field]
    const isOwner = instance.priority === 255
    const isVip = instance.virtualAddresses?.some(({ address }) => address === source) === true
    if (source === undefined || isOwner || !isVip) return []
    const message =
      `${source} is a virtual address: ` +
      'as backup this node does not have it and cannot send from it'
    const hint = 'write an address that the interface always has'
    return [mistakeAt(subject, 'source-is-vip', [instance, field], message, { hint })]
  })
}

function linesOf({ configuration }: Subject): readonly Place[] {
  const { instances = [], globalDefs } = configuration
  return instances.flatMap((instance) => {
    const lines = [...(instance.virtualAddresses ?? []), ...(instance.excludedAddresses ?? [])]
    const isOwn = effectiveBasePriority(instance) === 255
    return lines.flatMap((line) => {
      const name = line.interface ?? instance.interface ?? globalDefs?.defaultInterface
      return name === undefined ? [] : [{ line, interfaceName: name, isOwn }]
    })
  })
}

function networksOf(
  { facts }: Subject,
  interfaceName: string,
  { address }: AddressLine,
): readonly IpPrefix[] {
  const known = facts.addresses(interfaceName) ?? []
  return known.filter((each) => ipFamily(each.address) === ipFamily(address))
}
