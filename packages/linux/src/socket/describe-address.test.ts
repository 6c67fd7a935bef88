import fc from 'fast-check'
import { expect, test } from 'vitest'
import { describeAddress } from './describe-address.js'
import { inetAddress, netlinkAddress, packetAddress, unixAddress } from './sockaddr.js'

test.each<[string, Uint8Array]>([
  ['interface 7', packetAddress({ interfaceIndex: 7, protocol: 0x0800 })],
  ['netlink groups 0x111', netlinkAddress(5, 0x111)],
  ['192.0.2.9', inetAddress('192.0.2.9')],
  ['2001:db8::1', inetAddress('2001:db8::1')],
  ['fe80::1%3', inetAddress('fe80::1', 0, 3)],
  ['/run/holdfast', unixAddress('/run/holdfast')],
  ['@holdfast', unixAddress('@holdfast')],
  ['a malformed address of 1 bytes', Uint8Array.of(17)],
  [
    'a malformed address of 2 bytes',
    packetAddress({ interfaceIndex: 1, protocol: 0 }).subarray(0, 2),
  ],
  ['a malformed address of 0 bytes', new Uint8Array(0)],
  ['an address of family 99', new Uint8Array(Uint16Array.of(99).buffer)],
])('%s', (text, bytes) => {
  expect(describeAddress(bytes)).toBe(text)
})

test('no address, no text', () => {
  expect(describeAddress(undefined)).toBeUndefined()
})

test('whatever the bytes are, there is a text', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 128 }), (bytes) => {
      expect(describeAddress(bytes)).toBeTypeOf('string')
    }),
  )
})
