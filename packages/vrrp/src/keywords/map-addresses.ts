import type { AddressFlag } from '@holdfast/core'
import type { VirtualAddress } from '../virtual-address.js'
import type { AddressLine } from './model.js'

const flags = ['home', 'mngtmpaddr', 'noprefixroute', 'autojoin'] as const

/** A line as a virtual address; text where there is nothing but the address. */
export function toVirtualAddress(line: AddressLine): string | VirtualAddress {
  const { preferredLft, peer, interface: device, label, scope, broadcast, nodad } = line
  const address = `${line.address}/${line.prefixLength}`
  const set: readonly AddressFlag[] = flags.filter((flag) => line[flag] === true)
  const rich: VirtualAddress = {
    address,
    ...(device === undefined ? {} : { interface: device }),
    ...(label === undefined ? {} : { label }),
    ...(scope === undefined ? {} : { scope }),
    ...(broadcast === undefined ? {} : { broadcast }),
    ...(peer === undefined ? {} : { peer: `${peer.address}/${peer.prefixLength}` }),
    ...(nodad === undefined ? {} : { duplicateAddressDetection: !nodad }),
    ...(preferredLft === undefined ? {} : { preferredLifetime: lifetime(preferredLft) }),
    ...(set.length === 0 ? {} : { flags: set }),
  }
  return Object.keys(rich).length === 1 ? address : rich
}

/** Addresses are leased and renewed, so that a number of seconds would begin again and again. */
function lifetime(given: number | 'forever'): 0 | 'forever' {
  return given === 0 ? 0 : 'forever'
}
