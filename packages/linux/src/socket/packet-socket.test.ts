import { endianness } from 'node:os'
import { expect, test } from 'vitest'
import { membership } from './packet-socket.js'

const host = (...bytes: number[]): number[] => (endianness() === 'LE' ? bytes.reverse() : bytes)

test('packet_mreq of VRRP over IPv6 on interface 258', () => {
  const mac = [0x33, 0x33, 0x00, 0x00, 0x00, 0x12]
  const expected = [...host(0, 0, 1, 2), ...host(0, 0), ...host(0, 6), ...mac, 0, 0]
  expect([...membership(258, '33:33:00:00:00:12')]).toEqual(expected)
})
