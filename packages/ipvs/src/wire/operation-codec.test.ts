import fc from 'fast-check'
import { isLittleEndian } from '../../test/byte-order.js'
import { bytesOf } from '@holdfast/linux/testing'
import { describe, expect, test } from 'vitest'
import { anyDestination, anyService } from '../../test/arbitraries.js'
import type { Destination } from '../model/destination.js'
import { serviceFamily } from '../model/service.js'
import type { Service, ServiceId } from '../model/service.js'
import { decodeDestination } from './destination-codec.js'
import { encodeOperation } from './operation-codec.js'
import { decodeService } from './service-codec.js'

const id: ServiceId = { kind: 'address', protocol: 'tcp', address: '192.0.2.10', port: 80 }
const key = '0600 0100 0200 0000  0600 0200 0600 0000  0800 0300 c000020a  0600 0400 0050 0000'
const web: Service = {
  id,
  scheduler: 'wlc',
  schedulerFlags: [],
  onePacket: false,
  persistence: undefined,
}
const server: Destination = {
  address: '198.51.100.1',
  port: 80,
  forwarding: { method: 'masq' },
  weight: 1,
  upperThreshold: 10,
  lowerThreshold: 5,
}

const numbers = (weight: string): string =>
  `0800 0400 ${weight}  0800 0500 0a000000  0800 0600 05000000`

describe.runIf(isLittleEndian)('a change, on a little-endian machine', () => {
  test('adds and edits a service with everything that it has', () => {
    const attributes = bytesOf(
      '4800 0180',
      key,
      '0800 0600 776c6300',
      '0c00 0700 00000000 fdffffff',
      '0800 0800 00000000',
      '0800 0900 ffffffff',
    )
    expect(encodeOperation({ type: 'addService', service: web })).toEqual({
      command: 1,
      call: 'IPVS_CMD_NEW_SERVICE',
      attributes,
    })
    expect(encodeOperation({ type: 'editService', service: web })).toEqual({
      command: 2,
      call: 'IPVS_CMD_SET_SERVICE',
      attributes,
    })
  })

  test('says persistence, flags and marks', () => {
    const service: Service = {
      id: { kind: 'fwmark', mark: 7, family: 6 },
      scheduler: 'sh',
      schedulerFlags: ['flag-1', 'flag-2'],
      onePacket: true,
      persistence: { timeoutMs: 60_000, granularity: '64', engine: 'sip' },
    }
    expect(encodeOperation({ type: 'addService', service }).attributes).toEqual(
      bytesOf(
        '4000 0180',
        '0600 0100 0a00 0000',
        '0800 0500 07000000',
        '0700 0600 736800 00',
        '0c00 0700 1d000000 fdffffff',
        '0800 0800 3c000000',
        '0800 0900 40000000',
        '0800 0b00 73697000',
      ),
    )
  })

  test('says a netmask in network order', () => {
    const persistence = { timeoutMs: 1000, granularity: '255.255.240.0', engine: undefined }
    const { attributes } = encodeOperation({ type: 'addService', service: { ...web, persistence } })
    expect(attributes?.subarray(-24)).toEqual(
      bytesOf('01000000 fdffffff  0800 0800 01000000  0800 0900 fffff000'),
    )
  })

  test('names a service to delete it', () => {
    expect(encodeOperation({ type: 'deleteService', id })).toEqual({
      command: 3,
      call: 'IPVS_CMD_DEL_SERVICE',
      attributes: bytesOf('2400 0180', key),
    })
  })

  test('adds and edits a destination with everything that it has', () => {
    const attributes = bytesOf(
      '2400 0180',
      key,
      '3c00 0280',
      '0800 0100 c6336401  0600 0200 0050 0000  0600 0b00 0200 0000',
      '0800 0300 00000000',
      numbers('01000000'),
    )
    expect(encodeOperation({ type: 'addDestination', id, destination: server })).toEqual({
      command: 5,
      call: 'IPVS_CMD_NEW_DEST',
      attributes,
    })
    expect(encodeOperation({ type: 'editDestination', id, destination: server })).toEqual({
      command: 6,
      call: 'IPVS_CMD_SET_DEST',
      attributes,
    })
  })

  test.each<[string, Destination['forwarding'], string]>([
    ['local', { method: 'local' }, '3c00 0280  KEY  0800 0300 01000000  NUMBERS'],
    ['direct', { method: 'direct' }, '3c00 0280  KEY  0800 0300 03000000  NUMBERS'],
    [
      'plain ipip, as old kernels know it',
      { method: 'tunnel', tunnel: { type: 'ipip' } },
      '3c00 0280  KEY  0800 0300 02000000  NUMBERS',
    ],
    [
      'gue',
      { method: 'tunnel', tunnel: { type: 'gue', port: 6080, checksum: 'remcsum' } },
      '5400 0280  KEY  0800 0300 02000000  NUMBERS' +
        '0500 0d00 01 000000  0600 0e00 17c0 0000  0600 0f00 0200 0000',
    ],
    [
      'gre',
      { method: 'tunnel', tunnel: { type: 'gre', checksum: 'csum' } },
      '4c00 0280  KEY  0800 0300 02000000  NUMBERS' + '0500 0d00 02 000000  0600 0f00 0100 0000',
    ],
  ])('forwards by %s', (_, forwarding, expected) => {
    const destination = { ...server, forwarding }
    const { attributes } = encodeOperation({ type: 'addDestination', id, destination })
    const ofServer = '0800 0100 c6336401  0600 0200 0050 0000  0600 0b00 0200 0000'
    expect(attributes?.subarray(36)).toEqual(
      bytesOf(expected.replace('KEY', ofServer).replace('NUMBERS', numbers('01000000'))),
    )
  })

  test('names a destination to delete it, of another family than the service', () => {
    const destination = { address: '2001:db8::1', port: 8080 }
    expect(encodeOperation({ type: 'deleteDestination', id, destination })).toEqual({
      command: 7,
      call: 'IPVS_CMD_DEL_DEST',
      attributes: bytesOf(
        '2400 0180',
        key,
        '2800 0280',
        '1400 0100 20010db8000000000000000000000001',
        '0600 0200 1f90 0000',
        '0600 0b00 0a00 0000',
      ),
    })
  })
})

describe('what is written', () => {
  test('of a service is read as it was', () => {
    fc.assert(
      fc.property(anyService, (service) => {
        const { attributes = new Uint8Array() } = encodeOperation({ type: 'addService', service })
        expect(decodeService(attributes)?.service).toEqual(service)
      }),
    )
  })

  test('of a destination is read as it was', () => {
    fc.assert(
      fc.property(anyService, anyDestination, (service, destination) => {
        const operation = { type: 'addDestination', id: service.id, destination } as const
        const { attributes = new Uint8Array() } = encodeOperation(operation)
        const family = serviceFamily(service.id)
        expect(decodeDestination(attributes, family)?.destination).toEqual(destination)
      }),
    )
  })
})
