import type { Result } from '@holdfast/core'
import { errnoName } from '../native/check.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import { readNetlinkPort } from '../socket/sockaddr.js'
import type { LinuxSocket, ReceiveBatch } from '../socket/socket.js'
import { SystemCallError } from '../system-call-error.js'
import { NLM_F_ACK, NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP } from './constants.js'
import { decodeAcknowledgement, decodeEndOfDump, decodeMessages } from './message.js'
import type { NetlinkMessage, Verdict } from './message.js'

/** A message that is ready but for its sequence number, and what to call it in an error. */
export interface NetlinkRequest {
  /** Made by MessageWriter, with NLM_F_REQUEST, and NLM_F_DUMP for a dump. */
  readonly bytes: Uint8Array
  /** `RTM_NEWADDR` */
  readonly call: string
  /** `192.0.2.10/32` */
  readonly about?: string
}

/** What the kernel answered before its acknowledgement; mostly nothing. */
export type NetlinkReply = Result<readonly NetlinkMessage[], SystemCallError>

/** How many requests may wait for their acknowledgement: each costs some 800 bytes of the buffer. */
const requestsInFlight = 128
/** The kernel fills at most 32 KiB at a time, unless one message alone is longer. */
const usualSlotSize = 32 << 10
const largestSlotSize = 1 << 20
/** A table that changes faster than it is read is given up. */
const dumpAttempts = 10

interface Dump {
  readonly messages: NetlinkMessage[]
  isInterrupted: boolean
  isTruncated: boolean
}

/** What became of what the kernel sent. */
interface Reception {
  /** A message had no room. */
  readonly isTruncated: boolean
  /** Messages were lost. */
  readonly isCutShort: boolean
}

/**
 * Requests to the kernel, synchronously: it works a request off within the send, so its answer
 * already waits when send returns.
 */
export class NetlinkSocket {
  readonly #socket: LinuxSocket
  readonly #makeRoom: (slots: number, slotSize: number) => ReceiveBatch
  #room: ReceiveBatch
  #slotSize: number = usualSlotSize
  #sequence = 0

  constructor(socket: LinuxSocket, makeRoom: (slots: number, slotSize: number) => ReceiveBatch) {
    this.#socket = socket
    this.#makeRoom = makeRoom
    this.#room = makeRoom(16, usualSlotSize)
  }

  /** One request; throws SystemCallError when the kernel refuses it. */
  request(request: NetlinkRequest): readonly NetlinkMessage[] {
    const [reply] = this.requestAll([request])
    if (reply === undefined) throw new SystemCallError(request.call, 'EPROTO', request.about)
    if (!reply.ok) throw reply.error
    return reply.value
  }

