import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../test/wire-fixtures.js'
import { hmacSha256 } from '../node-crypto.js'
import { isSigned, readTrailer, signAdvert, trailerLength } from './auth-trailer.js'

const secret = fromHex('000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f')

/** Worked out by another program (Python's hmac), from the layout of rule 135. */
const vectors = [
  {
    // Rule 166, 2026-01-01 00:00:00.5 UTC.
    name: 'VRRPv2',
    source: '192.0.2.11',
    message: '213364010001b8c8c00002010000000000000000',
    trailer: { keyId: 1, sequence: 0x6955_b900_8000_0000n },
    bytes: '010100006955b90080000000ac77d36acf259fee802357b5fcb3d5ae',
  },
  {
    // Rule 170.
    name: 'VRRPv3 over IPv4',
    source: '192.0.2.11',
    message: '31336401006405cbc0000201',
    trailer: { keyId: 7, sequence: 0x6955_b900_0000_0003n },
    bytes: '010700006955b90000000003591670b58db5cd76cd9552159f8bacac',
  },
  {
    // Rule 172.
    name: 'VRRPv3 over IPv6',
    source: 'fe80::1',
    message: '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
    trailer: { keyId: 2, sequence: 0x6955_b900_ffff_ffffn },
    bytes: '010200006955b900fffffffff2aa97e6d9e69456d0514d01864180fb',
  },
] as const

describe.each(vectors)('rule 135: $name', ({ source, message, trailer, bytes }) => {
  const signed = fromHex(message + bytes)
  const offset = message.length / 2

  it('is signed byte for byte', () => {
    const made = signAdvert(fromHex(message), source, trailer, secret, hmacSha256)
    expect(toHex(made)).toBe(message + bytes)
    expect(bytes).toHaveLength(2 * trailerLength)
  })

  it('is read, and found right', () => {
    expect(readTrailer(signed, offset)).toEqual(trailer)
    expect(isSigned(signed, offset, source, secret, hmacSha256)).toBe(true)
  })

  it('is wrong with any one bit flipped, but those of the checksum', () => {
    const unnoticed: number[] = []
    for (let bit = 0; bit < signed.length * 8; bit += 1) {
      const other = signed.slice()
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
      if (isSigned(other, offset, source, secret, hmacSha256)) unnoticed.push(bit >> 3)
    }
    expect(unnoticed).toEqual([6, 6, 6, 6, 6, 6, 6, 6, 7, 7, 7, 7, 7, 7, 7, 7])
  })

  it('is wrong from another sender, or with another key', () => {
    const other = source === 'fe80::1' ? 'fe80::2' : '192.0.2.12'
    expect(isSigned(signed, offset, other, secret, hmacSha256)).toBe(false)
    expect(isSigned(signed, offset, source, secret.slice(1), hmacSha256)).toBe(false)
  })
})

it.each([
  ['another type', 0, 2],
  ['something reserved', 2, 1],
  ['something reserved', 3, 1],
])('a trailer with %s is of no known form', (_, at, value) => {
  const trailer = fromHex(vectors[0].bytes)
  trailer[at] = value
  expect(readTrailer(trailer, 0)).toBeUndefined()
})
