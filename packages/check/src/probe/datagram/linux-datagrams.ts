import { receiveBatch, SOCK_DGRAM } from '@holdfast/linux'
import type { LinuxSocket, ReceiveBatch } from '@holdfast/linux'
import type { Target } from '../connection/connect-options.js'
import { explainFailure, isOwnFault } from '../connection/explain-failure.js'
import { openKernelSocket } from '../connection/kernel-socket.js'
import type { SocketKind } from '../connection/kernel-socket.js'
import type { DatagramListener, Datagrams } from './datagrams.js'

/** As much as a UDP datagram can hold. */
const datagramMax = 65_535

// One for all: what is read is copied before anybody else reads. Thousands of them would fill memory.
let room: ReceiveBatch | undefined

const udp: SocketKind = { type: SOCK_DGRAM, protocol: 0 }

/** Datagrams by a socket of the kernel, which can be marked and tied to an interface. */
export class LinuxDatagrams implements Datagrams {
  readonly #listener: DatagramListener
  readonly #target: Target
  #socket: LinuxSocket | undefined
  #isOver = false

  constructor(target: Target, listener: DatagramListener, kind: SocketKind = udp) {
    this.#target = target
    this.#listener = listener
    // Nobody is called back before the constructor has returned.
    target.clock.defer(() => this.#open(kind))
  }

  send(bytes: Uint8Array): void {
    this.#attempt(() => this.#socket?.send(bytes))
  }

  close(): void {
    this.#isOver = true
    this.#socket?.close()
  }

  #open(kind: SocketKind): void {
    if (this.#isOver) return
    this.#attempt(() => {
      const socket = openKernelSocket(this.#target, kind, (opened) => (this.#socket = opened))
      socket.onReadable(() => this.#attempt(() => this.#read(socket)))
      this.#listener.opened()
    })
  }

  #read(socket: LinuxSocket): void {
    room ??= receiveBatch(1, datagramMax)
    while (!this.#isOver && socket.receive(room) > 0) {
      this.#listener.received(Uint8Array.from(room.bytes(0)))
    }
  }

  #attempt(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (this.#isOver) return
      this.close()
      this.#listener.failed(explainFailure(error), isOwnFault(error))
    }
  }
}
