import { isIPv4, isIPv6 } from 'node:net'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvariantError } from './errors.js'
import {
  compareIpAddresses,
  ipFamily,
  ipFromBytes,
  ipToBytes,
  isLinkLocal,
  isMulticast,
  parseIpAddress,
} from './ip-address.js'

const octets = fc.uint8Array({ minLength: 4, maxLength: 4 })
// Zero bytes are what `::` is about: half of all bytes are.
const groups = fc
  .array(fc.oneof(fc.constant(0), fc.nat(255)), { minLength: 16, maxLength: 16 })
  .map((bytes) => Uint8Array.from(bytes))

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

describe('parseIpAddress', () => {
  it.each(['0.0.0.0', '10.0.0.1', '192.0.2.10', '255.255.255.255'])('keeps %s', (text) => {
    expect(parseIpAddress(text)).toBe(text)
  })

  it.each([
    ['::', '::'],
    ['0:0:0:0:0:0:0:0', '::'],
    ['::1', '::1'],
    ['1::', '1::'],
    ['FE80::1', 'fe80::1'],
    ['2001:0DB8:0000:0000:0000:0000:0000:0100', '2001:db8::100'],
    // RFC 5952 4.2.2: one group of zeros is not compressed.
    ['2001:db8::1:1:1:1:1', '2001:db8:0:1:1:1:1:1'],
    ['1:2:3:4:5:6:7::', '1:2:3:4:5:6:7:0'],
    ['::2:3:4:5:6:7:8', '0:2:3:4:5:6:7:8'],
    // RFC 5952 4.2.3: the longest run; the first of equal ones.
    ['2001:0:0:1:0:0:0:1', '2001:0:0:1::1'],
    ['2001:db8:0:0:1:0:0:1', '2001:db8::1:0:0:1'],
    // RFC 5952 section 5.
    ['::ffff:192.0.2.1', '::ffff:192.0.2.1'],
    ['::FFFF:c000:0201', '::ffff:192.0.2.1'],
    ['::192.0.2.1', '::c000:201'],
    ['64:ff9b::192.0.2.33', '64:ff9b::c000:221'],
    ['1:2:3:4:5:6:192.0.2.1', '1:2:3:4:5:6:c000:201'],
    ['::ffff:0:1:1', '::ffff:0:1:1'],
    ['::1:2:3:ffff:4:5', '::1:2:3:ffff:4:5'],
  ])('reads %s as %s', (text, canonical) => {
    expect(parseIpAddress(text)).toBe(canonical)
  })

  it.each([
    ...['', ' ', '1', '1.2.3', '1.2.3.', '.1.2.3', '1..2.3', '1.2.3.4.5', '1.2.3.4 ', ' 1.2.3.4'],
    ...['256.0.0.1', '1.2.3.1000', '01.2.3.4', '1.2.3.00', '1.2.3.-4', '+1.2.3.4', '1.2.3.0x4'],
    ...['1.2.3.4/32', '１.2.3.4', 'localhost', '4294967295'],
    ...[
      ':',
      ':::',
      '1:',
      ':1',
      '1:2:3:4:5:6:7',
      '1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6:7:8::',
      '::1:2:3:4:5:6:7:8:9',
      '1:2:3:4:5:6::1.2.3.4',
    ],
    ...['::1:2:3:4:5:6:7:8', '1::2::3', '12345::', 'g::', '::1%eth0', '::1/64', '[::1]', ' ::1'],
    ...['::1.2.3', '::1.2.3.4.5', '::01.2.3.4', '::1.2.3.4:5', '1:2:3:4:5:6:7:1.2.3.4', '1::-2'],
  ])('refuses %j', (text) => {
    expect(parseIpAddress(text)).toBeUndefined()
  })

  it('agrees with Node on what is an address', () => {
    const characters = fc.constantFrom(...'0123456789abcdefF::::....'.split(''))
    const nearly = fc.string({ unit: characters, maxLength: 24 })
    const text = fc.oneof(fc.ipV4(), fc.ipV6(), nearly, fc.string())
    fc.assert(
      fc.property(text, (candidate) => {
        const isAddress = isIPv4(candidate) || (isIPv6(candidate) && !candidate.includes('%'))
        expect(parseIpAddress(candidate) !== undefined).toBe(isAddress)
      }),
      { numRuns: 2000 },
    )
  })
})

