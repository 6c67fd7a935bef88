import { encodeIpv4, encodeIpv6 } from '@holdfast/core'
import type { WireDatagram } from '@holdfast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../../test/support/bytes.js'
import { decodeFrame, encodeFrame } from './frame.js'
import { decodeIpv4 } from './ipv4.js'
import { decodeIpv6 } from './ipv6.js'

// Each checksum is the complement of the folded sum of the other words.
describe('decodeIpv4 refuses', () => {
  it.each([
    ['nothing', 'truncated', ''],
    ['19 bytes', 'truncated', '45c00014 00010000 ff70189b c000020b e00000'],
    ['version 6', 'versionError', '65c00014 00010000 ff70189b c000020b e0000012'],
    ['a header of 16 bytes', 'headerLengthError', '44c00014 00010000 ff70199b c000020b e0000012'],
    [
      'a header beyond the end',
      'headerLengthError',
      '46c00014 00010000 ff70179b c000020b e0000012',
    ],
    ['a wrong checksum', 'headerChecksumError', '45c00014 00010000 ff70189c c000020b e0000012'],
    // Total length 0013: one less, so the checksum is one more.
    [
      'a length below the header',
      'totalLengthError',
      '45c00013 00010000 ff70189c c000020b e0000012',
    ],
    ['a length beyond the end', 'truncated', '45c00015 00010000 ff70189a c000020b e0000012'],
    ['a first fragment', 'fragment', '45c00014 00012000 ff70f89a c000020b e0000012'],
    ['a last fragment', 'fragment', '45c00014 00010001 ff70189a c000020b e0000012'],
    ['a group as source', 'sourceError', '45c00014 00010000 ff70faa4 e0000001 e0000012'],
    ['an unspecified source', 'sourceError', '45c00014 00010000 ff70daa6 00000000 e0000012'],
  ])('%s: %s', (_, code, hex) => {
    expect(decodeIpv4(fromHex(hex))).toEqual({ ok: false, error: { code } })
  })

  it('nothing of the header that these vary', () => {
    expect(decodeIpv4(fromHex('45c00014 00010000 ff70189b c000020b e0000012'))).toEqual({
      ok: true,
      value: {
        source: '192.0.2.11',
        destination: '224.0.0.18',
        protocol: 112,
        ttl: 255,
        tos: 0xc0,
        payload: new Uint8Array(),
      },
    })
  })

  it('DF is no fragment', () => {
    // 4000 more in the sum: 189b becomes d89a.
    expect(decodeIpv4(fromHex('45c00014 00014000 ff70d89a c000020b e0000012')).ok).toBe(true)
  })
})

const source6 = 'fe800000000000000000000000000001'
const group6 = 'ff020000000000000000000000000012'

describe('decodeIpv6 refuses', () => {
  it.each([
    ['nothing', 'truncated', ''],
    ['39 bytes', 'truncated', `6c000000 0000 70 ff ${source6} ${group6.slice(2)}`],
    ['version 4', 'versionError', `4c000000 0000 70 ff ${source6} ${group6}`],
    ['a length beyond the end', 'truncated', `6c000000 0001 70 ff ${source6} ${group6}`],
    ['a fragment', 'fragment', `6c000000 0000 2c ff ${source6} ${group6}`],
    ['a group as source', 'sourceError', `6c000000 0000 70 ff ${group6} ${group6}`],
    ['an unspecified source', 'sourceError', `6c000000 0000 70 ff ${'00'.repeat(16)} ${group6}`],
  ])('%s: %s', (_, code, hex) => {
    expect(decodeIpv6(fromHex(hex))).toEqual({ ok: false, error: { code } })
  })

  it('nothing of the header that these vary', () => {
    expect(decodeIpv6(fromHex(`6c0fffff 0000 70 fe ${source6} ${group6} 0000`))).toEqual({
      ok: true,
      value: {
        source: 'fe80::1',
        destination: 'ff02::12',
        protocol: 112,
        ttl: 254,
        tos: 0xc0,
        payload: new Uint8Array(),
      },
    })
  })
})

const octets = fc.integer({ min: 0, max: 255 })
const fields = {
  protocol: octets.filter((protocol) => protocol !== 44),
  ttl: octets,
  tos: octets,
  payload: fc.uint8Array({ maxLength: 100 }),
}

describe('for any packet', () => {
  it('decodeIpv4 undoes encodeIpv4, whatever pads it', () => {
    const packets: fc.Arbitrary<WireDatagram> = fc.record({
      ...fields,
      source: fc.constantFrom('192.0.2.1', '223.255.255.255', '1.0.0.0'),
      destination: fc.constantFrom('224.0.0.18', '255.255.255.255', '192.0.2.2'),
    })
    const identifications = fc.integer({ min: 1, max: 0xffff })
    fc.assert(
      fc.property(packets, identifications, fc.nat(40), (packet, identification, padding) => {
        const bytes = Uint8Array.of(
          ...encodeIpv4(packet, identification),
          ...new Uint8Array(padding),
        )
        // AH alone covers the identification (RFC 2402 3.3.3.1.1), so only its packets keep it.
        const value = packet.protocol === 51 ? { ...packet, identification } : packet
        expect(decodeIpv4(bytes)).toEqual({ ok: true, value })
      }),
    )
  })

  it('decodeIpv6 undoes encodeIpv6, whatever pads it', () => {
    const packets: fc.Arbitrary<WireDatagram> = fc.record({
      ...fields,
      source: fc.constantFrom('fe80::1', '2001:db8::1'),
      destination: fc.constantFrom('ff02::12', 'fe80::2'),
    })
    fc.assert(
      fc.property(packets, fc.nat(40), (packet, padding) => {
        const bytes = Uint8Array.of(...encodeIpv6(packet), ...new Uint8Array(padding))
        expect(decodeIpv6(bytes)).toEqual({ ok: true, value: packet })
      }),
    )
  })

  it('any bytes decode to a result', () => {
    const etherTypes = fc.constantFrom([0x08, 0x00], [0x86, 0xdd], [0x08, 0x06], [0x81, 0x00])
    const frames = fc
      .tuple(fc.uint8Array({ minLength: 12, maxLength: 12 }), etherTypes, fc.uint8Array())
      .map((parts) => Uint8Array.from(parts.flatMap((part) => [...part])))
    fc.assert(
      fc.property(fc.oneof(frames, fc.uint8Array()), (bytes) => {
        expect(decodeFrame('eth0', bytes, 0).ok).toBeTypeOf('boolean')
      }),
    )
  })

  it('a frame with one bit flipped in its IPv4 header is refused or is no IPv4', () => {
    const frame = encodeFrame(
      {
        kind: 'ip',
        interface: 'eth0',
        source: '192.0.2.1',
        destination: '224.0.0.18',
        ...{ protocol: 112, ttl: 255, tos: 0xc0, payload: new Uint8Array(20) },
      },
      '02:00:00:00:00:01',
      1,
    )
    expect(frame).toHaveLength(54)
    // One bit changes the folded sum of 16-bit words, always.
    for (let bit = 14 * 8; bit < 34 * 8; bit += 1) {
      const bytes = Uint8Array.from(frame ?? [])
      bytes[bit >> 3] = (bytes[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      expect(decodeFrame('eth0', bytes, 0).ok).toBe(false)
    }
  })
})
