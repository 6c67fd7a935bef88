import { constants } from 'node:os'
import { assert } from '@holdfast/core'
import type { Addon, Descriptor } from '../native/addon.js'
import { check } from '../native/check.js'
import { addon } from '../native/load.js'
import { describeAddress } from './describe-address.js'
import { encodeInt } from './host-order.js'
import { ReceiveRoom } from './receive-batch.js'
import type { LinuxSocket, ReceiveBatch } from './socket.js'

/**
 * socket(2). Throws SystemCallError, EPERM where a capability is missing (CAP_NET_RAW for AF_PACKET
 * and raw IP), and AddonMissingError.
 *
 * An AF_PACKET socket hears every interface from the moment it has a protocol: open it with protocol
 * 0, set filter and options, and name protocol and interface in `bind`.
 */
export function openSocket(family: number, type: number, protocol: number): LinuxSocket {
  const native = addon()
  const descriptor = native.open(family, type, protocol)
  if (typeof descriptor !== 'number') return new KernelSocket(native, descriptor)
  check(descriptor, 'socket', `family ${String(family)}`)
  throw new TypeError('the addon returned no descriptor')
}

export class KernelSocket implements LinuxSocket {
  readonly descriptor: Descriptor
  readonly #native: Addon
  #isClosed = false

  constructor(native: Addon, descriptor: Descriptor) {
    this.#native = native
    this.descriptor = descriptor
  }

  get isClosed(): boolean {
    return this.#isClosed
  }

  bind(address: Uint8Array): void {
    const result = this.#native.bind(this.descriptor, address)
    if (result < 0) check(result, 'bind', describeAddress(address))
  }

  connect(address: Uint8Array): void {
    const result = this.#native.connect(this.descriptor, address)
    if (result === -constants.errno.EINPROGRESS) return
    if (result < 0) check(result, 'connect', describeAddress(address))
  }

  setOption(level: number, option: number, value: number | Uint8Array): void {
    const bytes = typeof value === 'number' ? encodeInt(value) : value
    const result = this.#native.setOption(this.descriptor, level, option, bytes)
    if (result < 0) check(result, 'setsockopt', nameOf(level, option))
  }

  getOption(level: number, option: number, length = 4): Uint8Array {
    const room = new Uint8Array(length)
    const result = this.#native.getOption(this.descriptor, level, option, room)
    if (result < 0) check(result, 'getsockopt', nameOf(level, option))
    return room.subarray(0, result)
  }

  attachFilter(program: Uint8Array | undefined): void {
    check(this.#native.attachFilter(this.descriptor, program), 'setsockopt', 'SO_ATTACH_FILTER')
  }

  send(bytes: Uint8Array, address?: Uint8Array): void {
    const result = this.#native.send(this.descriptor, bytes, address)
    if (result < 0) check(result, 'sendto', describeAddress(address))
  }

  sendBatch(messages: readonly Uint8Array[], address?: Uint8Array): number {
    let sent = 0
    while (sent < messages.length) {
      const result = this.#native.sendBatch(this.descriptor, messages, sent, address)
      // What one call of the addon takes is limited; only the first one may fail aloud.
      if (result < 0 && sent > 0) break
      if (result < 0) check(result, 'sendmmsg', describeAddress(address))
      if (result === 0) break
      sent += result
    }
    return sent
  }

  receive(batch: ReceiveBatch): number {
    assert(batch instanceof ReceiveRoom, 'a batch is made by receiveBatch')
    const { slots, data, addresses, facts } = batch
    return check(this.#native.receive(this.descriptor, slots, data, addresses, facts), 'recvmmsg')
  }

  onReadable(callback: (() => void) | undefined): void {
    if (callback === undefined && this.#isClosed) return
    // The closure holds this socket, so that one that listens is not collected.
    const onReadable =
      callback &&
      (() => {
        if (!this.#isClosed) callback()
      })
    check(this.#native.watch(this.descriptor, onReadable), 'epoll_ctl')
  }

  ref(): void {
    this.#native.keepAlive(this.descriptor, 1)
  }

  unref(): void {
    this.#native.keepAlive(this.descriptor, 0)
  }

  release(): number {
    this.#isClosed = true
    return check(this.#native.release(this.descriptor), 'release')
  }

  close(): void {
    this.#isClosed = true
    this.#native.close(this.descriptor)
  }
}

function nameOf(level: number, option: number): string {
  return `level ${String(level)} option ${String(option)}`
}
