import { describe, expect, it } from 'vitest'
import { formatIpPrefix, isInPrefix, parseIpPrefix } from './ip-prefix.js'

describe('parseIpPrefix', () => {
  it.each([
    ['192.0.2.10/24', '192.0.2.10', 24],
    ['192.0.2.10/0', '192.0.2.10', 0],
    ['192.0.2.10/32', '192.0.2.10', 32],
    ['192.0.2.10', '192.0.2.10', 32],
    ['2001:DB8:0::1/64', '2001:db8::1', 64],
    ['fe80::1/128', 'fe80::1', 128],
    ['fe80::1', 'fe80::1', 128],
  ])('reads %s', (text, address, prefixLength) => {
    expect(parseIpPrefix(text)).toEqual({ address, prefixLength })
  })

  it.each([
    ...['', '/', '/24', '192.0.2.10/', '192.0.2.10/33', 'fe80::1/129', '192.0.2.10/-1'],
    ...['192.0.2.10/024', '192.0.2.10/ 24', '192.0.2.10/24 ', '192.0.2.10/2.5', '192.0.2.10/1e1'],
    ...['192.0.2.10/255.255.255.0', '192.0.2.10/24/24', '192.0.2.10/NaN', '192.0.2/24'],
  ])('refuses %j', (text) => {
    expect(parseIpPrefix(text)).toBeUndefined()
  })
})

it('writes the length always', () => {
  expect(formatIpPrefix({ address: '192.0.2.10', prefixLength: 32 })).toBe('192.0.2.10/32')
  expect(formatIpPrefix({ address: 'fe80::1', prefixLength: 64 })).toBe('fe80::1/64')
})

describe('isInPrefix', () => {
  it.each([
    ['192.0.2.130', '192.0.2.129', 25, true],
    ['192.0.2.127', '192.0.2.129', 25, false],
    ['198.51.100.1', '192.0.2.1', 0, true],
    ['192.0.2.2', '192.0.2.1', 32, false],
    ['2001:db8:0:ff::1', '2001:db8::', 56, true],
    ['2001:db8:0:100::1', '2001:db8::', 56, false],
    ['192.0.2.1', '::', 0, false],
  ])('%s in %s/%i: %s', (address, network, prefixLength, expected) => {
    expect(isInPrefix(address, { address: network, prefixLength })).toBe(expected)
  })
})
