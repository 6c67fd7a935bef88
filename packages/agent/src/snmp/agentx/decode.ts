import type { Result } from '@holdfast/core'
import type { ObjectId } from '../object-id.js'
import { packetTypes } from './packet.js'
import type { PacketHead, ReceivedPacket, SearchRange } from './packet.js'

/** The layout is drawn in encode.ts. */
export const headLength = 20
const networkByteOrder = 0x10
const nonDefaultContext = 0x08

export type PacketProblem = 'truncated' | 'version' | 'tooLong'

/** How long the packet is that begins here; undefined while its head is not there. */
export function packetLength(bytes: Uint8Array): number | undefined {
  if (bytes.length < headLength) return undefined
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return headLength + view.getUint32(16, !isNetworkOrder(bytes))
}

/** Reads a whole packet. */
export function decodePacket(bytes: Uint8Array): Result<ReceivedPacket, PacketProblem> {
  if (bytes.length < headLength) return { ok: false, error: 'truncated' }
  if (bytes[0] !== 1) return { ok: false, error: 'version' }
  const from = new Reader(bytes, !isNetworkOrder(bytes))
  from.skip(4)
  const head = { sessionId: from.word(), transactionId: from.word(), packetId: from.word() }
  from.skip(4)
  // Whoever asks in another context is answered as everybody: there is only one.
  if (((bytes[2] ?? 0) & nonDefaultContext) !== 0) from.paddedOctets()
  const packet = readPayload(from, bytes[1] ?? 0, head)
  return from.isShort ? { ok: false, error: 'truncated' } : { ok: true, value: packet }
}

function isNetworkOrder(bytes: Uint8Array): boolean {
  return ((bytes[2] ?? 0) & networkByteOrder) !== 0
}

function readPayload(from: Reader, type: number, head: PacketHead): ReceivedPacket {
  switch (type) {
    case packetTypes.response: {
      from.skip(4)
      return { head, kind: 'response', error: from.halfWord() }
    }
    case packetTypes.get:
      return { head, kind: 'get', ranges: readRanges(from) }
    case packetTypes.getNext:
      return { head, kind: 'getNext', ranges: readRanges(from) }
    case packetTypes.getBulk: {
      const [nonRepeaters, maxRepetitions] = [from.halfWord(), from.halfWord()]
      return { head, kind: 'getBulk', nonRepeaters, maxRepetitions, ranges: readRanges(from) }
    }
    case packetTypes.testSet:
      return { head, kind: 'testSet' }
    case packetTypes.commitSet:
      return { head, kind: 'commitSet' }
    case packetTypes.undoSet:
      return { head, kind: 'undoSet' }
    case packetTypes.cleanupSet:
      return { head, kind: 'cleanupSet' }
    case packetTypes.close:
      return { head, kind: 'close' }
    default:
      return { head, kind: 'unknown' }
  }
}

function readRanges(from: Reader): readonly SearchRange[] {
  const ranges: SearchRange[] = []
  while (from.left > 0) {
    const { id: start, include } = from.objectId()
    const { id: end } = from.objectId()
    ranges.push({ start, include, end })
  }
  return ranges
}

/** What is not there is read as 0, and remembered: one look at the end is enough. */
class Reader {
  readonly #view: DataView
  readonly #littleEndian: boolean
  #at = 0
  isShort = false

  constructor(bytes: Uint8Array, littleEndian: boolean) {
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
    this.#littleEndian = littleEndian
  }

  get left(): number {
    return this.#view.byteLength - this.#at
  }

  skip(count: number): number {
    const at = this.#at
    if (count > this.left) {
      this.isShort = true
      this.#at = this.#view.byteLength
      return -1
    }
    this.#at += count
    return at
  }

  octet(): number {
    const at = this.skip(1)
    return at < 0 ? 0 : this.#view.getUint8(at)
  }

  halfWord(): number {
    const at = this.skip(2)
    return at < 0 ? 0 : this.#view.getUint16(at, this.#littleEndian)
  }

  word(): number {
    const at = this.skip(4)
    return at < 0 ? 0 : this.#view.getUint32(at, this.#littleEndian)
  }

  paddedOctets(): void {
    const length = this.word()
    this.skip(Math.ceil(length / 4) * 4)
  }

  objectId(): { readonly id: ObjectId; readonly include: boolean } {
    const [count, prefix, include] = [this.octet(), this.octet(), this.octet() !== 0]
    this.skip(1)
    const id = prefix === 0 ? [] : [1, 3, 6, 1, prefix]
    for (let number = 0; number < count; number++) id.push(this.word())
    return { id, include }
  }
}
