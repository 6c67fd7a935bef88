import { ipFromBytes } from '@holdfast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../test/wire-fixtures.js'
import { decodeNeighborAdvertisement, encodeUnsolicitedNeighborAdvertisement } from './ndisc.js'

/*
 * 2001:db8::10 is at 02:00:00:00:00:01, sent to ff02::1. The checksum by hand, in 16-bit words:
 * source 2001 + 0db8 + 0010 = 2dc9; destination ff02 + 0001 = ff03; length 20, next header 3a;
 * message 8800 + 2000 + target 2dc9 + option 0201 + 0200 + 0000 + 0001 = d9cb; together
 * 2dc9 + ff03 + 0020 + 003a + d9cb = 206f1, folded 06f3, complement f90c.
 */
const body = '20010db80000000000000000000000100201020000000001'
const unsolicited = `8800f90c20000000${body}`

const toAllNodes = { source: '2001:db8::10', destination: 'ff02::1', ttl: 255 }

describe('encodeUnsolicitedNeighborAdvertisement', () => {
  it('tells all nodes, from the address itself (rule 119)', () => {
    const { payload, ...header } = encodeUnsolicitedNeighborAdvertisement({
      address: '2001:db8::10',
      macAddress: '02:00:00:00:00:01',
    })
    expect(toHex(payload)).toBe(unsolicited)
    expect(header).toEqual({
      kind: 'ip',
      source: '2001:db8::10',
      destination: 'ff02::1',
      protocol: 58,
      ttl: 255,
      tos: 0,
    })
  })

  it('sets the Router flag where this node forwards', () => {
    const { payload } = encodeUnsolicitedNeighborAdvertisement({
      address: '2001:db8::10',
      macAddress: '02:00:00:00:00:01',
      router: true,
    })
    // 8000 more in the flags, so 8000 less in the checksum.
    expect(toHex(payload)).toBe(`8800790ca0000000${body}`)
  })
})

describe('decodeNeighborAdvertisement', () => {
  it('reads what was encoded', () => {
    expect(decodeNeighborAdvertisement({ ...toAllNodes, payload: fromHex(unsolicited) })).toEqual({
      ok: true,
      value: {
        source: '2001:db8::10',
        address: '2001:db8::10',
        macAddress: '02:00:00:00:00:01',
        router: false,
        solicited: false,
        override: true,
      },
    })
  })

  it('reads a solicited answer without options', () => {
    // fe80::1 -> fe80::2: fe80 + 1 + fe80 + 2 + 18 + 3a + 8800 + c000 + fe80 + 1 = 443d6,
    // folded 43da, complement bc25.
    const payload = fromHex('8800bc25c0000000fe800000000000000000000000000001')
    const datagram = { source: 'fe80::1', destination: 'fe80::2', ttl: 255, payload }
    expect(decodeNeighborAdvertisement(datagram)).toEqual({
      ok: true,
      value: {
        source: 'fe80::1',
        address: 'fe80::1',
        macAddress: undefined,
        router: true,
        solicited: true,
        override: false,
      },
    })
  })

  it('skips options it does not know', () => {
    // A nonce (type 14) before the address: 0e01 + 1122 + 3344 + 5566 = a7cd more than before,
    // and 8 more of length: 206f1 + a7cd + 8 = 2aec6, folded aec8, complement 5137.
    const payload = fromHex(`8800513720000000${body.slice(0, 32)}0e01112233445566${body.slice(32)}`)
    const result = decodeNeighborAdvertisement({ ...toAllNodes, payload })
    expect(result).toMatchObject({ ok: true, value: { macAddress: '02:00:00:00:00:01' } })
  })

  it('takes no longer link-layer address for a MAC address', () => {
    // 16 octets of option: 1 more in its length, 8 more in the packet's: 206fa, complement f903.
    const payload = fromHex(
      '8800f90320000000' + '20010db8000000000000000000000010' + '02020200000000010000000000000000',
    )
    const result = decodeNeighborAdvertisement({ ...toAllNodes, payload })
    expect(result).toMatchObject({ ok: true, value: { macAddress: undefined } })
  })

  const refusals: readonly (readonly [string, string, string, object?])[] = [
    ['a short message', unsolicited.slice(0, 46), 'truncated'],
    ['a solicitation', `87${unsolicited.slice(2)}`, 'typeError'],
    ['a hop limit of 254', unsolicited, 'hopLimitError', { ttl: 254 }],
    ['a wrong checksum', `8800f90d20000000${body}`, 'checksumError'],
    ['another source', unsolicited, 'checksumError', { source: '2001:db8::11' }],
    ['code 1', `8801f90b20000000${body}`, 'codeError'],
    // 4000 more in the flags.
    ['solicited to a group', `8800b90c60000000${body}`, 'solicitedMulticast'],
    // ff02 + 0010 instead of 2001 + 0db8 + 0010: d149 more, f90c - d149 = 27c3.
    [
      'a multicast target',
      '880027c320000000ff0200000000000000000000000000100201020000000001',
      'targetError',
    ],
    // 0201 -> 0200: one less.
    [
      'an option without length',
      '8800f90d2000000020010db80000000000000000000000100200020000000001',
      'optionError',
    ],
    [
      'an option longer than the packet',
      '8800f90b2000000020010db80000000000000000000000100202020000000001',
      'optionError',
    ],
    ['IPv4', unsolicited, 'typeError', { source: '192.0.2.1', destination: '224.0.0.1' }],
  ]

  it.for(refusals)('refuses %s', ([, hex, code, header = {}]) => {
    const datagram = { ...toAllNodes, ...header, payload: fromHex(hex) }
    expect(decodeNeighborAdvertisement(datagram)).toEqual({ ok: false, error: { code } })
  })

  it('notices one flipped bit anywhere', () => {
    for (let bit = 0; bit < 32 * 8; bit += 1) {
      const payload = fromHex(unsolicited)
      payload[bit >> 3] = (payload[bit >> 3] ?? 0) ^ (0x80 >> (bit & 7))
      const result = decodeNeighborAdvertisement({ ...toAllNodes, payload })
      expect(result.ok, `bit ${bit}`).toBe(false)
    }
  })

  it('any bytes decode to a result', () => {
    const ipv6 = fc
      .uint8Array({ minLength: 16, maxLength: 16 })
      .map((bytes) => ipFromBytes(bytes, 6))
    const address = fc.oneof(ipv6, fc.constantFrom('192.0.2.1', 'ff02::1'))
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 100 }),
        address,
        address,
        (payload, source, destination) => {
          const datagram = { source, destination, ttl: 255, payload }
          expect(typeof decodeNeighborAdvertisement(datagram).ok).toBe('boolean')
        },
      ),
    )
  })
})
