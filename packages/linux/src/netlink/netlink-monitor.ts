import { readNetlinkPort } from '../socket/sockaddr.js'
import type { LinuxSocket, ReceiveBatch } from '../socket/socket.js'
import { decodeMessages } from './message.js'
import type { NetlinkMessage } from './message.js'

export interface MonitorCallbacks {
  /** The message is valid only until the callback returns. */
  readonly onMessage: (message: NetlinkMessage) => void
  /** Messages were lost: whatever was known must be read again. */
  readonly onOverrun: () => void
}

/** How often one turn of the event loop reads before others get theirs. */
const readsPerTurn = 32
const drainLimit = 2000

/**
 * Hears what the kernel tells to multicast groups. When the socket's buffer overflows, the kernel
 * throws away what comes until everything in the buffer was read; what was in it is from before the
 * loss, and would undo what a fresh read of the tables says. So it is thrown away too, and
 * `onOverrun` comes when the buffer is empty: what is told after it is news.
 */
export class NetlinkMonitor {
  readonly #socket: LinuxSocket
  readonly #room: ReceiveBatch
  readonly #callbacks: MonitorCallbacks
  /** The message that a callback looks at lies in the room that the next one would be read to. */
  #isReading = false

  constructor(socket: LinuxSocket, room: ReceiveBatch, callbacks: MonitorCallbacks) {
    this.#socket = socket
    this.#room = room
    this.#callbacks = callbacks
    socket.onReadable(() => this.#read(readsPerTurn))
    socket.unref()
  }

  close(): void {
    this.#socket.onReadable(undefined)
    this.#socket.close()
  }

  /** Delivers what waits, before this returns; but not from within a callback. */
  catchUp(): void {
    if (!this.#isReading) this.#read(drainLimit)
  }

  #read(mostReads: number): void {
    this.#isReading = true
    try {
      for (let reads = 0; reads < mostReads && !this.#socket.isClosed; reads++) {
        const count = this.#receive()
        if (count === undefined || !this.#deliver(count)) return this.#overrun()
        if (count < this.#room.slots) return
      }
    } finally {
      this.#isReading = false
    }
  }

  /** Undefined when messages were lost: ENOBUFS, or whatever else ails the socket. */
  #receive(): number | undefined {
    try {
      return this.#socket.receive(this.#room)
    } catch {
      return undefined
    }
  }

  /** Whether every message was whole. */
  #deliver(count: number): boolean {
    for (let index = 0; index < count; index++) {
      if (readNetlinkPort(this.#room.address(index)) !== 0) continue
      if (this.#room.isTruncated(index)) return false
      for (const message of decodeMessages(this.#room.bytes(index))) {
        this.#callbacks.onMessage(message)
        // A callback may have closed us.
        if (this.#socket.isClosed) return true
      }
    }
    return true
  }

  #overrun(): void {
    // As long as something waits the kernel adds nothing, so this ends long before its limit.
    for (let reads = 0; reads < drainLimit && this.#receive() !== 0; reads++);
    this.#callbacks.onOverrun()
  }
}
