import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { MessageWriter } from '../netlink/message-writer.js'
import { isLittleEndian } from '../socket/host-order.js'
import { bytesOf } from '../testing/bytes-of.js'
import { decodeAddress } from './address-codec.js'
import { encodeAlias, encodeChange } from './changes.js'
import { decodeEvent } from './events.js'
import { decodeLink } from './link-codec.js'
import { decodeNeighbour } from './neighbour-codec.js'
import { readNextHops } from './next-hop-codec.js'
import { decodeRoute, writeRoute } from './route-codec.js'
import type { KernelChange, RouteInfo, RuleInfo } from './rtnetlink.js'
import { decodeRule, writeRule } from './rule-codec.js'

/** The bytes after the header. */
const payloadOf = (write: (writer: MessageWriter) => void): Uint8Array => {
  const writer = new MessageWriter(0, 0)
  write(writer)
  return writer.finish().subarray(16)
}

const vip = { interfaceIndex: 3, address: '192.0.2.10', prefixLength: 24 }
const vip6 = { interfaceIndex: 3, address: '2001:db8::1', prefixLength: 128 }
const macvlan = {
  type: 'addMacvlan',
  name: 'vrrp.51',
  parentIndex: 3,
  macAddress: '00:00:5e:00:01:33',
  mode: 'private',
  alias: 'ours',
} as const

