import { silentLogger, TransportError } from '@holdfast/core'
import type { Logger, Packet, PacketTransport, SendFailed } from '@holdfast/core'
import type { SimLinks } from '@holdfast/core/testing'
import type { StationInfo } from './envelope.js'
import { StationSocket } from './station-socket.js'

export interface UdpSimTransportOptions {
  /** UDP port of the hub on 127.0.0.1. */
  readonly port: number
  /** The node's name: what faults go by, and unique among the nodes of a hub. */
  readonly node: string
  /** The segment that each interface is plugged into. */
  readonly segments: ReadonlyMap<string, string>
  /** The state and the addresses of these interfaces: one that is down neither sends nor hears. */
  readonly links: SimLinks
  readonly logger?: Logger
}

/** What a transport has done so far. */
export interface UdpSimCounters {
  /** Packets handed to the hub's socket. */
  sent: number
  /** Packets that could not be sent. */
  sendErrors: number
  /** Packets handed to subscribers. */
  received: number
  /** Datagrams that were no envelopes from a hub: ignored. */
  rejected: number
}

interface Subscriber {
  readonly onPacket: (packet: Packet) => void
}

/** A node's access to the segments of a hub; `udpSim` makes one with everything that goes with it. */
export class UdpSimTransport implements PacketTransport {
  readonly node: string

  readonly #options: UdpSimTransportOptions
  readonly #logger: Logger
  readonly #sockets = new Map<string, StationSocket>()
  readonly #opening = new Map<string, Promise<void>>()
  readonly #counters: UdpSimCounters = { sent: 0, sendErrors: 0, received: 0, rejected: 0 }
  #subscribers: readonly Subscriber[] = []
  #closing: Promise<void> | undefined

  constructor(options: UdpSimTransportOptions) {
    this.node = options.node
    this.#options = options
    this.#logger = options.logger ?? silentLogger
  }

  get counters(): Readonly<UdpSimCounters> {
    return this.#counters
  }

  /** Resolves when the hub knows every interface; rejects after 2 s without a hub. */
  async open(interfaces: readonly string[]): Promise<void> {
    if (this.#closing !== undefined) throw new TransportError('the transport is closed')
    const unknown = interfaces.find((name) => !this.#options.segments.has(name))
    if (unknown !== undefined) {
      throw new TransportError(`${this.node} has no interface ${unknown}`)
    }
    await Promise.all(interfaces.map((name) => this.#openOnce(name)))
  }

  subscribe(onPacket: (packet: Packet) => void): () => void {
    const subscriber: Subscriber = { onPacket }
    this.#subscribers = [...this.#subscribers, subscriber]
    return () => {
      this.#subscribers = this.#subscribers.filter((other) => other !== subscriber)
    }
  }

  /** The payload is copied: the caller may use its bytes again. */
  send(packet: Packet, failed?: SendFailed): void {
    const socket = this.#sockets.get(packet.interface)
    if (socket === undefined || !this.#options.links.get(packet.interface).up) {
      this.#sendFailed(new TransportError(this.#obstacle(packet.interface)), failed)
      return
    }
    try {
      socket.send(packet, (cause) => {
        if (cause === null) this.#counters.sent += 1
        else this.#sendFailed(new TransportError(`not sent: ${cause.message}`, { cause }), failed)
      })
    } catch (cause) {
      this.#sendFailed(new TransportError(`not sent: ${String(cause)}`, { cause }), failed)
    }
  }

  /**
   * Resolves when the hub has read all packets sent so far, and all packets that it had forwarded to
   * this node by then were handed to subscribers: what a test awaits instead of sleeping.
   */
  async roundTrip(): Promise<void> {
    await Promise.all([...this.#sockets.values()].map((socket) => socket.roundTrip()))
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  /** Instances that share the transport open the same interfaces, perhaps at the same time. */
  #openOnce(name: string): Promise<void> {
    const running = this.#opening.get(name)
    if (running !== undefined) return running
    const opening = this.#openSocket(name)
    this.#opening.set(name, opening)
    // After a failure the next `open` tries again.
    opening.catch(() => this.#opening.delete(name))
    return opening
  }

  async #close(): Promise<void> {
    this.#subscribers = []
    const sockets = [...this.#sockets.values()]
    this.#sockets.clear()
    await Promise.all(sockets.map((socket) => socket.close()))
  }

  async #openSocket(name: string): Promise<void> {
    const socket = new StationSocket({
      hubPort: this.#options.port,
      describe: () => this.#describe(name),
      onPacket: (packet) => this.#receive(name, packet),
      onRejected: (error) => this.#reject(name, error),
    })
    this.#sockets.set(name, socket)
    try {
      await socket.open()
    } catch (error) {
      if (this.#sockets.get(name) === socket) this.#sockets.delete(name)
      await socket.close()
      throw error
    }
  }

  #describe(name: string): StationInfo {
    const { macAddress = '00:00:00:00:00:00', addresses } = this.#options.links.get(name)
    const segment = this.#options.segments.get(name) ?? ''
    return { segment, node: this.node, interface: name, macAddress, addresses }
  }

  #receive(name: string, packet: Packet): void {
    if (!this.#options.links.get(name).up) return
    this.#counters.received += 1
    const received = { ...packet, interface: name }
    for (const subscriber of this.#subscribers) {
      // One subscriber may have closed the transport, or unsubscribed another, just now.
      if (!this.#subscribers.includes(subscriber)) continue
      try {
        subscriber.onPacket(received)
      } catch (error) {
        this.#logger.error('a packet subscriber threw', { node: this.node, error })
      }
    }
  }

  #reject(name: string, error: string): void {
    this.#counters.rejected += 1
    this.#logger.debug('ignored a datagram', { node: this.node, interface: name, error })
  }

  #sendFailed(error: TransportError, failed: SendFailed | undefined): void {
    this.#counters.sendErrors += 1
    try {
      failed?.(error)
    } catch (thrown) {
      this.#logger.error('a send callback threw', { node: this.node, error: thrown })
    }
  }

  #obstacle(name: string): string {
    if (this.#closing !== undefined) return `${this.node} cannot send: the transport is closed`
    const isOpen = this.#sockets.has(name)
    return `${this.node} cannot send: ${name} is ${isOpen ? 'down' : 'not open'}`
  }
}
