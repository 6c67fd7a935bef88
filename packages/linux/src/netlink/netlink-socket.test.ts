import { describe, expect, test } from 'vitest'
import { ScriptedBatch, ScriptedSocket } from '../testing/scripted-socket.js'
import type { ScriptedDatagram } from '../testing/scripted-socket.js'
import { SystemCallError } from '../system-call-error.js'
import { decodeMessages } from './message.js'
import { MessageWriter } from './message-writer.js'
import { NetlinkSocket } from './netlink-socket.js'
import type { NetlinkRequest } from './netlink-socket.js'

const requestOf = (type: number): NetlinkRequest => ({
  bytes: new MessageWriter(type, 5).u32(7).finish(),
  call: 'RTM_NEWADDR',
  about: `number ${type}`,
})

/** A message of the kernel with one word of payload for each of `words`. */
function message(type: number, flags: number, sequence: number, ...words: number[]): Uint8Array {
  const writer = new MessageWriter(type, flags)
  for (const word of words) writer.u32(word >>> 0)
  const bytes = writer.finish()
  new DataView(bytes.buffer).setUint32(
    8,
    sequence,
    new Uint8Array(Uint16Array.of(1).buffer)[0] === 1,
  )
  return bytes
}

const ack = (sequence: number, errno = 0): ScriptedDatagram => ({
  bytes: message(2, 0x100, sequence, -errno, 0, 0, 0, 0),
})
const end = (sequence: number, errno = 0): ScriptedDatagram => ({
  bytes: message(3, 2, sequence, -errno),
})
const row = (sequence: number, value: number, flags = 2): ScriptedDatagram => ({
  bytes: message(20, flags, sequence, value),
})

function setUp(): { socket: ScriptedSocket; netlink: NetlinkSocket } {
  const socket = new ScriptedSocket()
  return { socket, netlink: new NetlinkSocket(socket, ScriptedBatch.of) }
}

const sequencesOf = (sent: Uint8Array): number[] =>
  decodeMessages(sent).map(({ sequence }) => sequence)

const values = (rows: readonly { payload: Uint8Array }[]): number[] =>
  rows.map(({ payload }) => payload[0] ?? -1)

describe('requests', () => {
  test('go out together and each gets its own answer', () => {
    const { socket, netlink } = setUp()
    // Not in order, with one of somebody else's and one of no sense between them.
    socket.answer = () => [
      ack(3),
      ack(99, 1),
      { bytes: Uint8Array.of(1, 2, 3) },
      ack(1),
      ack(2, 17),
    ]
    const replies = netlink.requestAll([requestOf(1), requestOf(2), requestOf(3)])
    expect(socket.sent.map(sequencesOf)).toEqual([[1, 2, 3]])
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.message))).toEqual([
      'ok',
      'RTM_NEWADDR number 2: EEXIST',
      'ok',
    ])
  })

  test('are acknowledged by the last one; of the others only those that failed are told', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [ack(2, 17), ack(4)]
    const replies = netlink.requestAll([1, 2, 3, 4].map(requestOf))
    // NLM_F_REQUEST, and NLM_F_ACK of the last one: requestOf has set it in all of them.
    expect(socket.sent.map((sent) => decodeMessages(sent).map(({ flags }) => flags))).toEqual([
      [1, 1, 1, 5],
    ])
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.errno))).toEqual([
      'ok',
      'EEXIST',
      'ok',
      'ok',
    ])
  })

  test('without the last acknowledgement may have failed', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [ack(1, 17)]
    const replies = netlink.requestAll([requestOf(1), requestOf(2), requestOf(3)])
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.errno))).toEqual([
      'EEXIST',
      'ENOBUFS',
      'ENOBUFS',
    ])
  })

  test('are at most 128 at a time', () => {
    const { socket, netlink } = setUp()
    socket.answer = (sent) => sequencesOf(sent).map((sequence) => ack(sequence))
    const replies = netlink.requestAll(Array.from({ length: 300 }, (_, type) => requestOf(type)))
    expect(socket.sent.map((sent) => sequencesOf(sent).length)).toEqual([128, 128, 44])
    expect(replies.filter((reply) => reply.ok)).toHaveLength(300)
  })

  test('whose answer was lost are failures, the others are not', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [ack(1), new SystemCallError('recvmmsg', 'ENOBUFS'), ack(3)]
    const replies = netlink.requestAll([requestOf(1), requestOf(2), requestOf(3)])
    expect(replies.map((reply) => (reply.ok ? 'ok' : reply.error.message))).toEqual([
      'ok',
      'RTM_NEWADDR number 2: ENOBUFS (the answer was lost)',
      'ok',
    ])
  })

  test('are not answered by another process', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [{ ...ack(1), port: 4711 }, ack(1, 1)]
    expect(() => netlink.request(requestOf(1))).toThrow('RTM_NEWADDR number 1: EPERM')
  })

  test('may have an answer before their acknowledgement', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [row(1, 42, 0), ack(1)]
    expect(values(netlink.request(requestOf(1)))).toEqual([42])
  })

  test('throw when the socket fails, and the next one works', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [new SystemCallError('recvmmsg', 'ENOMEM')]
    expect(() => netlink.request(requestOf(1))).toThrow('recvmmsg: ENOMEM')
    // The late answer of the first is not taken for that of the second.
    socket.answer = () => [ack(1, 22), ack(2)]
    expect(netlink.request(requestOf(1))).toEqual([])
  })

  test('an errno without a name has its number', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [ack(1, 524)]
    expect(() => netlink.request(requestOf(1))).toThrow('RTM_NEWADDR number 1: E524')
  })
})

