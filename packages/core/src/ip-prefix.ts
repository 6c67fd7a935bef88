import { ipFamily, ipToBytes, parseIpAddress } from './ip-address.js'
import type { IpAddress } from './ip-address.js'

/** An address with the length of its network prefix. */
export interface IpPrefix {
  readonly address: IpAddress
  /** 0..32 or 0..128. */
  readonly prefixLength: number
}

/** Reads `192.0.2.10/24`; without a length the address stands alone: 32 or 128 bits. */
export function parseIpPrefix(text: string): IpPrefix | undefined {
  const slash = text.indexOf('/')
  const address = parseIpAddress(slash < 0 ? text : text.slice(0, slash))
  if (address === undefined) return undefined
  const longest = ipFamily(address) === 4 ? 32 : 128
  if (slash < 0) return { address, prefixLength: longest }
  const digits = text.slice(slash + 1)
  const prefixLength = Number(digits)
  // Number() also takes '', ' 8', '1e1' and '024': only its own spelling of a number passes.
  const isCanonical = String(prefixLength) === digits
  if (!isCanonical || !Number.isInteger(prefixLength)) return undefined
  return prefixLength >= 0 && prefixLength <= longest ? { address, prefixLength } : undefined
}

/** The text that `parseIpPrefix` reads, always with the length. */
export function formatIpPrefix(prefix: IpPrefix): string {
  return `${prefix.address}/${prefix.prefixLength}`
}

/** Whether an address is in a network; never where they are of different families. */
export function isInPrefix(
  address: IpAddress,
  { address: network, prefixLength }: IpPrefix,
): boolean {
  if (ipFamily(address) !== ipFamily(network)) return false
  const [one, other] = [ipToBytes(address), ipToBytes(network)]
  for (let bit = 0; bit < prefixLength; bit += 1) {
    const mask = 0x80 >> (bit % 8)
    const at = bit >> 3
    if (((one[at] ?? 0) & mask) !== ((other[at] ?? 0) & mask)) return false
  }
  return true
}
