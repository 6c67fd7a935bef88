import { connect as connectPlain } from 'node:net'
import type { Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'
import type { ConnectionOptions } from 'node:tls'
import { isLinkLocal } from '@holdfast/core'
import { WakeUp } from '../../program/wake-up.js'
import type { Target } from './connect-options.js'
import { explainFailure, isOwnFault } from './explain-failure.js'
import { openKernelStream } from './kernel-stream.js'

/** After `failed`, or `close`, none of these is called any more. */
export interface ConversationListener {
  /** After the handshake of TLS, where there is one. */
  connected(): void
  /** Without it nothing is read, and no end is noticed. */
  received?(bytes: Uint8Array): void
  /** The server has closed its side. */
  ended?(): void
  /** See `ProbeOutcome`. */
  failed(reason: string, isOwnFault: boolean): void
}

/**
 * A TCP connection to a server of which nothing good is expected: every stage has a deadline, every
 * end closes the socket, and each failure has a reason.
 */
export class Conversation {
  readonly #target: Target
  readonly #listener: ConversationListener
  readonly #socket: Socket
  readonly #deadline: WakeUp
  #missing = 'no connection'
  #isOver = false

  constructor(target: Target, listener: ConversationListener, tls?: ConnectionOptions) {
    const { clock, timeoutMs } = target
    this.#target = target
    this.#listener = listener
    this.#deadline = new WakeUp(clock, () => this.#fail(`${this.#missing} within ${timeoutMs} ms`))
    this.#socket = tls === undefined ? openPlain(target) : openTls(target, tls)
    this.#socket.once(tls === undefined ? 'connect' : 'secureConnect', () => this.#connected())
    // It stays for good: an error of a socket that nobody listens to ends the process.
    this.#socket.on('error', (error) => this.#fail(explainFailure(error), isOwnFault(error)))
    this.#deadline.at(clock.now() + timeoutMs)
  }

  /** The next stage begins: `missing` says what has not come when its time is over. */
  expect(missing: string): void {
    this.#missing = missing
    this.#deadline.at(this.#target.clock.now() + this.#target.timeoutMs)
  }

  send(text: string): void {
    this.#socket.write(text)
  }

  /** May be called twice. `gracefully` says goodbye to TLS, as its specification wants it. */
  close(gracefully = false): void {
    if (this.#isOver) return
    this.#isOver = true
    this.#deadline.at(undefined)
    if (gracefully) this.#socket.end(() => this.#socket.destroy())
    else this.#socket.destroy()
  }

  #connected(): void {
    if (this.#isOver) return
    // Who only wants to connect reads nothing.
    if ('received' in this.#listener) {
      this.#socket.on('data', (bytes: Uint8Array) => {
        if (!this.#isOver) this.#listener.received?.(bytes)
      })
      this.#socket.once('end', () => {
        if (!this.#isOver) this.#listener.ended?.()
      })
    }
    this.#listener.connected()
  }

  #fail(reason: string, isOwn = false): void {
    if (this.#isOver) return
    this.close()
    this.#listener.failed(reason, isOwn)
  }
}

function openPlain(target: Target): Socket {
  return needsKernel(target) ? openKernelStream(target) : connectPlain(whereTo(target))
}

function openTls(target: Target, tls: ConnectionOptions): Socket {
  if (!needsKernel(target)) return connectTls({ ...whereTo(target), ...tls })
  const plain = openKernelStream(target)
  const secure = connectTls({ ...tls, socket: plain })
  plain.on('error', (error) => secure.destroy(error))
  return secure
}

/** Node can name the interface of a link-local address, and no other. */
function needsKernel({ mark, interface: device, address }: Target): boolean {
  const isScoped = address.includes(':') && isLinkLocal(address)
  return mark !== undefined || (device !== undefined && !isScoped)
}

function whereTo(target: Target): {
  readonly host: string
  readonly port: number
  readonly autoSelectFamily: false
  readonly localAddress?: string
  readonly localPort?: number
} {
  const { address, port, sourceAddress, sourcePort } = target
  return {
    host: scoped(address, target),
    port,
    autoSelectFamily: false,
    ...(sourceAddress === undefined ? {} : { localAddress: scoped(sourceAddress, target) }),
    ...(sourcePort === undefined ? {} : { localPort: sourcePort }),
  }
}

/** `fe80::1%eth0`: a link-local address means nothing without its interface. */
function scoped(address: string, target: Target): string {
  return target.interface !== undefined && address.includes(':') && isLinkLocal(address)
    ? `${address}%${target.interface}`
    : address
}