describe('a dump', () => {
  test('is read to its end, across many datagrams', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [
      ...Array.from({ length: 40 }, (_, value) => row(1, value)),
      row(9, 99),
      end(1),
    ]
    const rows = netlink.dump(requestOf(22))
    expect(values(rows)).toEqual(Array.from({ length: 40 }, (_, value) => value))
  })

  test('is read again when the table changed meanwhile', () => {
    const { socket, netlink } = setUp()
    socket.answer = (sent) => {
      const [sequence = 0] = sequencesOf(sent)
      const flags = sequence < 3 ? 0x12 : 2
      return [row(sequence, sequence, flags), end(sequence)]
    }
    expect(values(netlink.dump(requestOf(22)))).toEqual([3])
  })

  test('that never ends well is given up', () => {
    const { socket, netlink } = setUp()
    socket.answer = (sent) => [row(sequencesOf(sent)[0] ?? 0, 1, 0x12)]
    expect(() => netlink.dump(requestOf(22))).toThrow(
      'RTM_NEWADDR number 22: EBUSY (the table keeps changing)',
    )
    expect(socket.sent).toHaveLength(10)
  })

  test('may end in an error, as may its beginning', () => {
    const { socket, netlink } = setUp()
    socket.answer = () => [row(1, 1), end(1, 19)]
    expect(() => netlink.dump(requestOf(22))).toThrow('RTM_NEWADDR number 22: ENODEV')
    socket.answer = () => [ack(2, 95)]
    expect(() => netlink.dump(requestOf(22))).toThrow(/ENOTSUP|EOPNOTSUPP/)
  })

  test('with a message longer than a slot is read again with more room', () => {
    const { socket, netlink } = setUp()
    const long = (sequence: number): ScriptedDatagram => ({
      bytes: message(20, 2, sequence, ...Array.from({ length: 20_000 }, () => 5)),
    })
    socket.answer = (sent) => {
      const [sequence = 0] = sequencesOf(sent)
      return [long(sequence), end(sequence)]
    }
    const rows = netlink.dump(requestOf(22))
    expect(rows.map(({ payload }) => payload.length)).toEqual([80_000])
    // 32 KiB, 64 KiB, 128 KiB
    expect(socket.sent).toHaveLength(3)
  })
})
