import { describe, expect, test } from 'vitest'
import type { IpDatagram } from '@holdfast/core'
import { read } from './reading.js'
import { AdvertReader } from './advert-reader.js'
import { addressesOf, flawOf } from './wire-advert.js'
import type { WireAdvert } from './wire-advert.js'

// The vectors of rules 166-172, made with an independent implementation.

function packet(hex: string, header: Partial<IpDatagram> = {}): IpDatagram {
  return {
    kind: 'ip',
    interface: 'eth0',
    source: '192.0.2.11',
    destination: '224.0.0.18',
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: Uint8Array.from(Buffer.from(hex, 'hex')),
    ...header,
  }
}

function readAdvert(datagram: IpDatagram): WireAdvert | undefined {
  return new AdvertReader().read(datagram)
}

const v2 = packet('213364010001b8c8c00002010000000000000000')
const v2Password = packet('2133960201015f5ec0000201c00002023132333400000000')
const v3Plain = packet('313364010064a865c0000201')
const v3 = packet('31336401006405cbc0000201')
const v3Unicast = packet('31336401006423d1c0000201', { destination: '192.0.2.12' })
const v6 = packet(
  '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
  { source: 'fe80::1', destination: 'ff02::12' },
)

test.each([
  ['rule 166', v2, 2, 51, 100, 1000],
  ['rule 167', v2Password, 2, 51, 150, 1000],
  ['rule 169', v3Plain, 3, 51, 100, 1000],
  ['rule 170', v3, 3, 51, 100, 1000],
  ['rule 171', v3Unicast, 3, 51, 100, 1000],
  ['rule 172', v6, 3, 10, 200, 100],
])('%s is read', (_, datagram, version, vrid, priority, intervalMs) => {
  const expected = { version, type: 1, vrid, priority, intervalMs, isWhole: true, isSound: true }
  expect(readAdvert(datagram)).toMatchObject(expected)
})

test('password and addresses', () => {
  expect(readAdvert(v2Password)).toMatchObject({ authType: 1, password: '1234' })
  expect(addressesOf(readAdvert(v2Password)!.list, 4)).toEqual(['192.0.2.1', '192.0.2.2'])
  expect(addressesOf(readAdvert(v6)!.list, 6)).toEqual(['fe80::100', '2001:db8::100'])
})

test('every flipped bit breaks the checksum, or the length', () => {
  for (const datagram of [v2, v2Password, v3Plain, v3, v6]) {
    for (let bit = 0; bit < 8 * datagram.payload.length; bit += 1) {
      const payload = datagram.payload.slice()
      payload[bit >> 3]! ^= 1 << (bit & 7)
      expect(readAdvert({ ...datagram, payload })).toMatchObject({ isSound: false })
    }
  }
})

describe('whom a router listens to', () => {
  const config = {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.1/24'],
  }

  function flaw(datagram: IpDatagram, changes: object = {}): string | undefined {
    const reading = read({ ...config, ...changes }, undefined)
    return flawOf(readAdvert(datagram), datagram, reading, '192.0.2.12')
  }

  test.each([
    ['v2', v2, {}],
    ['v2 with the password', v2Password, { authentication: { type: 'pass', password: '1234' } }],
    ['v3, either checksum', v3, { version: 3 }],
    ['v3 without pseudo-header', v3Plain, { version: 3 }],
    ['v3, another interval', v3, { version: 3, advertIntMs: 500 }],
    ['v3 by unicast', v3Unicast, { version: 3, unicastPeers: ['192.0.2.11'] }],
    ['unicast from afar', { ...v3Unicast, ttl: 9 }, { version: 3, unicastPeers: ['192.0.2.11'] }],
    ['other addresses', v2, { virtualAddresses: ['192.0.2.7/24'] }],
  ])('accepts %s', (_, datagram, changes) => {
    expect(flaw(datagram, changes)).toBeUndefined()
  })

  const pass = { authentication: { type: 'pass', password: '1234' } }
  const unicast = { version: 3, unicastPeers: ['192.0.2.11'] }
  const elsewhere = { virtualAddresses: ['192.0.2.7/24'] }

  test.each([
    ['it has the own source address', { ...v2, source: '192.0.2.12' }, {}],
    ['its length is wrong', { ...v2, payload: v2.payload.slice(0, 19) }, {}],
    ['its length is wrong', { ...v2, payload: v2.payload.slice(0, 7) }, {}],
    ['its TTL is not 255', { ...v2, ttl: 254 }, {}],
    ['its version is another', v2, { version: 3 }],
    ['its type of password is another', v2, pass],
    ['its type of password is another', v2Password, {}],
    [
      'its password is another',
      v2Password,
      { authentication: { ...pass.authentication, password: '1235' } },
    ],
    ['its interval is another', v2, { advertIntMs: 2000 }],
    ['its interval is 0', packet('313364010000a8c9c0000201'), { version: 3 }],
    ['it is no advertisement', packet('223364010001b7c8c00002010000000000000000'), {}],
    ['its checksum is wrong', packet('213364010001b8c9c00002010000000000000000'), {}],
    ['its destination is of the wrong kind', v3, unicast],
    ['its destination is of the wrong kind', v3Unicast, { version: 3 }],
    [
      'its source is no peer',
      v3Unicast,
      { version: 3, unicastPeers: ['192.0.2.99'], checkUnicastSource: true },
    ],
    ['the owner listens to nobody', v2, { priority: 255, ownerIgnoreAdverts: true }],
    ['its addresses are others', v2, { profile: 'rfc3768', ...elsewhere }],
    ['it has no addresses', packet('3133640000646a68'), { profile: 'rfc9568' }],
  ])('%s', (expected, datagram, changes) => {
    expect(flaw(datagram, changes)).toBe(expected)
  })
})
