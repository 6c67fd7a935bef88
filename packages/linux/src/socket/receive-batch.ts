import { assert } from '@holdfast/core'
import type { ReceiveBatch } from './socket.js'

/** Room for a struct sockaddr_storage. */
const addressRoom = 128
/** Length, length of the address, truncated, age: what the addon tells of each message. */
const factsPerMessage = 4
/** What fits into one system call of the addon. */
const mostSlots = 256

/** Room for up to 256 messages of up to `slotSize` bytes each, to be used again and again. */
export function receiveBatch(slots: number, slotSize: number): ReceiveBatch {
  return new ReceiveRoom(slots, slotSize)
}

export class ReceiveRoom implements ReceiveBatch {
  readonly slots: number
  readonly data: Uint8Array
  readonly addresses: Uint8Array
  readonly facts: Float64Array
  readonly #slotSize: number

  constructor(slots: number, slotSize: number) {
    assert(Number.isInteger(slots) && slots >= 1 && slots <= mostSlots, 'slots are 1..256')
    this.slots = slots
    this.data = new Uint8Array(slots * slotSize)
    this.addresses = new Uint8Array(slots * addressRoom)
    this.facts = new Float64Array(slots * factsPerMessage)
    this.#slotSize = slotSize
  }

  bytes(index: number): Uint8Array {
    const start = index * this.#slotSize
    return this.data.subarray(start, start + this.#fact(index, 0))
  }

  address(index: number): Uint8Array {
    const start = index * addressRoom
    return this.addresses.subarray(start, start + this.#fact(index, 1))
  }

  isTruncated(index: number): boolean {
    return this.#fact(index, 2) !== 0
  }

  ageMs(index: number): number {
    return this.#fact(index, 3)
  }

  #fact(index: number, which: number): number {
    return this.facts[index * factsPerMessage + which] ?? 0
  }
}
