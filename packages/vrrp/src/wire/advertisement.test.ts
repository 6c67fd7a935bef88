import { ipFromBytes } from '@holdfast/core'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { issuesOf } from '../../test/support/config-issues.js'
import { fromHex, toHex, wireVectors, type WireVector } from '../../test/wire-fixtures.js'
import {
  decodeAdvertisement,
  encodeAdvertisement,
  peekVirtualRouterId,
  type AdvertExpectations,
  type Advertisement,
  type EncodeOptions,
} from './advertisement.js'

const formOfRule: Readonly<Record<number, string>> = {
  166: 'message-only',
  167: 'message-only',
  168: 'message-only',
  169: 'message-only',
  170: 'pseudo-header',
  171: 'pseudo-header',
  172: 'pseudo-header',
  173: 'pseudo-header',
  174: 'message-only',
}

function received(vector: WireVector): {
  source: string
  destination: string
  ttl: number
  payload: Uint8Array
} {
  const { source, destination } = vector.options
  return { source, destination, ttl: 255, payload: fromHex(vector.hex) }
}

describe('the vectors of rules 166-174', () => {
  it.each(wireVectors)('rule $rule is encoded byte for byte', ({ advertisement, options, hex }) => {
    expect(toHex(encodeAdvertisement(advertisement, options))).toBe(hex)
  })

  it.each(wireVectors)('rule $rule is decoded', (vector) => {
    const { advertisement, options, rule } = vector
    expect(decodeAdvertisement(received(vector))).toEqual({
      ok: true,
      value: {
        ...advertisement,
        source: options.source,
        destination: options.destination,
        checksum: formOfRule[rule],
        authenticationType: rule === 167 ? 'pass' : 'none',
      },
    })
  })

  it.each(wireVectors)('rule $rule passes every check it should', (vector) => {
    const { advertisement, options, rule } = vector
    const expected: AdvertExpectations = {
      version: advertisement.version,
      family: rule === 172 || rule === 173 ? 6 : 4,
      virtualRouterId: advertisement.virtualRouterId,
      ttl: 255,
      authentication: options.authentication ?? { type: 'none' },
      advertIntMs: advertisement.advertIntMs,
      destination: rule === 171 ? 'unicast' : 'multicast',
      sources: ['198.51.100.7', options.source],
      minimumAddresses: 1,
      ownerIgnoresAdverts: false,
    }
    expect(decodeAdvertisement(received(vector), expected).ok).toBe(true)
  })

  it.each(wireVectors)('the VRID of rule $rule can be peeked at', ({ advertisement, hex }) => {
    expect(peekVirtualRouterId(fromHex(hex))).toBe(advertisement.virtualRouterId)
  })
})

describe('peekVirtualRouterId', () => {
  it('finds none in a packet without a whole header', () => {
    expect(peekVirtualRouterId(fromHex('213364010001b8'))).toBeUndefined()
    expect(peekVirtualRouterId(new Uint8Array())).toBeUndefined()
  })
})

describe('encodeAdvertisement', () => {
  const advert: Advertisement = {
    version: 3,
    virtualRouterId: 51,
    priority: 100,
    advertIntMs: 1000,
    addresses: ['192.0.2.1'],
  }
  const options: EncodeOptions = { source: '192.0.2.11', destination: '224.0.0.18' }

  it('uses the group instead of the peer where the oldest keepalived did (rule 19)', () => {
    const bytes = encodeAdvertisement(advert, {
      source: '192.0.2.11',
      destination: '192.0.2.12',
      checksum: 'group-pseudo-header',
    })
    // The same sum as vector 170, which goes to the group itself.
    expect(toHex(bytes)).toBe('31336401006405cbc0000201')
  })

  it('ignores a checksum form where there is no choice', () => {
    const v2 = encodeAdvertisement(
      { ...advert, version: 2 },
      { ...options, checksum: 'pseudo-header' },
    )
    expect(toHex(v2)).toBe('213364010001b8c8c00002010000000000000000')
    const v6 = encodeAdvertisement(
      {
        ...advert,
        virtualRouterId: 10,
        priority: 200,
        advertIntMs: 100,
        addresses: ['fe80::100', '2001:db8::100'],
      },
      { source: 'fe80::1', destination: 'ff02::12', checksum: 'message-only' },
    )
    expect(toHex(v6).slice(0, 16)).toBe('310ac802000ada7f')
  })

  it.each([
    [{ virtualRouterId: 0 }, 'virtualRouterId'],
    [{ virtualRouterId: 256 }, 'virtualRouterId'],
    [{ virtualRouterId: 1.5 }, 'virtualRouterId'],
    [{ priority: -1 }, 'priority'],
    [{ priority: 256 }, 'priority'],
    [{ advertIntMs: 0 }, 'advertIntMs'],
    [{ advertIntMs: -1000 }, 'advertIntMs'],
    [{ advertIntMs: Number.NaN }, 'advertIntMs'],
    [{ advertIntMs: 40_960 }, 'advertIntMs'],
    [{ version: 2, advertIntMs: 256_000 }, 'advertIntMs'],
    [{ addresses: new Array<string>(256).fill('192.0.2.1') }, 'addresses'],
    [{ addresses: ['192.0.2.1', 'fe80::1'] }, 'addresses'],
  ] as const)('refuses %j', (change, path) => {
    expect(issuePaths({ ...advert, ...change }, options)).toEqual([path])
  })

  it('refuses what the version or the family does not have', () => {
    const password = { type: 'pass', password: 'x' } as const
    expect(issuePaths(advert, { ...options, authentication: password })).toEqual(['authentication'])
    expect(issuePaths(advert, { ...options, destination: 'ff02::12' })).toEqual(['destination'])
    const v6 = { source: 'fe80::1', destination: 'ff02::12' }
    expect(issuePaths({ ...advert, version: 2, addresses: ['fe80::2'] }, v6)).toEqual(['version'])
  })

  it('lists everything that is wrong at once', () => {
    const wrong = { ...advert, virtualRouterId: 300, priority: 300, advertIntMs: 0 }
    expect(issuePaths(wrong, options)).toEqual(['virtualRouterId', 'priority', 'advertIntMs'])
  })

  function issuePaths(advertisement: Advertisement, encodeOptions: EncodeOptions): string[] {
    const encode = (): unknown => encodeAdvertisement(advertisement, encodeOptions)
    return issuesOf(encode).map(({ path }) => path)
  }
})

