import { ipToBytes } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'

/** The netmask of a prefix length from 0 to 32: `255.255.255.0` for 24. */
export function netmaskOf(length: number): IpAddress {
  const octets = [0, 8, 16, 24].map((before) => Math.min(8, Math.max(0, length - before)))
  return octets.map((ones) => 256 - 2 ** (8 - ones)).join('.')
}

/** Whether an IPv4 address is ones first and then zeros, with a one at least. */
export function isNetmask(address: IpAddress): boolean {
  const bits = [...ipToBytes(address)].map((byte) => byte.toString(2).padStart(8, '0')).join('')
  return /^1+0*$/.test(bits)
}
