import fc from 'fast-check'
import { Attributes } from '@holdfast/linux'
import { bytesOf } from '@holdfast/linux/testing'
import { describe, expect, test } from 'vitest'
import { isLittleEndian } from '../../test/byte-order.js'
import { decodeDaemon } from './daemon-codec.js'
import { decodeDestination } from './destination-codec.js'
import { decodeService } from './service-codec.js'
import { decodeStatistics } from './statistics-codec.js'

const nothingYet = {
  connections: 0,
  inPackets: 0,
  outPackets: 0,
  inBytes: 0,
  outBytes: 0,
  connectionsPerSecond: 0,
  inPacketsPerSecond: 0,
  outPacketsPerSecond: 0,
  inBytesPerSecond: 0,
  outBytesPerSecond: 0,
}

describe.runIf(isLittleEndian)('an answer of the kernel, on a little-endian machine', () => {
  test('is a service with its counters', () => {
    const status = decodeService(
      bytesOf(
        'a400 0100',
        '0600 0100 0200 0000  0600 0200 0600 0000',
        '1400 0300 c000020a 00000000 00000000 00000000  0600 0400 0050 0000',
        '0800 0600 776c6300  0c00 0700 03000000 ffffffff',
        '0800 0800 2c010000  0800 0900 ffffff00',
        // STATS of old; STATS64 beside it is what counts.
        '0c00 0a00 0800 0100 09000000',
        '4400 0c00',
        '0c00 0100 0700000000000000  0c00 0200 0800000000000000  0400 0b00',
        '0c00 0400 0000000001000000  0c00 0600 0100000000000000  0c00 0900 ffffffffffff1f00',
      ),
    )
    expect(status).toEqual({
      service: {
        id: { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 80 },
        scheduler: 'wlc',
        schedulerFlags: [],
        onePacket: false,
        persistence: { timeoutMs: 300_000, granularity: '255.255.255.0', engine: undefined },
      },
      statistics: {
        ...nothingYet,
        connections: 7,
        inPackets: 8,
        inBytes: 4_294_967_296,
        connectionsPerSecond: 1,
        inBytesPerSecond: 9_007_199_254_740_991,
      },
    })
  })

  test('is a destination with its connections', () => {
    const status = decodeDestination(
      bytesOf(
        '7800 0200',
        '1400 0100 c6336401 00000000 00000000 00000000  0600 0200 1f90 0000',
        // IP_VS_CONN_F_NOOUTPUT and _INACTIVE beside the method.
        '0800 0300 82010000  0800 0400 05000000  0800 0500 0a000000  0800 0600 03000000',
        '0500 0d00 01 000000  0600 0e00 17c0 0000  0600 0f00 0100 0000',
        '0800 0700 04000000  0800 0800 05000000  0800 0900 06000000',
        '0600 0b00 0200 0000',
      ),
      6,
    )
    expect(status).toEqual({
      destination: {
        address: '198.51.100.1',
        port: 8080,
        forwarding: { method: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'csum' } },
        weight: 5,
        upperThreshold: 10,
        lowerThreshold: 3,
      },
      connections: { active: 4, inactive: 5, persistent: 6 },
      statistics: nothingYet,
    })
  })

  test('without a family is of that of the service, and has the counters of old', () => {
    const status = decodeDestination(
      bytesOf(
        '3800 0200',
        '1400 0100 20010db8 00000000 00000000 00000001  0600 0200 0050 0000',
        '1800 0a00  0800 0100 02000000  0c00 0400 0000000001000000',
      ),
      6,
    )
    expect(status?.destination.address).toBe('2001:db8::1')
    expect(status?.statistics).toMatchObject({ connections: 2, inBytes: 4_294_967_296 })
  })

  test('is a sync daemon with all that was filled in', () => {
    const bytes = bytesOf(
      '4000 0300',
      '0800 0100 01000000  0900 0200 65746830 00 000000  0800 0300 33000000',
      '0600 0400 b005 0000  0800 0500 e0000051  0600 0700 9022 0000  0500 0800 01 000000',
    )
    expect(decodeDaemon(bytes)).toEqual({
      role: 'master',
      interface: 'eth0',
      syncId: 51,
      maxLength: 1456,
      group: '224.0.0.81',
      port: 8848,
      ttl: 1,
    })
  })

  test('makes no sense without what names it', () => {
    const port = '0600 0400 0050 0000'
    expect(decodeService(bytesOf('0c00 0100 0600 0100 0200 0000'))).toBeUndefined()
    expect(decodeService(bytesOf('0c00 0100', port))).toBeUndefined()
    expect(decodeService(bytesOf('0c00 0200', port))).toBeUndefined()
    expect(decodeDestination(bytesOf('0c00 0200 0600 0200 0050 0000'), 4)).toBeUndefined()
    expect(decodeDaemon(bytesOf('0c00 0300 0800 0100 07000000'))).toBeUndefined()
  })
})

test('counters that nobody sent are 0', () => {
  expect(decodeStatistics(undefined)).toEqual(nothingYet)
  expect(decodeStatistics(new Attributes(new Uint8Array()))).toEqual(nothingYet)
})

test('any bytes are an answer or none', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 120 }), fc.nat(12), (bytes, type) => {
      const nest = Uint8Array.of(bytes.length + 4, 0, type, 0, ...bytes)
      for (const each of [bytes, nest]) {
        decodeService(each)
        decodeDestination(each, 4)
        decodeDestination(each, 6)
        decodeDaemon(each)
      }
    }),
  )
})
