import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../test/wire-fixtures.js'
import { hmacMd5 } from '../node-crypto.js'
import {
  ahIdentification,
  ahLength,
  encodeAuthenticationHeader,
  hasRightCheckValue,
  isAuthenticationHeaderOf,
  readAhSequence,
} from './authentication-header.js'

const message = '2133640102016e5d0a0900640000000000000000'
const password = 'secret12'

/** As keepalived 2.2.7 sent them, with `auth_pass secret12-longer`. */
const heard = [
  {
    name: 'multicast',
    packet: { source: '10.9.0.1', destination: '224.0.0.18', ttl: 255, identification: 1 },
    sequence: 1,
    header: '700400000a090001000000013cce0338b823f9e46755e9d9',
  },
  {
    name: 'multicast, a later one',
    packet: { source: '10.9.0.1', destination: '224.0.0.18', ttl: 255, identification: 4 },
    sequence: 4,
    header: '700400000a090001000000048b75eecc6429f52599d84c08',
  },
  {
    name: 'unicast',
    packet: { source: '10.9.0.1', destination: '10.9.0.2', ttl: 77, identification: 1 },
    sequence: 1,
    header: '700400000a090001000000015f1de6f33e86f5d1abbb687a',
  },
] as const

describe.each(heard)('rule 133: $name', ({ packet, sequence, header }) => {
  const payload = fromHex(header + message)

  it('is encoded byte for byte as keepalived does', () => {
    const made = encodeAuthenticationHeader(packet, fromHex(message), sequence, password, hmacMd5)
    expect(toHex(made)).toBe(header + message)
  })

  it('is right, and only the first 8 octets of the password count', () => {
    expect(hasRightCheckValue(packet, payload, password, hmacMd5)).toBe(true)
    expect(hasRightCheckValue(packet, payload, `${password}-longer`, hmacMd5)).toBe(true)
    expect(hasRightCheckValue(packet, payload, 'secret13', hmacMd5)).toBe(false)
    expect(isAuthenticationHeaderOf('10.9.0.1', payload)).toBe(true)
    expect(readAhSequence(payload)).toBe(sequence)
  })

  it('is wrong with any one bit flipped, but the reserved ones are signed too', () => {
    for (let bit = 0; bit < payload.length * 8; bit += 1) {
      const other = payload.slice()
      other[bit >> 3] = (other[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
      expect(hasRightCheckValue(packet, other, password, hmacMd5), `bit ${bit}`).toBe(false)
    }
  })

  it('is wrong from or to another address, or with another identification', () => {
    const right = (changes: object): boolean =>
      hasRightCheckValue({ ...packet, ...changes }, payload, password, hmacMd5)
    expect(right({ source: '10.9.0.3' })).toBe(false)
    expect(right({ destination: '10.9.0.3' })).toBe(false)
    expect(right({ identification: 2 })).toBe(false)
  })
})

it('the TTL is covered in multicast, where nothing may lower it, and not in unicast', () => {
  const [multicast, , unicast] = heard
  const lower = (one: (typeof heard)[number]): boolean =>
    hasRightCheckValue({ ...one.packet, ttl: 64 }, fromHex(one.header + message), password, hmacMd5)
  expect(lower(multicast)).toBe(false)
  expect(lower(unicast)).toBe(true)
})

describe('the form of the header', () => {
  const header = heard[0].header
  it.each([
    ['another protocol behind it', 0, 6],
    ['another length', 1, 5],
    ['another sender (SPI)', 7, 2],
  ])('%s', (_, offset, value) => {
    const payload = fromHex(header + message)
    payload[offset] = value
    expect(isAuthenticationHeaderOf('10.9.0.1', payload)).toBe(false)
  })

  it('has 24 octets and a sequence number of 32 bits', () => {
    expect(ahLength).toBe(24)
    expect(readAhSequence(fromHex('7004000000000000fffffffe'))).toBe(4294967294)
  })
})

it('what a transport does not tell of the identification follows from the sequence number', () => {
  expect([1, 2, 65534, 65535, 65536].map(ahIdentification)).toEqual([2, 3, 65535, 1, 2])
  const packet = { source: '10.9.0.1', destination: '224.0.0.18', ttl: 255 }
  const sent = { ...packet, identification: ahIdentification(7) }
  const payload = encodeAuthenticationHeader(sent, fromHex(message), 7, password, hmacMd5)
  expect(hasRightCheckValue(packet, payload, password, hmacMd5)).toBe(true)
})