// Lengths, types and flags are struct nlmsghdr's; 0005 = request, ack; 0605 = and create, exclusive;
// 0505 = and create, replace.
const changes: readonly (readonly [string, KernelChange, string])[] = [
  [
    'an IPv4 address',
    { type: 'addAddress', address: vip },
    `28000000 1400 0506 00000000 00000000  02180000 03000000
     0800 0200 c000020a  0800 0100 c000020a`,
  ],
  [
    'an IPv4 address with everything',
    {
      type: 'setAddress',
      address: {
        ...vip,
        prefixLength: 32,
        peer: '198.51.100.1',
        broadcast: '192.0.2.255',
        label: 'v0:1',
        scope: 253,
        flags: 0x202,
        validLifetime: 4,
        preferredLifetime: 3,
        protocol: 18,
      },
    },
    `60000000 1400 0505 00000000 00000000  022002fd 03000000
     0800 0200 c000020a  0800 0100 c6336401
     0800 0400 c00002ff  0900 0300 76303a31 00000000
     0800 0800 02020000  0500 0b00 12000000
     1400 0600 03000000 04000000 00000000 00000000`,
  ],
  [
    'an IPv6 address that is deprecated from the start',
    { type: 'addAddress', address: { ...vip6, flags: 2, preferredLifetime: 0 } },
    `48000000 1400 0506 00000000 00000000  0a800200 03000000
     1400 0100 20010db8 00000000 00000000 00000001
     0800 0800 02000000
     1400 0600 00000000 ffffffff 00000000 00000000`,
  ],
  [
    'an IPv6 address with a peer to delete',
    { type: 'deleteAddress', address: { ...vip6, peer: '2001:db8::2' } },
    `40000000 1500 0500 00000000 00000000  0a800000 03000000
     1400 0200 20010db8 00000000 00000000 00000001
     1400 0100 20010db8 00000000 00000000 00000002`,
  ],
  [
    'a default route',
    {
      type: 'setRoute',
      route: {
        family: 4,
        type: 1,
        gateway: '192.0.2.1',
        interfaceIndex: 3,
        table: 254,
        protocol: 18,
        scope: 0,
      },
    },
    `34000000 1800 0505 00000000 00000000  02000000 fe120001 00000000
     0800 0400 03000000  0800 0f00 fe000000  0800 0500 c0000201`,
  ],
  [
    'a route with several ways in a table above 255',
    {
      type: 'deleteRoute',
      route: {
        family: 4,
        type: 1,
        destination: { address: '10.0.0.0', prefixLength: 8 },
        nextHops: [{ gateway: '192.0.2.1', interfaceIndex: 3, weight: 2 }, { interfaceIndex: 4 }],
        table: 1000,
        protocol: 4,
        scope: 0,
      },
    },
    `48000000 1900 0500 00000000 00000000  02080000 00040001 00000000
     0800 0100 0a000000  0800 0f00 e8030000
     1c00 0900
     1000 00 01 03000000  0800 0500 c0000201
     0800 00 00 04000000`,
  ],
  [
    'a route through a neighbour of the other family, with an MTU',
    {
      type: 'setRoute',
      route: {
        family: 4,
        type: 1,
        gateway: 'fe80::1',
        interfaceIndex: 3,
        onLink: true,
        tos: 16,
        metrics: { 2: 1400 },
        table: 254,
        protocol: 4,
        scope: 0,
      },
    },
    `50000000 1800 0505 00000000 00000000  02000010 fe040001 04000000
     0800 0400 03000000  0800 0f00 fe000000
     1600 1200 0a00 fe80000000000000 0000000000000001 0000
     0c00 0880 0800 0200 78050000`,
  ],
  [
    'a rule',
    {
      type: 'addRule',
      rule: {
        family: 4,
        priority: 100,
        source: { address: '192.0.2.10', prefixLength: 32 },
        inputInterface: 'v0',
        table: 1000,
      },
    },
    `3c000000 2000 0506 00000000 00000000  02002000 00000001 00000000
     0800 0600 64000000  0800 0200 c000020a  0700 0300 763000 00  0800 0f00 e8030000`,
  ],
  [
    'a macvlan',
    macvlan,
    `5c000000 1000 0506 00000000 00000000  00000000 00000000 00000000 00000000
     0c00 0300 767272702e353100  0800 0500 03000000  0a00 0100 00005e000133 0000
     1c00 1280  0c00 0100 6d6163766c616e00  0c00 0280 0800 0100 01000000`,
  ],
  [
    'an interface to bring up with another MTU',
    { type: 'setLink', index: 4, up: true, mtu: 1400 },
    `28000000 1000 0500 00000000 00000000  00000000 04000000 01000000 01000000
     0800 0400 78050000`,
  ],
  [
    'an interface to bring down',
    { type: 'setLink', index: 4, up: false },
    `20000000 1000 0500 00000000 00000000  00000000 04000000 00000000 01000000`,
  ],
  [
    'an interface to name',
    { type: 'setLink', index: 4, alias: 'ours' },
    `2c000000 1000 0500 00000000 00000000  00000000 04000000 00000000 00000000
     0900 1400 6f75727300 000000`,
  ],
  [
    'an interface to delete',
    { type: 'deleteLink', index: 4 },
    `20000000 1100 0500 00000000 00000000  00000000 04000000 00000000 00000000`,
  ],
]

describe.runIf(isLittleEndian)('requests, on a little-endian machine', () => {
  test.each(changes)('%s', (_, change, hex) => {
    expect(encodeChange(change).bytes).toEqual(bytesOf(hex))
  })

  test('the alias of a macvlan is a request of its own', () => {
    expect(encodeAlias('vrrp.51', 'ours').bytes).toEqual(
      bytesOf(`38000000 1000 0500 00000000 00000000  00000000 00000000 00000000 00000000
               0c00 0300 767272702e353100  0900 1400 6f75727300 000000`),
    )
  })

  test('errors will say what was asked for', () => {
    expect(changes.slice(0, 5).map(([, change]) => encodeChange(change).about)).toEqual([
      '192.0.2.10/24 on interface 3',
      '192.0.2.10/32 on interface 3',
      '2001:db8::1/128 on interface 3',
      '2001:db8::1/128 on interface 3',
      'the default route of IPv4',
    ])
  })
})

