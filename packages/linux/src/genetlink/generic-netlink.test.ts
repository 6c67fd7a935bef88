import { describe, expect, test } from 'vitest'
import { NetlinkSocket } from '../netlink/netlink-socket.js'
import { isLittleEndian } from '../socket/host-order.js'
import { bytesOf } from '../testing/bytes-of.js'
import { ScriptedBatch, ScriptedSocket } from '../testing/scripted-socket.js'
import { decodeFamily } from './family-codec.js'
import { encodeAttributes, GenericNetlink } from './generic-netlink.js'

// The answer of Linux for a family with one multicast group.
const familyAttributes =
  '0900 0200 4950565300 000000  0600 0100 2600 0000  0800 0300 01000000  0800 0400 00000000' +
  '1c00 0780  1800 0180  0800 0200 07000000  0900 0100 6e65777300 000000'

const ack = (sequence: string, errno: string): Uint8Array =>
  bytesOf('24000000 0200 0001', sequence, '01000000', errno, '10000000 0000 0000 00000000 00000000')

function setUp(): { socket: ScriptedSocket; generic: GenericNetlink } {
  const socket = new ScriptedSocket()
  return { socket, generic: new GenericNetlink(new NetlinkSocket(socket, ScriptedBatch.of)) }
}

describe.runIf(isLittleEndian)('generic netlink, on a little-endian machine', () => {
  test('a family is asked for by its name, once', () => {
    const { socket, generic } = setUp()
    socket.answer = () => [
      { bytes: bytesOf('54000000 1000 0000 01000000 01000000  01 02 0000', familyAttributes) },
      { bytes: ack('01000000', '00000000') },
    ]
    const family = generic.family('IPVS', 'ip_vs')
    expect(socket.sent).toEqual([
      bytesOf('20000000 1000 0500 01000000 00000000  03 02 0000  0900 0200 4950565300 000000'),
    ])
    expect(family).toEqual({ name: 'IPVS', id: 38, version: 1, groups: new Map([['news', 7]]) })
    expect(generic.family('IPVS')).toBe(family)
    expect(socket.sent).toHaveLength(1)
  })

  test('a family that is absent says which kernel module is missing', () => {
    const { socket, generic } = setUp()
    socket.answer = () => [{ bytes: ack('01000000', 'feffffff') }]
    expect(() => generic.family('IPVS', 'ip_vs')).toThrow(
      'CTRL_CMD_GETFAMILY IPVS: ENOENT (kernel module ip_vs is not loaded)',
    )
  })

  test('another refusal is what it is', () => {
    const { socket, generic } = setUp()
    socket.answer = () => [{ bytes: ack('01000000', 'ffffffff') }]
    expect(() => generic.family('IPVS', 'ip_vs')).toThrow('CTRL_CMD_GETFAMILY IPVS: EPERM')
  })

  test('an answer that makes no sense is an error', () => {
    const { socket, generic } = setUp()
    socket.answer = () => [
      { bytes: bytesOf('14000000 1000 0000 01000000 01000000 01020000') },
      { bytes: ack('01000000', '00000000') },
    ]
    expect(() => generic.family('IPVS')).toThrow('CTRL_CMD_GETFAMILY IPVS: EPROTO')
  })

  test('requests and dumps carry and return bytes of attributes', () => {
    const { socket, generic } = setUp()
    const family = { name: 'IPVS', id: 38, version: 1, groups: new Map<string, number>() }
    const attributes = encodeAttributes((writer) => writer.u32Attribute(1, 5))
    expect(attributes).toEqual(bytesOf('0800 0100 05000000'))
    socket.answer = () => [
      { bytes: bytesOf('1c000000 2600 0200 01000000 01000000 01010000 0800 0100 09000000') },
      { bytes: bytesOf('14000000 0300 0200 01000000 01000000 00000000') },
    ]
    const rows = generic.dump(family, { command: 4, attributes, call: 'IPVS_CMD_GET_SERVICE' })
    expect(rows).toEqual([bytesOf('0800 0100 09000000')])
    expect(socket.sent).toEqual([
      bytesOf('1c000000 2600 0103 01000000 00000000  04 01 0000  0800 0100 05000000'),
    ])
    socket.answer = () => [
      { bytes: ack('02000000', '00000000') },
      { bytes: ack('03000000', 'efffffff') },
    ]
    const request = { command: 1, attributes, call: 'IPVS_CMD_NEW_SERVICE', about: '192.0.2.10' }
    const replies = generic.requestAll(family, [request, request])
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.message))).toEqual([
      'ok',
      'IPVS_CMD_NEW_SERVICE 192.0.2.10: EEXIST',
    ])
  })

  test('an answer without a number or a name is no family', () => {
    expect(decodeFamily(bytesOf('0900 0200 4950565300 000000'))).toBeUndefined()
    expect(decodeFamily(bytesOf('0600 0100 2600 0000'))).toBeUndefined()
    expect(decodeFamily(bytesOf(''))).toBeUndefined()
  })
})
