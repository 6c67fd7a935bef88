import { assert } from './assert.js'

/** A MAC address in lower-case colon notation, so that `===` compares. */
export type MacAddress = string

const macPattern = /^[0-9a-f]{2}([:-])(?:[0-9a-f]{2}\1){4}[0-9a-f]{2}$/

const hexPairs: readonly string[] = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).padStart(2, '0'),
)

/** Reads six pairs of hex digits with colons or dashes between them, and makes them canonical. */
export function parseMacAddress(text: string): MacAddress | undefined {
  const lower = text.toLowerCase()
  return macPattern.test(lower) ? lower.replaceAll('-', ':') : undefined
}

/** The 6 bytes of a MAC address. */
export function macToBytes(address: MacAddress): Uint8Array {
  assert(parseMacAddress(address) === address, 'not a MAC address')
  return Uint8Array.from(address.split(':'), (pair) => Number.parseInt(pair, 16))
}

/** The MAC address in the 6 bytes at `offset`; the caller has checked that they are there. */
export function macFromBytes(bytes: Uint8Array, offset = 0): MacAddress {
  assert(offset + 6 <= bytes.length, 'a MAC address needs 6 bytes')
  let text = hexPairs[bytes[offset] ?? 0] ?? ''
  for (let at = offset + 1; at < offset + 6; at++) text += `:${hexPairs[bytes[at] ?? 0]}`
  return text
}