describe.runIf(isLittleEndian)('what the kernel tells, on a little-endian machine', () => {
  test('a link', () => {
    const payload = bytesOf(
      '00000100 05000000 43100100 00000000',
      '0c00 0300 767272702e353100',
      '0800 0400 dc050000',
      '0800 0500 03000000',
      '0a00 0100 00005e000133 0000',
      '0900 1400 6f757273 00 000000',
      '1000 1200 0c00 0100 6d6163766c616e00',
    )
    expect(decodeLink(payload)).toEqual({
      index: 5,
      name: 'vrrp.51',
      flags: 0x1_1043,
      isRunning: true,
      mtu: 1500,
      macAddress: '00:00:5e:00:01:33',
      parentIndex: 3,
      kind: 'macvlan',
      alias: 'ours',
    })
  })

  test('loopback has no MAC address', () => {
    const payload = bytesOf(
      '00000403 01000000 49000100 00000000',
      '0700 0300 6c6f0000',
      '0800 0400 00000100',
      '0a00 0100 000000000000 0000',
    )
    expect(decodeLink(payload)).toEqual({
      index: 1,
      name: 'lo',
      flags: 0x1_0049,
      isRunning: true,
      mtu: 65_536,
    })
  })

  test('the other end of a veth is no parent, nor is an interface elsewhere', () => {
    const fixed = '00000100 05000000 03100000 00000000 0700 0300 76300000 0800 0400 dc050000'
    const veth = bytesOf(fixed, '0800 0500 04000000', '1000 1200 0900 0100 7665746800 000000')
    expect(decodeLink(veth)).toEqual({
      index: 5,
      name: 'v0',
      flags: 0x1003,
      isRunning: false,
      mtu: 1500,
      kind: 'veth',
    })
    const elsewhere = bytesOf(fixed, '0800 0500 04000000', '0800 2500 00000000')
    expect(decodeLink(elsewhere)?.parentIndex).toBeUndefined()
  })

  test('a bridge that lets go of its port does not delete an interface', () => {
    const payload = bytesOf(
      '07000100 05000000 43100100 00000000 0700 0300 76300000 0800 0400 dc050000',
    )
    expect(decodeEvent({ type: 17, flags: 0, sequence: 0, payload })).toBeUndefined()
  })

  test('a wireless event says nothing of the link', () => {
    const payload = bytesOf(
      '00000100 05000000 43100100 00000000 0700 0300 77300000 0800 0b00 01020304',
    )
    expect(decodeEvent({ type: 16, flags: 0, sequence: 0, payload })).toBeUndefined()
  })

  test('an address of each family', () => {
    const v4 = bytesOf(
      '02188000 03000000',
      '0800 0100 c000020a  0800 0200 c000020a  0800 0400 c00002ff',
      '0700 0300 76300000  0800 0800 80000000',
      '1400 0600 ffffffff ffffffff 01000000 01000000',
    )
    expect(decodeEvent({ type: 20, flags: 0, sequence: 0, payload: v4 })).toEqual({
      type: 'address',
      address: {
        interfaceIndex: 3,
        address: '192.0.2.10',
        prefixLength: 24,
        broadcast: '192.0.2.255',
        label: 'v0',
        scope: 0,
        flags: 0x80,
      },
    })
    const v6 = bytesOf(
      '0a80a2fd 03000000',
      '1400 0100 fe800000 00000000 00000000 00000001',
      '1400 0600 00000000 04000000 01000000 01000000',
      '0800 0800 22020000',
      '0500 0b00 03000000',
    )
    expect(decodeEvent({ type: 21, flags: 0, sequence: 0, payload: v6 })).toEqual({
      type: 'addressGone',
      address: {
        interfaceIndex: 3,
        address: 'fe80::1',
        prefixLength: 128,
        scope: 253,
        flags: 0x222,
        preferredLifetime: 0,
        validLifetime: 4,
        protocol: 3,
      },
    })
  })

  test('a prefix that is too long for the family is no address', () => {
    expect(decodeAddress(bytesOf('02218000 03000000 0800 0200 c000020a'))).toBeUndefined()
  })

  test('a route, but not its cached copy', () => {
    const attributes = '0800 0f00 fe000000 0800 0500 c0000201 0800 0400 03000000 0800 0600 07000000'
    const route = { type: 24, flags: 0, sequence: 0 }
    expect(
      decodeEvent({ ...route, payload: bytesOf('02000000 fe120001 00000000', attributes) }),
    ).toEqual({
      type: 'route',
      route: {
        family: 4,
        type: 1,
        gateway: '192.0.2.1',
        interfaceIndex: 3,
        priority: 7,
        table: 254,
        protocol: 18,
        scope: 0,
      },
    })
    const clone = bytesOf('02000000 fe120001 00020000', attributes)
    expect(decodeEvent({ ...route, payload: clone })).toBeUndefined()
  })

  test('a neighbour', () => {
    const payload = bytesOf(
      '02000000 03000000 0400 00 01',
      '0800 0100 c0000209  0a00 0200 020000000009 0000',
    )
    expect(decodeNeighbour(payload)).toEqual({
      interfaceIndex: 3,
      address: '192.0.2.9',
      macAddress: '02:00:00:00:00:09',
      state: 4,
      flags: 0,
    })
  })
})

