import { ipFromBytes, macFromBytes, TransportError } from '@holdfast/core'
import type { Packet } from '@holdfast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { decodeEnvelope, encodeEnvelope } from './envelope.js'
import type { Envelope, EnvelopeError, Station, StationInfo } from './envelope.js'

const from: Station = { segment: 'lan', node: 'a', interface: 'eth0' }

const examples: readonly (readonly [name: string, envelope: Envelope, hex: string])[] = [
  [
    'join',
    {
      kind: 'join',
      id: 0x01020304,
      station: { ...from, macAddress: '02:04:c0:00:02:01', addresses: ['192.0.2.1', 'fe80::1'] },
    },
    '48460101 01020304 036c616e 0161 0465746830 0204c0000201 0002 04c0000201' +
      ' 06fe800000000000000000000000000001',
  ],
  ['joined', { kind: 'joined', id: 0xffffffff }, '48460102 ffffffff'],
  ['leave', { kind: 'leave', from }, '48460103 036c616e 0161 0465746830'],
  [
    'IPv4',
    {
      kind: 'packet',
      from,
      packet: {
        kind: 'ip',
        interface: 'eth0',
        source: '192.0.2.1',
        destination: '224.0.0.18',
        protocol: 112,
        ttl: 255,
        tos: 0xc0,
        payload: Uint8Array.of(0x21, 0x33),
      },
    },
    '48460104 036c616e 0161 0465746830 04 70 ff c0 c0000201 e0000012 2133',
  ],
  [
    'IPv6',
    {
      kind: 'packet',
      from,
      packet: {
        kind: 'ip',
        interface: 'eth0',
        source: 'fe80::1',
        destination: 'ff02::12',
        protocol: 112,
        ttl: 255,
        tos: 0,
        payload: new Uint8Array(),
      },
    },
    '48460104 036c616e 0161 0465746830 06 70 ff 00' +
      ' fe800000000000000000000000000001 ff020000000000000000000000000012',
  ],
  [
    'Ethernet',
    {
      kind: 'packet',
      from,
      packet: {
        kind: 'ethernet',
        interface: 'eth0',
        source: '00:00:5e:00:01:33',
        destination: 'ff:ff:ff:ff:ff:ff',
        etherType: 0x0806,
        payload: Uint8Array.of(0, 1),
      },
    },
    '48460105 036c616e 0161 0465746830 ffffffffffff 00005e000133 0806 0001',
  ],
  ['control', { kind: 'control', id: 7, text: '{"ü":1}' }, '48460106 00000007 7b22c3bc223a317d'],
  ['answer', { kind: 'answer', id: 7, text: '{}' }, '48460107 00000007 7b7d'],
]

describe('examples worked out by hand', () => {
  it.each(examples)('encodes %s', (_name, envelope, hex) => {
    expect(encodeEnvelope(envelope)).toEqual(bytesOf(hex))
  })

  it.each(examples)('decodes %s', (_name, envelope, hex) => {
    expect(decodeEnvelope(bytesOf(hex))).toEqual({ ok: true, value: envelope })
  })

  it('gives the payload as a view, and as a plain Uint8Array even from a Buffer', () => {
    const bytes = Buffer.from(bytesOf(examples[3]?.[2] ?? ''))
    const decoded = decodeEnvelope(bytes)
    if (!decoded.ok || decoded.value.kind !== 'packet') throw new Error('not decoded')
    const { payload } = decoded.value.packet
    expect(payload.constructor).toBe(Uint8Array)
    expect(payload.buffer).toBe(bytes.buffer)
  })
})

describe('rejects', () => {
  const rejected: readonly (readonly [hex: string, error: EnvelopeError])[] = [
    ['', 'not an envelope'],
    ['484601', 'not an envelope'],
    ['58460102 00000001', 'not an envelope'],
    ['48470102 00000001', 'not an envelope'],
    ['48460202 00000001', 'unknown version'],
    ['48460100 00000001', 'unknown kind'],
    ['48460108 00000001', 'unknown kind'],
    ['48460102 000000', 'malformed'],
    ['48460102 00000001 00', 'malformed'],
    ['48460103 036c616e 0161 04657468', 'malformed'],
    ['48460104 036c616e 0161 0465746830 05 70 ff c0 c0000201 e0000012', 'malformed'],
    ['48460104 036c616e 0161 0465746830 04 70 ff c0 c0000201 e00000', 'malformed'],
    ['48460105 036c616e 0161 0465746830 ffffffffffff 00005e000133 08', 'malformed'],
    ['48460101 01020304 036c616e 0161 0465746830 0204c0000201 0002 04c0000201', 'malformed'],
    ['48460101 01020304 036c616e 0161 0465746830 0204c0000201 0001 07c0000201', 'malformed'],
  ]

  it.each(rejected)('%s: %s', (hex, error) => {
    expect(decodeEnvelope(bytesOf(hex))).toEqual({ ok: false, error })
  })

  it('refuses to encode what does not fit', () => {
    const longName = { kind: 'leave', from: { ...from, node: 'n'.repeat(256) } } as const
    expect(() => encodeEnvelope(longName)).toThrow(TransportError)
    const packet: Packet = {
      kind: 'ip',
      interface: 'eth0',
      source: '192.0.2.1',
      destination: 'ff02::12',
      protocol: 112,
      ttl: 255,
      tos: 0,
      payload: new Uint8Array(),
    }
    expect(() => encodeEnvelope({ kind: 'packet', from, packet })).toThrow(TransportError)
  })
})