describe('ipToBytes and ipFromBytes', () => {
  it.each([
    ['192.0.2.10', 'c000020a'],
    ['224.0.0.18', 'e0000012'],
    ['255.255.255.255', 'ffffffff'],
    ['fe80::1', 'fe800000000000000000000000000001'],
    ['ff02::12', 'ff020000000000000000000000000012'],
    ['2001:db8::100', '20010db8000000000000000000000100'],
    ['::', '00000000000000000000000000000000'],
    ['::ffff:192.0.2.1', '00000000000000000000ffffc0000201'],
    ['1:2:3:4:5:6:7:8', '00010002000300040005000600070008'],
  ])('converts %s both ways', (address, hex) => {
    expect(ipToBytes(address)).toEqual(bytes(hex))
    expect(ipFromBytes(bytes(hex), ipFamily(address))).toBe(address)
  })

  it('reads at an offset', () => {
    expect(ipFromBytes(bytes('ffffc0000201ff'), 4, 2)).toBe('192.0.2.1')
    expect(ipFromBytes(bytes('ffff0200000000000000000000000000ee'), 6, 1)).toBe('ff02::ee')
  })

  it('tells addresses apart that share their last byte', () => {
    expect(ipFromBytes(bytes('c0000201'), 4)).toBe('192.0.2.1')
    expect(ipFromBytes(bytes('0a000001'), 4)).toBe('10.0.0.1')
    expect(ipFromBytes(bytes('c0000201'), 4)).toBe('192.0.2.1')
    expect(ipFromBytes(bytes('00000000'), 4)).toBe('0.0.0.0')
    expect(ipFromBytes(bytes('80000000'), 4)).toBe('128.0.0.0')
  })

  it('survives the round trip with any bytes, in canonical text', () => {
    fc.assert(
      fc.property(fc.oneof(octets, groups), (address) => {
        const text = ipFromBytes(address, address.length === 4 ? 4 : 6)
        expect(ipToBytes(text)).toEqual(address)
        expect(parseIpAddress(text)).toBe(text)
      }),
    )
  })

  it('calls it a bug to ask for bytes that are not there or not an address', () => {
    expect(() => ipFromBytes(bytes('c00002'), 4)).toThrow(InvariantError)
    expect(() => ipFromBytes(bytes('c0000201'), 4, 1)).toThrow(InvariantError)
    expect(() => ipFromBytes(bytes('c0000201'), 6)).toThrow(InvariantError)
    expect(() => ipToBytes('192.0.2')).toThrow(InvariantError)
    expect(() => ipToBytes('fe80::1%eth0')).toThrow(InvariantError)
  })
})

describe('compareIpAddresses', () => {
  it('orders unsigned and bytewise, IPv4 before IPv6 (rule 66)', () => {
    const sorted = [
      ...['0.0.0.0', '9.255.255.255', '10.0.0.9', '10.0.0.10', '127.0.0.1', '128.0.0.0'],
      ...['192.0.2.1', '255.255.255.255', '::', '::1', '::100', '9::', '2001:db8::', 'fe80::9'],
      ...['fe80::10', 'ff02::12'],
    ]
    for (const [rank, a] of sorted.entries()) {
      for (const [otherRank, b] of sorted.entries()) {
        expect(Math.sign(compareIpAddresses(a, b)), `${a} ${b}`).toBe(Math.sign(rank - otherRank))
      }
    }
  })
})

describe('what kind of address it is', () => {
  it.each([
    ['169.254.0.1', true],
    ['169.255.0.1', false],
    ['16.9.254.1', false],
    ['fe80::1', true],
    ['febf::1', true],
    ['fec0::1', false],
    ['fe7f::1', false],
    ['fe8::1', false],
    ['::fe80', false],
  ])('isLinkLocal(%s) is %s', (address, expected) => {
    expect(isLinkLocal(address)).toBe(expected)
  })

  it.each([
    ['223.255.255.255', false],
    ['224.0.0.18', true],
    ['239.255.255.255', true],
    ['240.0.0.0', false],
    ['22.4.0.0', false],
    ['ff02::12', true],
    ['ffff::', true],
    ['ff::1', false],
    ['feff::1', false],
    ['::ff02', false],
    ['::', false],
  ])('isMulticast(%s) is %s', (address, expected) => {
    expect(isMulticast(address)).toBe(expected)
  })

  it.each([
    ['192.0.2.1', 4],
    ['::', 6],
    ['::ffff:192.0.2.1', 6],
  ])('ipFamily(%s) is %s', (address, expected) => {
    expect(ipFamily(address)).toBe(expected)
  })
})