describe('any bytes', () => {
  test('are understood or not, but never harm', () => {
    const family = fc.constantFrom(0, 2, 10, 7)
    const tail = fc.uint8Array({ maxLength: 120 })
    fc.assert(
      fc.property(family, tail, fc.integer({ min: 16, max: 36 }), (first, rest, type) => {
        const payload = Uint8Array.of(first, ...rest)
        const event = decodeEvent({ type, flags: 0, sequence: 0, payload })
        if (event?.type === 'address') expect(event.address.prefixLength).toBeLessThan(129)
        decodeRule(payload)
        decodeNeighbour(payload)
        expect(readNextHops(payload, 4).length).toBeLessThanOrEqual(payload.length / 8)
      }),
      { numRuns: 1000 },
    )
  })
})

describe('what is written can be read', () => {
  const ipv4 = fc.ipV4()
  const word = fc.integer({ min: 1, max: 0xffff_ffff })
  const byte = fc.integer({ min: 0, max: 255 })
  const prefix = fc.record({ address: ipv4, prefixLength: fc.integer({ min: 0, max: 32 }) })

  test('routes', () => {
    const hop = fc.record(
      {
        gateway: ipv4,
        interfaceIndex: word,
        weight: fc.integer({ min: 1, max: 256 }),
        onLink: fc.constant(true),
      },
      { requiredKeys: ['weight'] },
    )
    const route = fc.record(
      {
        family: fc.constant(4 as const),
        type: byte,
        destination: prefix,
        gateway: fc.oneof(ipv4, fc.constant('fe80::1')),
        interfaceIndex: word,
        preferredSource: ipv4,
        priority: word,
        table: word,
        protocol: byte,
        scope: byte,
        tos: fc.integer({ min: 1, max: 255 }),
        onLink: fc.constant(true),
        nextHops: fc.array(hop, { maxLength: 4 }),
        metrics: fc.record({ 2: word, 8: word }),
      },
      { requiredKeys: ['family', 'type', 'table', 'protocol', 'scope'] },
    )
    fc.assert(
      fc.property(route, (value) => {
        const route = value as RouteInfo
        expect(decodeRoute(payloadOf((writer) => writeRoute(writer, route)))).toEqual(route)
      }),
    )
  })

  test('rules', () => {
    const rule = fc.record(
      {
        family: fc.constant(4 as const),
        priority: word,
        source: prefix,
        destination: prefix,
        inputInterface: fc.constant('eth0'),
        outputInterface: fc.constant('eth1'),
        mark: word,
        tos: fc.integer({ min: 1, max: 255 }),
        isInverted: fc.constant(true),
        table: word,
        action: byte,
        protocol: byte,
      },
      { requiredKeys: ['family', 'priority', 'table', 'action'] },
    )
    fc.assert(
      fc.property(rule, (value) => {
        const rule = value as RuleInfo
        expect(decodeRule(payloadOf((writer) => writeRule(writer, rule)))).toEqual(rule)
      }),
    )
  })
})
