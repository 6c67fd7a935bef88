import type { Result } from '@holdfast/core'
import { errnoName } from '../native/check.js'
import { isLittleEndian, viewOf } from '../socket/host-order.js'
import { readNetlinkPort } from '../socket/sockaddr.js'
import type { LinuxSocket, ReceiveBatch } from '../socket/socket.js'
import { SystemCallError } from '../system-call-error.js'
import { NLM_F_DUMP_INTR, NLMSG_DONE, NLMSG_ERROR, NLMSG_NOOP } from './constants.js'
import { decodeAcknowledgement, decodeEndOfDump, decodeMessages } from './message.js'
import type { NetlinkMessage, Verdict } from './message.js'

/** A message that is ready but for its sequence number, and what to call it in an error. */
export interface NetlinkRequest {
  /** Made by MessageWriter, with NLM_F_REQUEST and either NLM_F_ACK or NLM_F_DUMP. */
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

  #requestBatch(requests: readonly NetlinkRequest[]): readonly NetlinkReply[] {
    const first = this.#firstSequence()
    const verdicts: (Verdict | undefined)[] = requests.map(() => undefined)
    const answers: NetlinkMessage[][] = requests.map(() => [])
    // One datagram may carry many requests: one system call for all of them.
    this.#socket.send(joined(requests.map((request) => this.#numbered(request))))
    let missing = requests.length
    this.#receiveUntil((message) => {
      const index = message.sequence - first
      if (index < 0 || index >= requests.length) return false
      if (message.type !== NLMSG_ERROR) {
        if (message.type !== NLMSG_NOOP) answers[index]?.push(copyOf(message))
        return false
      }
      const verdict = decodeAcknowledgement(message)
      if (verdict === undefined || verdicts[index] !== undefined) return false
      verdicts[index] = verdict
      missing -= 1
      return missing === 0
    })
    return requests.map((request, index) => replyOf(request, verdicts[index], answers[index] ?? []))
  }

  #dumpOnce(request: NetlinkRequest): Dump {
    const dump: Dump = { messages: [], isInterrupted: false, isTruncated: false }
    const sequence = this.#firstSequence()
    this.#socket.send(this.#numbered(request))
    let end: Verdict | undefined
    dump.isTruncated = this.#receiveUntil((message) => {
      if (message.sequence !== sequence) return false
      if ((message.flags & NLM_F_DUMP_INTR) !== 0) dump.isInterrupted = true
      if (message.type === NLMSG_DONE) end = decodeEndOfDump(message)
      else if (message.type === NLMSG_ERROR) end = decodeAcknowledgement(message) ?? { errno: 0 }
      else if (message.type !== NLMSG_NOOP) dump.messages.push(copyOf(message))
      return end !== undefined
    })
    if (end === undefined) dump.isInterrupted = true
    else if (end.errno !== 0) throw errorOf(request, end)
    return dump
  }

  /** Starts again before a batch would run out of 32 bits; 0 is for messages that answer nothing. */
  #firstSequence(): number {
    if (this.#sequence > 0xffff_0000) this.#sequence = 0
    return this.#sequence + 1
  }

  #numbered({ bytes }: NetlinkRequest): Uint8Array {
    this.#sequence += 1
    viewOf(bytes).setUint32(8, this.#sequence, isLittleEndian)
    return bytes
  }

  /** Passes on what the kernel sent until `isOver` or nothing waits; whether something was cut. */
  #receiveUntil(isOver: (message: NetlinkMessage) => boolean): boolean {
    let isTruncated = false
    let isDone = false
    while (!isDone) {
      const count = this.#receive()
      if (count === 0) return isTruncated
      for (let index = 0; index < count; index++) {
        if (readNetlinkPort(this.#room.address(index)) !== 0) continue
        if (this.#room.isTruncated(index)) isTruncated = true
        for (const message of decodeMessages(this.#room.bytes(index))) {
          if (isOver(message)) isDone = true
        }
      }
    }
    return isTruncated
  }

  #receive(): number {
    for (;;) {
      try {
        return this.#socket.receive(this.#room)
      } catch (error) {
        // Answers were lost; those that were not can still be read.
        if (!(error instanceof SystemCallError) || error.errno !== 'ENOBUFS') throw error
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
  verdict: Verdict | undefined,
  answers: readonly NetlinkMessage[],
): NetlinkReply {
  if (verdict?.errno === 0) return { ok: true, value: answers }
  return { ok: false, error: errorOf(request, verdict ?? lostVerdict) }
}

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
