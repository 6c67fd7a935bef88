import type { Socket } from 'node:net'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import type { MibView } from '../mib/mib-view.js'
import type { ObjectId } from '../object-id.js'
import type { Binding } from '../value.js'
import { answerTo } from './answer.js'
import { encodePacket } from './encode.js'
import { PacketStream } from './packet-stream.js'
import type { ReceivedPacket, SentPacket } from './packet.js'

export interface SessionOptions {
  /** Where the master agent is, for people. */
  readonly place: string
  readonly connect: () => Socket
  readonly description: string
  /** What is answered for. */
  readonly subtrees: readonly ObjectId[]
  readonly view: () => MibView
  readonly clock: Clock
  readonly logger: Logger
}

/** How long a master that is not there is left alone; milliseconds. */
const retryMs = 2000
/** How long one may take to let us in; milliseconds. */
const openingMs = 10_000
/** Traps that wait for a master; the oldest are dropped first. */
const waitingMax = 64
/** Bytes that a master may leave unread. */
const unreadMax = 1024 * 1024

type Phase = 'closed' | 'opening' | 'open'

/**
 * A session with an AgentX master (RFC 2741): it is told what is answered for, asked for it, and
 * given traps to send. When it goes away it is looked for until it is back.
 */
export class AgentXSession {
  readonly #options: SessionOptions
  #socket: Socket | undefined
  #phase: Phase = 'closed'
  #sessionId = 0
  #packetId = 0
  /** Of registrations that are not answered yet. */
  readonly #registering = new Map<number, ObjectId>()
  #waiting: (readonly Binding[])[] = []
  #cancel: Cancel | undefined
  /** What is wrong is said once, not with each attempt. */
  #toldProblem: string | undefined
  #isEnded = false

  constructor(options: SessionOptions) {
    this.#options = options
  }

  start(): void {
    const { connect, clock } = this.#options
    const socket = connect()
    const stream = new PacketStream()
    this.#socket = socket
    let problem: string | undefined
    socket.setKeepAlive(true)
    // It is no reason for a process to live.
    socket.unref()
    socket.on('connect', () => this.#open(socket))
    socket.on('data', (piece) => {
      for (const packet of stream.push(piece)) {
        if (socket.destroyed) return
        if (packet.ok) this.#receive(packet.value, socket)
        else socket.destroy(new Error(`what it says is no AgentX (${packet.error})`))
      }
    })
    socket.on('error', (error) => (problem = error.message))
    socket.on('close', () => this.#closed(problem ?? 'it hung up'))
    this.#cancel = clock.schedule(clock.now() + openingMs, () => {
      socket.destroy(new Error('it does not answer'))
    })
  }

  /** Has a trap sent, now or as soon as there is a master; `bindings` begin with snmpTrapOID. */
  notify(bindings: readonly Binding[]): void {
    if (this.#phase === 'open') {
      this.#send({ kind: 'notify', head: this.#head(), bindings })
      return
    }
    this.#waiting = [...this.#waiting, bindings].slice(-waitingMax)
  }

  /** Resolves when the master knows, or is gone. */
  end(): Promise<void> {
    this.#isEnded = true
    this.#cancel?.()
    const socket = this.#socket
    if (socket === undefined || socket.destroyed) return Promise.resolve()
    return new Promise((resolve) => {
      socket.once('close', () => resolve())
      if (this.#phase !== 'open') {
        socket.destroy()
        return
      }
      this.#send({ kind: 'close', head: this.#head() })
      socket.end()
      // A master that does not read would keep us here.
      const { clock } = this.#options
      this.#cancel = clock.schedule(clock.now() + 500, () => socket.destroy())
    })
  }

  #open(socket: Socket): void {
    if (this.#isEnded) {
      socket.destroy()
      return
    }
    this.#phase = 'opening'
    this.#sessionId = 0
    this.#send({ kind: 'open', head: this.#head(), description: this.#options.description })
  }

  #receive(packet: ReceivedPacket, socket: Socket): void {
    if (packet.kind === 'close') {
      socket.destroy(new Error('it ended the session'))
      return
    }
    if (packet.kind === 'response') {
      this.#answered(packet, socket)
      return
    }
    const answer = answerTo(packet, this.#options.view)
    if (answer !== undefined) this.#send(answer)
  }

  #answered(
    { head, error }: Extract<ReceivedPacket, { readonly kind: 'response' }>,
    socket: Socket,
  ): void {
    if (this.#phase === 'opening') {
      if (error === 0) this.#opened(head.sessionId)
      else socket.destroy(new Error(`it refuses the session (error ${error})`))
      return
    }
    const subtree = this.#registering.get(head.packetId)
    this.#registering.delete(head.packetId)
    if (subtree === undefined || error === 0) return
    const { logger, place } = this.#options
    logger.warn(`SNMP: ${place} does not ask us for ${subtree.join('.')} (error ${error})`)
  }

  #opened(sessionId: number): void {
    const { logger, place, subtrees } = this.#options
    this.#cancel?.()
    this.#phase = 'open'
    this.#sessionId = sessionId
    this.#toldProblem = undefined
    for (const subtree of subtrees) {
      const head = this.#head()
      this.#registering.set(head.packetId, subtree)
      this.#send({ kind: 'register', head, subtree })
    }
    logger.info(`SNMP: the master agent at ${place} is there`)
    for (const bindings of this.#waiting.splice(0)) this.notify(bindings)
  }

  #closed(problem: string): void {
    const { clock, logger, place } = this.#options
    this.#cancel?.()
    this.#phase = 'closed'
    this.#socket = undefined
    this.#registering.clear()
    if (this.#isEnded) return
    if (this.#toldProblem !== problem) {
      logger.warn(`SNMP: no master agent at ${place}: ${problem}; it is looked for`)
      this.#toldProblem = problem
    }
    this.#cancel = clock.schedule(clock.now() + retryMs, () => this.start())
  }

  #head(): {
    readonly sessionId: number
    readonly transactionId: number
    readonly packetId: number
  } {
    this.#packetId = (this.#packetId + 1) >>> 0
    return { sessionId: this.#sessionId, transactionId: 0, packetId: this.#packetId }
  }

  #send(packet: SentPacket): void {
    const socket = this.#socket
    if (socket === undefined) return
    socket.write(encodePacket(packet))
    if (socket.writableLength > unreadMax) socket.destroy(new Error('it does not read'))
  }
}
