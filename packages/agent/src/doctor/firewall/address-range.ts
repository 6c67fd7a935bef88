import { compareIpAddresses, ipFamily, ipFromBytes, ipToBytes } from '@holdfast/core'
import type { IpPrefix } from '@holdfast/core'
import type { AddressRange } from './ruleset.js'

/** The addresses of a network. */
export function rangeOf({ address, prefixLength }: IpPrefix): AddressRange {
  const bytes = ipToBytes(address)
  const edge = (fill: 0 | 0xff): Uint8Array =>
    bytes.map((byte, at) => {
      const free = Math.min(8, Math.max(0, 8 * (at + 1) - prefixLength))
      const mask = (1 << free) - 1
      return (byte & ~mask) | (fill & mask)
    })
  const family = ipFamily(address)
  return [ipFromBytes(edge(0), family), ipFromBytes(edge(0xff), family)]
}

/** Whether all, none or some of the addresses of the first are in the second. */
export function overlap(
  [first, last]: AddressRange,
  [from, to]: AddressRange,
): 'all' | 'none' | 'some' {
  if (ipFamily(first) !== ipFamily(from)) return 'none'
  if (compareIpAddresses(last, from) < 0 || compareIpAddresses(first, to) > 0) return 'none'
  const isAll = compareIpAddresses(first, from) >= 0 && compareIpAddresses(last, to) <= 0
  return isAll ? 'all' : 'some'
}
