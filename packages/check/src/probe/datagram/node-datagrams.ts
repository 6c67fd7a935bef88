import { createSocket } from 'node:dgram'
import type { Socket } from 'node:dgram'
import { ipFamily } from '@holdfast/core'
import type { Target } from '../connection/connect-options.js'
import { explainFailure, isOwnFault } from '../connection/explain-failure.js'
import type { DatagramListener, Datagrams } from './datagrams.js'

/** UDP by Node's own sockets. */
export class NodeDatagrams implements Datagrams {
  readonly #socket: Socket
  readonly #listener: DatagramListener
  #isOver = false

  constructor(target: Target, listener: DatagramListener) {
    const { address, port, sourceAddress, sourcePort } = target
    this.#listener = listener
    this.#socket = createSocket(ipFamily(address) === 4 ? 'udp4' : 'udp6')
    this.#socket.on('error', (error) => this.#fail(error))
    this.#socket.on('message', (bytes) => {
      if (!this.#isOver) listener.received(bytes)
    })
    this.#socket.once('connect', () => {
      if (!this.#isOver) listener.opened()
    })
    if (sourceAddress === undefined && sourcePort === undefined) {
      this.#socket.connect(port, address)
    } else {
      const source = sourceAddress === undefined ? {} : { address: sourceAddress }
      this.#socket.bind({ port: sourcePort ?? 0, ...source }, () => {
        if (!this.#isOver) this.#socket.connect(port, address)
      })
    }
  }

  send(bytes: Uint8Array): void {
    this.#socket.send(bytes, (error) => {
      if (error !== null) this.#fail(error)
    })
  }

  close(): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#socket.close()
  }

  #fail(error: Error): void {
    if (this.#isOver) return
    this.close()
    this.#listener.failed(explainFailure(error), isOwnFault(error))
  }
}
