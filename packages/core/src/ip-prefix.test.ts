import { describe, expect, it } from 'vitest'
import { formatIpPrefix, parseIpPrefix } from './ip-prefix.js'

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
