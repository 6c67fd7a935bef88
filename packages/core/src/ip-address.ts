import { assert } from './assert.js'
import { formatIpv4, formatIpv6, readIpv4, readIpv6 } from './ip-text.js'

/** An IPv4 or IPv6 address in canonical text (dotted quad; RFC 5952), so that `===` compares. */
export type IpAddress = string

export type IpFamily = 4 | 6

/** The family of a canonical address. */
export function ipFamily(address: IpAddress): IpFamily {
  return address.includes(':') ? 6 : 4
}

/**
 * Reads an address that a person wrote and makes it canonical. Strict: no leading zeros in IPv4
 * (some tools read them as octal), no zone, no prefix length, no white space.
 */
export function parseIpAddress(text: string): IpAddress | undefined {
  // Strict dotted quads have one spelling only, so what was read is already canonical.
  if (!text.includes(':')) return readIpv4(text) < 0 ? undefined : text
  const bytes = new Uint8Array(16)
  return readIpv6(text, bytes) ? formatIpv6(bytes, 0) : undefined
}

/** The 4 or 16 bytes of an address in network order. */
export function ipToBytes(address: IpAddress): Uint8Array {
  if (ipFamily(address) === 4) {
    const value = ipv4ToNumber(address)
    return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value)
  }
  const bytes = new Uint8Array(16)
  assert(readIpv6(address, bytes), 'not an IP address')
  return bytes
}

/** The address in the 4 or 16 bytes at `offset`; the caller has checked that they are there. */
export function ipFromBytes(bytes: Uint8Array, family: IpFamily, offset = 0): IpAddress {
  assert(offset + (family === 4 ? 4 : 16) <= bytes.length, 'an IP address needs 4 or 16 bytes')
  return family === 4 ? formatIpv4(bytes, offset) : formatIpv6(bytes, offset)
}

/**
 * Orders addresses as VRRP breaks ties: unsigned, most significant byte first (rule 66). Every IPv4
 * address comes before every IPv6 address. Negative, zero or positive, as for `Array.sort`.
 */
export function compareIpAddresses(a: IpAddress, b: IpAddress): number {
  if (a === b) return 0
  const family = ipFamily(a)
  if (family !== ipFamily(b)) return family - ipFamily(b)
  if (family === 4) return ipv4ToNumber(a) - ipv4ToNumber(b)
  const bytesOfA = ipToBytes(a)
  const bytesOfB = ipToBytes(b)
  for (let at = 0; at < 16; at++) {
    const difference = (bytesOfA[at] ?? 0) - (bytesOfB[at] ?? 0)
    if (difference !== 0) return difference
  }
  return 0
}

/** 169.254.0.0/16 (RFC 3927) or fe80::/10 (RFC 4291 2.5.6). */
export function isLinkLocal(address: IpAddress): boolean {
  if (ipFamily(address) === 4) return address.startsWith('169.254.')
  return (firstGroup(address) & 0xffc0) === 0xfe80
}

/** 224.0.0.0/4 (RFC 5771) or ff00::/8 (RFC 4291 2.7). */
export function isMulticast(address: IpAddress): boolean {
  if (ipFamily(address) === 4) return Number.parseInt(address, 10) >> 4 === 0xe
  return (firstGroup(address) & 0xff00) === 0xff00
}

/** The first 16 bits of an IPv6 address: `parseInt` stops at the colon; `::` gives NaN, that is 0. */
function firstGroup(address: IpAddress): number {
  return Number.parseInt(address, 16)
}

/** An IPv4 address as an unsigned 32-bit number. */
function ipv4ToNumber(address: IpAddress): number {
  const value = readIpv4(address)
  assert(value >= 0, 'not an IPv4 address')
  return value
}
