import type { LinuxSocket, ReceiveBatch } from '../socket/socket.js'

/** One thing that a read finds: a datagram, or an error that is thrown. */
export interface ScriptedDatagram {
  readonly bytes: Uint8Array
  /** The sender's port; 0, the kernel, by default. */
  readonly port?: number
}

/**
 * A netlink socket without a kernel: `answer` says what can be read after each send. Datagrams
 * longer than a slot are cut as the kernel cuts them.
 */
export class ScriptedSocket implements LinuxSocket {
  isClosed = false
  readonly sent: Uint8Array[] = []
  readonly waiting: (ScriptedDatagram | Error)[] = []
  answer: (request: Uint8Array) => readonly (ScriptedDatagram | Error)[] = () => []
  #readable: (() => void) | undefined

  send(bytes: Uint8Array): void {
    this.sent.push(bytes.slice())
    this.waiting.push(...this.answer(bytes))
  }

  receive(batch: ReceiveBatch): number {
    if (!(batch instanceof ScriptedBatch)) throw new TypeError('not a batch of this socket')
    let count = 0
    for (; count < batch.slots; count++) {
      const next = this.waiting[0]
      if (next === undefined || (next instanceof Error && count > 0)) break
      this.waiting.shift()
      if (next instanceof Error) throw next
      batch.put(count, next)
    }
    return count
  }

  /** Something can be read: as the event loop would say. */
  wake(): void {
    this.#readable?.()
  }

  onReadable(callback: (() => void) | undefined): void {
    this.#readable = callback
  }

  close(): void {
    this.isClosed = true
  }

  release(): number {
    this.isClosed = true
    return 3
  }

  bind(): void {
    return
  }

  connect(): void {
    return
  }

  setOption(): void {
    return
  }

  getOption(): Uint8Array {
    return new Uint8Array(4)
  }

  attachFilter(): void {
    return
  }

  sendBatch(messages: readonly Uint8Array[]): number {
    for (const message of messages) this.send(message)
    return messages.length
  }

  ref(): void {
    return
  }

  unref(): void {
    return
  }
}

/** Room for what a ScriptedSocket gives; pass `ScriptedBatch.of` where batches are made. */
export class ScriptedBatch implements ReceiveBatch {
  static readonly of = (slots: number, slotSize: number): ScriptedBatch =>
    new ScriptedBatch(slots, slotSize)

  readonly slots: number
  readonly slotSize: number
  readonly #data: Uint8Array
  readonly #datagrams: ScriptedDatagram[] = []

  constructor(slots: number, slotSize: number) {
    this.slots = slots
    this.slotSize = slotSize
    this.#data = new Uint8Array(slots * slotSize)
  }

  put(index: number, datagram: ScriptedDatagram): void {
    this.#datagrams[index] = datagram
    this.#data.set(datagram.bytes.subarray(0, this.slotSize), index * this.slotSize)
  }

  /** A view of room that is used again, so that who keeps it is found out. */
  bytes(index: number): Uint8Array {
    const length = Math.min(this.slotSize, this.#datagrams[index]?.bytes.length ?? 0)
    return this.#data.subarray(index * this.slotSize, index * this.slotSize + length)
  }

  address(index: number): Uint8Array {
    const bytes = new Uint8Array(12)
    new Uint32Array(bytes.buffer)[1] = this.#datagrams[index]?.port ?? 0
    return bytes
  }

  isTruncated(index: number): boolean {
    return (this.#datagrams[index]?.bytes.length ?? 0) > this.slotSize
  }

  ageMs(): number {
    return 0
  }
}