describe('properties', () => {
  const ipv4 = fc.uint8Array({ minLength: 4, maxLength: 4 }).map((bytes) => ipFromBytes(bytes, 4))
  const ipv6 = fc.uint8Array({ minLength: 16, maxLength: 16 }).map((bytes) => ipFromBytes(bytes, 6))
  const fields = { virtualRouterId: fc.integer({ min: 1, max: 255 }), priority: fc.nat(255) }
  const centiseconds = fc.integer({ min: 1, max: 4095 }).map((units) => units * 10)

  const v2 = fc.record({
    advertisement: fc.record({
      version: fc.constant(2 as const),
      ...fields,
      advertIntMs: fc.integer({ min: 1, max: 255 }).map((units) => units * 1000),
      addresses: fc.array(ipv4, { maxLength: 20 }),
    }),
    options: fc.record({
      source: ipv4,
      destination: ipv4,
      authentication: fc.oneof(
        fc.constant({ type: 'none' } as const),
        fc.record({ type: fc.constant('pass' as const), password: fc.string({ unit: 'binary' }) }),
      ),
    }),
  })
  const v3 = fc.record({
    advertisement: fc.record({
      version: fc.constant(3 as const),
      ...fields,
      advertIntMs: centiseconds,
      addresses: fc.array(ipv4, { maxLength: 20 }),
    }),
    options: fc.record({
      source: ipv4,
      destination: ipv4,
      checksum: fc.constantFrom('pseudo-header', 'message-only'),
    }),
  })
  const v6 = fc.record({
    advertisement: fc.record({
      version: fc.constant(3 as const),
      ...fields,
      advertIntMs: centiseconds,
      addresses: fc.array(ipv6, { maxLength: 20 }),
    }),
    options: fc.record({ source: ipv6, destination: ipv6 }),
  })

  it('what is encoded is decoded', () => {
    fc.assert(
      fc.property(fc.oneof(v2, v3, v6), ({ advertisement, options }) => {
        const payload = encodeAdvertisement(advertisement, options)
        const expected =
          'authentication' in options ? { authentication: options.authentication } : {}
        const { source, destination } = options
        const result = decodeAdvertisement({ source, destination, ttl: 255, payload }, expected)
        expect(result).toMatchObject({ ok: true, value: { ...advertisement, source, destination } })
      }),
    )
  })

  const expectations: fc.Arbitrary<AdvertExpectations> = fc.record(
    {
      version: fc.constantFrom(2, 3),
      family: fc.constantFrom(4, 6),
      virtualRouterId: fc.constantFrom(51, 10, 0, 256),
      ttl: fc.oneof(fc.nat(256), fc.record({ min: fc.nat(255), max: fc.nat(255) })),
      authentication: fc.constantFrom({ type: 'none' }, { type: 'pass', password: 'secret' }),
      advertIntMs: fc.constantFrom(1000, 100, Number.NaN),
      checksum: fc.constantFrom('pseudo-header', 'message-only', 'group-pseudo-header'),
      destination: fc.constantFrom('multicast', 'unicast'),
      sources: fc.array(ipv4),
      minimumAddresses: fc.constantFrom(0, 1),
      ownerIgnoresAdverts: fc.boolean(),
    },
    { requiredKeys: [] },
  )
  const address = fc.oneof(ipv4, ipv6, fc.constantFrom('224.0.0.18', 'ff02::12'))

  it('any bytes from anywhere decode to a result', () => {
    const damaged = fc
      .tuple(
        fc.constantFrom(...wireVectors.map((vector) => vector.hex)),
        fc.array(fc.tuple(fc.nat(40), fc.nat(255)), { maxLength: 3 }),
        fc.nat(44),
      )
      .map(([hex, changes, length]) => {
        const bytes = new Uint8Array(44)
        bytes.set(fromHex(hex))
        for (const [offset, value] of changes) bytes[offset] = value
        return bytes.slice(0, length)
      })
    fc.assert(
      fc.property(
        fc.oneof(fc.uint8Array({ maxLength: 1200 }), damaged),
        address,
        address,
        fc.oneof(fc.nat(300), fc.constant(Number.NaN)),
        expectations,
        (payload, source, destination, ttl, expected) => {
          const result = decodeAdvertisement({ payload, source, destination, ttl }, expected)
          if (result.ok) {
            // Nothing that could start a timer of no length ever passes.
            expect(result.value.advertIntMs).toBeGreaterThan(0)
            expect(result.value.virtualRouterId).toBeGreaterThan(0)
          } else {
            expect(result.error.code).toMatch(/^[a-z][A-Za-z]+$/)
          }
        },
      ),
      { numRuns: 2000 },
    )
  })

  it('decoding leaves the packet as it was', () => {
    const [vector] = wireVectors
    if (vector === undefined) throw new Error('no vector')
    const datagram = received(vector)
    decodeAdvertisement(datagram)
    expect(toHex(datagram.payload)).toBe(vector.hex)
  })
})