  /**
   * Requests in order, one reply for each; one that fails does not stop those after it. Throws
   * SystemCallError when the socket itself fails.
   */
  requestAll(requests: readonly NetlinkRequest[]): readonly NetlinkReply[] {
    const replies: NetlinkReply[] = []
    for (let at = 0; at < requests.length; at += requestsInFlight) {
      replies.push(...this.#requestBatch(requests.slice(at, at + requestsInFlight)))
    }
    return replies
  }

  /**
   * Reads a whole table, again when it changed meanwhile. Throws SystemCallError, EBUSY when it
   * never stood still.
   */
  dump(request: NetlinkRequest): readonly NetlinkMessage[] {
    for (let attempt = 0; attempt < dumpAttempts; attempt++) {
      const dump = this.#dumpOnce(request)
      if (dump.isTruncated) this.#enlarge(request)
      else if (!dump.isInterrupted) return dump.messages
    }
    throw new SystemCallError(request.call, 'EBUSY', request.about, 'the table keeps changing')
  }

  close(): void {
    this.#socket.close()
  }

  /**
   * Only the last one is to be acknowledged. The kernel works them off in order and tells of those
   * that fail without being asked, so that silence about the others means that they worked.
   */
  #requestBatch(requests: readonly NetlinkRequest[]): readonly NetlinkReply[] {
    const first = this.#firstSequence()
    const verdicts: (Verdict | undefined)[] = requests.map(() => undefined)
    const answers: NetlinkMessage[][] = requests.map(() => [])
    const last = requests.length - 1
    // One datagram may carry many requests: one system call for all of them.
    this.#socket.send(
      joined(requests.map((request, index) => this.#numbered(request, index === last))),
    )
    const { isCutShort } = this.#receiveUntil((message) => {
      const index = message.sequence - first
      if (index < 0 || index > last) return false
      if (message.type !== NLMSG_ERROR) {
        if (message.type !== NLMSG_NOOP) answers[index]?.push(copyOf(message))
        return false
      }
      verdicts[index] ??= decodeAcknowledgement(message)
      return verdicts[last] !== undefined
    })
    const silence = isCutShort || verdicts[last] === undefined ? lostVerdict : worked
    return requests.map((request, index) =>
      replyOf(request, verdicts[index] ?? silence, answers[index] ?? []),
    )
  }

  #dumpOnce(request: NetlinkRequest): Dump {
    const dump: Dump = { messages: [], isInterrupted: false, isTruncated: false }
    const sequence = this.#firstSequence()
    this.#socket.send(this.#numbered(request, false))
    let end: Verdict | undefined
    const { isTruncated } = this.#receiveUntil((message) => {
      if (message.sequence !== sequence) return false
      if ((message.flags & NLM_F_DUMP_INTR) !== 0) dump.isInterrupted = true
      if (message.type === NLMSG_DONE) end = decodeEndOfDump(message)
      else if (message.type === NLMSG_ERROR) end = decodeAcknowledgement(message) ?? { errno: 0 }
      else if (message.type !== NLMSG_NOOP) dump.messages.push(copyOf(message))
      return end !== undefined
    })
    dump.isTruncated = isTruncated
    if (end === undefined) dump.isInterrupted = true
    else if (end.errno !== 0) throw errorOf(request, end)
    return dump
  }

  /** Starts again before a batch would run out of 32 bits; 0 is for messages that answer nothing. */
  #firstSequence(): number {
    if (this.#sequence > 0xffff_0000) this.#sequence = 0
    return this.#sequence + 1
  }

  #numbered({ bytes }: NetlinkRequest, isToBeAcknowledged: boolean): Uint8Array {
    this.#sequence += 1
    const view = viewOf(bytes)
    const flags = view.getUint16(6, isLittleEndian) & ~NLM_F_ACK
    view.setUint16(6, isToBeAcknowledged ? flags | NLM_F_ACK : flags, isLittleEndian)
    view.setUint32(8, this.#sequence, isLittleEndian)
    return bytes
  }

  /** Passes on what the kernel sent until `isOver` or nothing waits. */
  #receiveUntil(isOver: (message: NetlinkMessage) => boolean): Reception {
    let isTruncated = false
    let isCutShort = false
    let isDone = false
    while (!isDone) {
      const count = this.#receive(() => (isCutShort = true))
      if (count === 0) break
      for (let index = 0; index < count; index++) {
        if (readNetlinkPort(this.#room.address(index)) !== 0) continue
        if (this.#room.isTruncated(index)) isTruncated = true
        for (const message of decodeMessages(this.#room.bytes(index))) {
          if (isOver(message)) isDone = true
        }
      }
    }
    return { isTruncated, isCutShort }
  }

  #receive(onLoss: () => void): number {
    for (;;) {
      try {
        return this.#socket.receive(this.#room)
      } catch (error) {
        // Answers were lost; those that were not can still be read.
        if (!(error instanceof SystemCallError) || error.errno !== 'ENOBUFS') throw error
        onLoss()
      }
    }
  }

  #enlarge(request: NetlinkRequest): void {
    this.#slotSize *= 2
    if (this.#slotSize > largestSlotSize) {
      throw new SystemCallError(request.call, 'EMSGSIZE', request.about)
    }
    this.#room = this.#makeRoom(4, this.#slotSize)
  }
}

function replyOf(
  request: NetlinkRequest,
  verdict: Verdict,
  answers: readonly NetlinkMessage[],
): NetlinkReply {
  if (verdict.errno === 0) return { ok: true, value: answers }
  return { ok: false, error: errorOf(request, verdict) }
}

const worked: Verdict = { errno: 0 }

/** The kernel has done it or not: what it said of it was lost. */
const lostVerdict: Verdict = { errno: 105 /* ENOBUFS */, text: 'the answer was lost' }

function errorOf({ call, about }: NetlinkRequest, { errno, text }: Verdict): SystemCallError {
  return new SystemCallError(call, errnoName(errno), about, text)
}

/** A message outlives the room it was received into. */
function copyOf(message: NetlinkMessage): NetlinkMessage {
  return { ...message, payload: message.payload.slice() }
}

function joined(messages: readonly Uint8Array[]): Uint8Array {
  const [only] = messages
  if (only !== undefined && messages.length === 1) return only
  const length = messages.reduce((sum, message) => sum + ((message.length + 3) & ~3), 0)
  const bytes = new Uint8Array(length)
  let at = 0
  for (const message of messages) {
    bytes.set(message, at)
    at += (message.length + 3) & ~3
  }
  return bytes
}