describe('properties', () => {
  it('decodes any bytes to a result', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 100 }), (bytes) => {
        expect(typeof decodeEnvelope(bytes).ok).toBe('boolean')
      }),
    )
  })

  it('decodes any bytes after a valid header to a result', () => {
    const body = fc.uint8Array({ maxLength: 100 })
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 8 }), body, (kind, rest) => {
        const bytes = Uint8Array.of(0x48, 0x46, 1, kind, ...rest)
        expect(typeof decodeEnvelope(bytes).ok).toBe('boolean')
      }),
      { numRuns: 1000 },
    )
  })

  it('decodes what it encoded', () => {
    fc.assert(
      fc.property(anyEnvelope, (envelope) => {
        expect(decodeEnvelope(encodeEnvelope(envelope))).toEqual({ ok: true, value: envelope })
      }),
      { numRuns: 500 },
    )
  })

  it('rejects every prefix that ends before the variable rest', () => {
    const fixed = anyEnvelope.filter(({ kind }) => ['join', 'joined', 'leave'].includes(kind))
    fc.assert(
      fc.property(fixed, fc.nat(), (envelope, at) => {
        const bytes = encodeEnvelope(envelope)
        expect(decodeEnvelope(bytes.subarray(0, at % bytes.length)).ok).toBe(false)
      }),
    )
  })
})

const name = fc.string({ unit: 'grapheme', maxLength: 20 })
const uint8 = fc.integer({ min: 0, max: 0xff })
const id = fc.integer({ min: 0, max: 0xffffffff })
const payload = fc.uint8Array({ maxLength: 1500 })
const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => ipFromBytes(bytes, 4))
const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipFromBytes(bytes, 6))
const mac = fc.uint8Array({ minLength: 6, maxLength: 6 }).map((bytes) => macFromBytes(bytes))
const station: fc.Arbitrary<Station> = fc.record({ segment: name, node: name, interface: name })
const stationInfo: fc.Arbitrary<StationInfo> = fc.record({
  segment: name,
  node: name,
  interface: name,
  macAddress: mac,
  addresses: fc.array(fc.oneof(ipv4, ipv6), { maxLength: 10 }),
})
const ipPacket = (address: fc.Arbitrary<string>): fc.Arbitrary<Packet> =>
  fc.record({
    kind: fc.constant('ip' as const),
    interface: fc.constant(''),
    source: address,
    destination: address,
    protocol: uint8,
    ttl: uint8,
    tos: uint8,
    payload,
  })
const ethernetPacket: fc.Arbitrary<Packet> = fc.record({
  kind: fc.constant('ethernet' as const),
  interface: fc.constant(''),
  source: mac,
  destination: mac,
  etherType: fc.integer({ min: 0, max: 0xffff }),
  payload,
})
const packetEnvelope: fc.Arbitrary<Envelope> = fc
  .tuple(station, fc.oneof(ipPacket(ipv4), ipPacket(ipv6), ethernetPacket))
  .map(([sender, packet]) => ({
    kind: 'packet',
    from: sender,
    packet: { ...packet, interface: sender.interface },
  }))
const anyEnvelope: fc.Arbitrary<Envelope> = fc.oneof(
  fc.record({ kind: fc.constant('join' as const), id, station: stationInfo }),
  fc.record({ kind: fc.constant('joined' as const), id }),
  fc.record({ kind: fc.constant('leave' as const), from: station }),
  packetEnvelope,
  fc.record({ kind: fc.constantFrom('control' as const, 'answer' as const), id, text: name }),
)

function bytesOf(hex: string): Uint8Array {
  return Uint8Array.from(hex.replaceAll(' ', '').match(/../g) ?? [], (pair) => parseInt(pair, 16))
}
