import { TransportError } from '../errors.js'
import type { LinkStatus } from '../links.js'
import type { Packet, PacketTransport, SendFailed } from '../transport.js'
import type { SimLinks } from './sim-links.js'
import type { SimProcess } from './sim-process.js'
import type { SimSegment, Station } from './sim-segment.js'

interface Subscriber {
  readonly onPacket: (packet: Packet) => void
}

/** Where a transport is plugged in: the segment behind each interface. */
export type Wiring = ReadonlyMap<string, SimSegment>

/** A node's access to a `SimNetwork`; made by its `attach`. */
export class SimTransport implements PacketTransport, Station {
  readonly node: string
  /** The node's interfaces: what the network goes by, and the node's own `Links` port. */
  readonly links: SimLinks

  readonly #process: SimProcess
  readonly #wiring: Wiring
  readonly #onError: (error: unknown) => void
  readonly #open = new Set<string>()
  #subscribers: readonly Subscriber[] = []
  #isClosed = false

  constructor(
    process: SimProcess,
    links: SimLinks,
    wiring: Wiring,
    onError: (error: unknown) => void,
  ) {
    this.node = process.name
    this.links = links
    this.#process = process
    this.#wiring = wiring
    this.#onError = onError
  }

  /** Closed, or its process has crashed: it never sends or receives again. */
  get isGone(): boolean {
    return this.#isClosed || this.#process.isCrashed
  }

  /** Takes effect before it returns. */
  open(interfaces: readonly string[]): Promise<void> {
    const unknown = interfaces.find((name) => !this.#wiring.has(name))
    if (this.#isClosed || unknown !== undefined) {
      const obstacle = this.#isClosed ? 'the transport is closed' : `there is no ${unknown}`
      return Promise.reject(new TransportError(`${this.node} cannot listen: ${obstacle}`))
    }
    for (const name of interfaces) this.#open.add(name)
    return Promise.resolve()
  }

  subscribe(onPacket: (packet: Packet) => void): () => void {
    const subscriber: Subscriber = { onPacket }
    this.#subscribers = [...this.#subscribers, subscriber]
    return () => {
      this.#subscribers = this.#subscribers.filter((other) => other !== subscriber)
    }
  }

  /** The payload is copied: its bytes may be used again at once. */
  send(packet: Packet, failed?: SendFailed): void {
    if (this.#process.isCrashed) return
    const segment = this.#wiring.get(packet.interface)
    const obstacle = this.#obstacle(packet.interface)
    if (segment !== undefined && obstacle === undefined) {
      segment.carry(this, packet)
      return
    }
    const error = new TransportError(`${this.node} cannot send: ${obstacle}`)
    this.#guard(() => failed?.(error))
  }

  close(): Promise<void> {
    this.#isClosed = true
    this.#subscribers = []
    return Promise.resolve()
  }

  link(name: string): LinkStatus {
    return this.links.get(name)
  }

  isListening(name: string): boolean {
    return !this.#process.isCrashed && this.#obstacle(name) === undefined
  }

  /** For the network: subscribers get the packet as soon as the process runs. */
  receive(packet: Packet): void {
    this.#process.deliver(() => {
      for (const subscriber of this.#subscribers) this.#hand(packet, subscriber)
    })
  }

  #hand(packet: Packet, subscriber: Subscriber): void {
    // Another subscriber may have ended this one's subscription, or closed the transport, just now.
    if (!this.#subscribers.includes(subscriber)) return
    this.#guard(() => subscriber.onPacket(packet))
  }

  #guard(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#onError(error)
    }
  }

  #obstacle(name: string): string | undefined {
    if (this.#isClosed) return 'the transport is closed'
    if (!this.#open.has(name)) return `${name} is not open`
    return this.links.get(name).up ? undefined : `${name} is down`
  }
}
