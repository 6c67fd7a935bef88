import { endianness } from 'node:os'
import { parseIpAddress } from '@holdfast/core'
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  inetAddress,
  netlinkAddress,
  packetAddress,
  readInetAddress,
  readNetlinkPort,
  readPacketAddress,
  unixAddress,
} from './sockaddr.js'

// Big-endian bytes of a number as this machine's kernel wants them.
const host = (...bytes: number[]): number[] => (endianness() === 'LE' ? bytes.reverse() : bytes)
const zeros = (count: number): number[] => new Array<number>(count).fill(0)

describe('sockaddr_ll', () => {
  test('VRRP over IPv4 on interface 0x01020304', () => {
    const bytes = packetAddress({ interfaceIndex: 0x01020304, protocol: 0x0800 })
    expect([...bytes]).toEqual([...host(0, 17), 8, 0, ...host(1, 2, 3, 4), ...zeros(12)])
  })

  test('with the MAC address of the receiver', () => {
    const macAddress = '01:00:5e:00:00:12'
    const bytes = packetAddress({ interfaceIndex: 7, protocol: 0x86dd, macAddress })
    const link = [...host(0, 0), 0, 6, 0x01, 0x00, 0x5e, 0x00, 0x00, 0x12, 0, 0]
    expect([...bytes]).toEqual([...host(0, 17), 0x86, 0xdd, ...host(0, 0, 0, 7), ...link])
  })

  test('of a received packet', () => {
    const start = [...host(0, 17), 0x08, 0x06, ...host(0, 0, 0, 3)]
    const bytes = [...start, ...host(0, 1), 1, 6, 0x02, 0, 0, 0, 0, 0xfe, 0, 0]
    expect(readPacketAddress(Uint8Array.from(bytes))).toEqual({
      interfaceIndex: 3,
      protocol: 0x0806,
      packetType: 1,
      macAddress: '02:00:00:00:00:fe',
    })
  })

  test('of a link without MAC addresses', () => {
    const bytes = [...host(0, 17), 0x08, 0x00, ...host(0, 0, 0, 9), ...host(0xff, 0xfe), 4, 0]
    expect(readPacketAddress(Uint8Array.from([...bytes, ...zeros(8)]))).toEqual({
      interfaceIndex: 9,
      protocol: 0x0800,
      packetType: 4,
    })
  })
})

describe('sockaddr_nl', () => {
  test('port and groups', () => {
    const expected = [...host(0, 16), 0, 0, ...host(0, 0, 0x12, 0x34), ...host(0, 0, 1, 0x11)]
    expect([...netlinkAddress(0x1234, 0x111)]).toEqual(expected)
  })

  test('the kernel, which is the default', () => {
    expect([...netlinkAddress()]).toEqual([...host(0, 16), ...zeros(10)])
  })

  test('port of a sender', () => {
    const bytes = [...host(0, 16), 0, 0, ...host(0xff, 0, 0, 1), ...zeros(4)]
    expect(readNetlinkPort(Uint8Array.from(bytes))).toBe(0xff000001)
  })
})

describe('sockaddr_in and sockaddr_in6', () => {
  test('IPv4', () => {
    const expected = [...host(0, 2), 0x1f, 0x90, 192, 0, 2, 10, ...zeros(8)]
    expect([...inetAddress('192.0.2.10', 8080)]).toEqual(expected)
  })

  test('IPv6 with a scope', () => {
    const ip = [0xfe, 0x80, ...zeros(13), 0x12]
    const expected = [...host(0, 10), 0, 0, ...zeros(4), ...ip, ...host(0, 0, 0, 5)]
    expect([...inetAddress('fe80::12', 0, 5)]).toEqual(expected)
  })

  test('any address is read back', () => {
    const addresses = fc.oneof(fc.ipV4(), fc.ipV6()).map((text) => parseIpAddress(text) ?? '::')
    fc.assert(
      fc.property(addresses, (address) => {
        expect(readInetAddress(inetAddress(address))).toBe(address)
      }),
    )
  })
})

describe('sockaddr_un', () => {
  test('a path ends with 0', () => {
    expect([...unixAddress('/a')]).toEqual([...host(0, 1), 0x2f, 0x61, 0])
  })

  test('an abstract name begins with 0', () => {
    expect([...unixAddress('@ab')]).toEqual([...host(0, 1), 0, 0x61, 0x62])
  })

  test('a path of 107 bytes is the longest', () => {
    expect(unixAddress(`/${'a'.repeat(106)}`)).toHaveLength(110)
    expect(() => unixAddress(`/${'a'.repeat(107)}`)).toThrow('at most 107 bytes')
  })
})
