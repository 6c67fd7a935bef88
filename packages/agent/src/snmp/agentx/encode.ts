import type { ObjectId } from '../object-id.js'
import type { Binding, SnmpValue } from '../value.js'
import { packetTypes } from './packet.js'
import type { SentPacket } from './packet.js'

// RFC 2741 6.1, in network byte order:
//
//  0                   1                   2                   3
//  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
// +---------------+---------------+---------------+---------------+
// |  version (1)  |     type      |     flags     |   reserved    |
// +---------------+---------------+---------------+---------------+
// |                           sessionID                           |
// |                         transactionID                         |
// |                           packetID                            |
// |                        payload length                         |
// +---------------------------------------------------------------+

/** All numbers in network byte order (RFC 2741 6.1.1). */
const networkByteOrder = 0x10
/** Seconds that the master waits for an answer. */
const answerWithin = 5
/** RFC 2741 6.2.3: what everybody has who has no reason for another one. */
const defaultPriority = 127
/** RFC 2741 6.2.2. */
const reasonShutdown = 5

const valueTypes: Readonly<Record<SnmpValue['kind'], number>> = {
  integer: 2,
  octets: 4,
  objectId: 6,
  ipAddress: 64,
  counter32: 65,
  gauge32: 66,
  timeTicks: 67,
  counter64: 70,
  noSuchObject: 128,
  noSuchInstance: 129,
  endOfMibView: 130,
}

export function encodePacket(packet: SentPacket): Uint8Array {
  const { sessionId, transactionId, packetId } = packet.head
  const payload = new Writer()
  writePayload(payload, packet)
  const whole = new Writer()
  whole.octets(1, packetTypes[packet.kind], networkByteOrder, 0)
  for (const word of [sessionId, transactionId, packetId, payload.bytes.length]) whole.word(word)
  return Uint8Array.from([...whole.bytes, ...payload.bytes])
}

function writePayload(to: Writer, packet: SentPacket): void {
  switch (packet.kind) {
    case 'open':
      to.octets(answerWithin, 0, 0, 0)
      writeObjectId(to, [])
      writeOctets(to, new TextEncoder().encode(packet.description))
      return
    case 'close':
      to.octets(reasonShutdown, 0, 0, 0)
      return
    case 'register':
      to.octets(answerWithin, defaultPriority, 0, 0)
      writeObjectId(to, packet.subtree)
      return
    case 'notify':
      for (const binding of packet.bindings) writeBinding(to, binding)
      return
    case 'response':
      // The time is the master's to say.
      to.word(0)
      to.halfWord(packet.error)
      to.halfWord(packet.index)
      for (const binding of packet.bindings) writeBinding(to, binding)
  }
}

function writeBinding(to: Writer, { id, value }: Binding): void {
  to.halfWord(valueTypes[value.kind])
  to.halfWord(0)
  writeObjectId(to, id)
  switch (value.kind) {
    case 'integer':
    case 'counter32':
    case 'gauge32':
    case 'timeTicks':
      to.word(value.value)
      return
    case 'counter64':
      to.word(Math.floor(value.value / 2 ** 32))
      to.word(value.value)
      return
    case 'octets':
    case 'ipAddress':
      writeOctets(to, value.bytes)
      return
    case 'objectId':
      writeObjectId(to, value.id)
      return
    case 'noSuchObject':
    case 'noSuchInstance':
    case 'endOfMibView':
  }
}

/** RFC 2741 5.1: 1.3.6.1 and one small number are worth a single octet. */
function writeObjectId(to: Writer, id: ObjectId): void {
  const [a, b, c, d, prefix = 0] = id
  const isInternet = a === 1 && b === 3 && c === 6 && d === 1 && prefix > 0 && prefix < 256
  const rest = isInternet ? id.slice(5) : id
  to.octets(rest.length, isInternet ? prefix : 0, 0, 0)
  for (const number of rest) to.word(number)
}

/** RFC 2741 5.3: filled up to whole words. */
function writeOctets(to: Writer, bytes: Uint8Array): void {
  to.word(bytes.length)
  to.octets(...bytes)
  while (to.bytes.length % 4 !== 0) to.octets(0)
}

class Writer {
  readonly bytes: number[] = []

  octets(...values: readonly number[]): void {
    this.bytes.push(...values)
  }

  halfWord(value: number): void {
    this.bytes.push((value >>> 8) & 255, value & 255)
  }

  /** The lower 32 bits. */
  word(value: number): void {
    this.bytes.push((value >>> 24) & 255, (value >>> 16) & 255, (value >>> 8) & 255, value & 255)
  }
}
