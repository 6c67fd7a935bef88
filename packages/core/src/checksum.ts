import { assert } from './assert.js'
import type { IpAddress } from './ip-address.js'
import { readIpv4, readIpv6 } from './ip-text.js'

// The Internet checksum (RFC 1071) in parts: sum the words of every region, then fold once.

// Never read before it is written in the same call; it saves an allocation for each address.
const scratch = new Uint8Array(16)

/**
 * Adds the big-endian 16-bit words of `bytes[start, end)` to `sum`; an odd last byte counts as the
 * high half of a word. The sum is not folded: it stays below 2^32 for anything that fits in an IP
 * packet.
 */
export function sumWords(bytes: Uint8Array, start: number, end: number, sum = 0): number {
  let total = sum
  const lastPair = end - 1
  let at = start
  for (; at < lastPair; at += 2) total += ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
  return at < end ? total + ((bytes[at] ?? 0) << 8) : total
}

/**
 * Folds a sum of words to 16 bits and complements it: the value for the checksum field, and 0 over
 * data that carries its right checksum.
 */
export function foldChecksum(sum: number): number {
  let folded = sum
  while (folded > 0xffff) folded = (folded & 0xffff) + (folded >>> 16)
  return ~folded & 0xffff
}

/**
 * The unfolded sum of the pseudo-header, which transport checksums cover. `length` is that of the
 * message in bytes.
 *
 *     IPv4 (RFC 793 3.1)                       IPv6 (RFC 8200 8.1)
 *     +-------------------------------+        +-------------------------------+
 *     |        source (4 bytes)       |        |       source (16 bytes)       |
 *     +-------------------------------+        +-------------------------------+
 *     |     destination (4 bytes)     |        |     destination (16 bytes)    |
 *     +-------+----------+------------+        +-------------------------------+
 *     |   0   | protocol |   length   |        |       length (4 bytes)        |
 *     +-------+----------+------------+        +--------------------+----------+
 *                                              |     0 (3 bytes)    | protocol |
 *                                              +--------------------+----------+
 */
export function pseudoHeaderSum(
  source: IpAddress,
  destination: IpAddress,
  protocol: number,
  length: number,
): number {
  // A length below 65,536 adds the same in both layouts, since zero words add nothing.
  return sumAddress(source) + sumAddress(destination) + protocol + length
}

function sumAddress(address: IpAddress): number {
  const value = readIpv4(address)
  if (value >= 0) return (value >>> 16) + (value & 0xffff)
  assert(readIpv6(address, scratch), 'not an IP address')
  return sumWords(scratch, 0, 16)
}
