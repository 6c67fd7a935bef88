import { etherTypes, silentLogger, systemClock, TransportError } from '@holdfast/core'
import type { Clock, IpAddress, IpDatagram, Logger } from '@holdfast/core'
import type { Packet, PacketTransport, SendFailed } from '@holdfast/core'
import type { Rtnetlink } from '@holdfast/linux'
import type { FrameBackend, FrameFailed, FrameFilter, FrameSink } from './frame-backend.js'
import { PacketBackend } from './packet/packet-backend.js'
import { PcapBackend } from './pcap/pcap-backend.js'
import { RejectionLog } from './rejection-log.js'
import type { RejectionCounters } from './rejection-log.js'
import { Subscribers } from './subscribers.js'
import { decodeFrame, decodeRawFrame, encodeDatagram, encodeFrame } from './wire/frame.js'

export interface RawTransportOptions {
  /**
   * `packet` (default): AF_PACKET, Linux only. `pcap`: libpcap through the npm package `cap`, in a
   * process of its own for each interface. Or any other source of frames.
   */
  readonly backend?: 'packet' | 'pcap' | FrameBackend
  /**
   * `vrrp` (default): VRRP, AH, ARP and neighbour advertisements; anything else does not even wake
   * the process. `everything`: every frame, and those that are no sound IP packet as frames.
   */
  readonly filter?: FrameFilter
  /** Room for frames that wait, in bytes of kernel memory for each kind; default 8 MiB. */
  readonly receiveBufferBytes?: number
  /** The kernel's interfaces, for AF_PACKET; by default a netlink socket of its own. */
  readonly rtnetlink?: Rtnetlink
  /** Called once, when the first interface has been opened; if it rejects, so does that `open`. */
  readonly prepare?: () => Promise<void>
  readonly clock?: Clock
  readonly logger?: Logger
}

export interface RawCounters {
  /** Handed over to be sent. */
  readonly sent: number
  readonly sendErrors: number
  /** Packets that subscribers got. */
  readonly received: number
  /** Frames refused, by cause. */
  readonly rejected: RejectionCounters
  /** Frames that found no room in the receive buffer. */
  readonly dropped: number
}

const defaultReceiveBufferBytes = 8 * 1024 * 1024

/** The longest interval of a timer. */
const LONG_MS = 2 ** 31 - 1

// IP protocols (rules 1, 27; RFC 4443).
const vrrpProtocols: ReadonlySet<number> = new Set([112, 51, 58])

/**
 * VRRP on real interfaces. Groups, broadcasts and frames are sent as frames from the interface's own
 * MAC address (or the one a frame names), unicast through the kernel's routes and neighbours.
 *
 * Constructing opens nothing and works anywhere; `open` needs CAP_NET_RAW. What arrives has not
 * passed the kernel's INPUT firewall. An interface that goes down, is deleted or comes back needs no
 * new transport: sending fails meanwhile.
 */
export class RawTransport implements PacketTransport {
  readonly #backend: FrameBackend
  readonly #logger: Logger
  readonly #isOpenToAll: boolean
  readonly #subscribers: Subscribers
  readonly #rejections: RejectionLog
  readonly #opening = new Map<string, Promise<void>>()
  readonly #opened = new Set<string>()
  #closing: Promise<void> | undefined
  #prepare: (() => Promise<void>) | undefined
  #keepAlive: NodeJS.Timeout | undefined
  #identification = 0
  #sent = 0
  #sendErrors = 0
  #received = 0

  constructor(options: RawTransportOptions = {}) {
    this.#logger = options.logger ?? silentLogger
    this.#prepare = options.prepare
    this.#isOpenToAll = options.filter === 'everything'
    this.#subscribers = new Subscribers(this.#logger)
    this.#rejections = new RejectionLog(options.clock ?? systemClock, this.#logger)
    this.#backend = makeBackend(options)
    this.#backend.attach(this.#sink)
  }

  get counters(): RawCounters {
    return {
      sent: this.#sent,
      sendErrors: this.#sendErrors,
      received: this.#received,
      rejected: this.#rejections.counters,
      dropped: this.#backend.droppedFrames(),
    }
  }

  /**
   * Rejects with TransportError (no such interface, no Ethernet), MissingPrivilegeError or
   * AddonMissingError; a second attempt is allowed.
   */
  async open(interfaces: readonly string[], groups: readonly IpAddress[] = []): Promise<void> {
    if (this.#closing !== undefined) throw new TransportError('the transport is closed')
    await Promise.all(interfaces.map((name) => this.#openOnce(name)))
    for (const name of interfaces) {
      for (const group of groups) this.#backend.joinGroup(name, group)
    }
    const prepare = this.#prepare
    this.#prepare = undefined
    await prepare?.()
  }

  subscribe(onPacket: (packet: Packet) => void): () => void {
    return this.#subscribers.add(onPacket)
  }

  send(packet: Packet, failed?: SendFailed): void {
    const name = packet.interface
    this.#sent += 1
    const fail: FrameFailed = (cause) => this.#sendFailed(name, cause, failed)
    if (this.#closing !== undefined) return fail(new TransportError('the transport is closed'))
    if (!this.#opened.has(name)) return fail(new TransportError('the interface is not open'))
    const macAddress = this.#backend.macAddress(name)
    if (macAddress === undefined) return fail(new TransportError('there is no such interface'))
    try {
      const identification = this.#nextIdentification()
      const frame = encodeFrame(packet, macAddress, identification)
      if (frame !== undefined) this.#backend.sendFrame(name, frame, fail)
      else this.#sendUnicast(packet as IpDatagram, identification, fail)
    } catch (error) {
      fail(error)
    }
  }

  rehearse(packet: Packet): void {
    const macAddress = this.#backend.macAddress(packet.interface)
    if (macAddress === undefined || this.#closing !== undefined) return
    const frame = encodeFrame(packet, macAddress, this.#identification)
    if (frame !== undefined) this.#backend.rehearseFrame?.(packet.interface, frame)
  }

  drain(): number {
    const before = this.#received
    this.#backend.drain()
    return this.#received - before
  }

  close(): Promise<void> {
    this.#closing ??= this.#close()
    return this.#closing
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close()
  }

  async #close(): Promise<void> {
    clearInterval(this.#keepAlive)
    this.#subscribers.clear()
    await this.#backend.close()
  }

  /** Instances that share the transport open the same interfaces, perhaps at the same time. */
  #openOnce(name: string): Promise<void> {
    const running = this.#opening.get(name)
    if (running !== undefined) return running
    const opening = this.#backend.open(name).then(() => {
      this.#opened.add(name)
      // As a listening server does, and also while every interface is gone.
      if (this.#closing === undefined) this.#keepAlive ??= setInterval(() => undefined, LONG_MS)
    })
    this.#opening.set(name, opening)
    // After a failure the next `open` tries again.
    opening.catch(() => this.#opening.delete(name))
    return opening
  }

  #sendUnicast(datagram: IpDatagram, identification: number, fail: FrameFailed): void {
    const packet = encodeDatagram(datagram, identification)
    this.#backend.sendPacket(datagram.interface, datagram.destination, packet, fail)
  }

  /** Rule 7: 1..65535, never 0. */
  #nextIdentification(): number {
    this.#identification = (this.#identification % 0xffff) + 1
    return this.#identification
  }

  #sendFailed(interfaceName: string, cause: unknown, failed: SendFailed | undefined): void {
    this.#sent -= 1
    this.#sendErrors += 1
    const reason = cause instanceof Error ? cause.message : String(cause)
    try {
      failed?.(new TransportError(`not sent through ${interfaceName}: ${reason}`, { cause }))
    } catch (error) {
      this.#logger.error('a send callback threw', { interface: interfaceName, error })
    }
  }

  readonly #sink: FrameSink = {
    frameArrived: (name, frame, ageMs) => {
      const decoded = decodeFrame(name, frame, ageMs)
      if (!decoded.ok) this.#rejections.add(name, decoded.error.code)
      if (decoded.ok && this.#isWanted(decoded.value)) this.#deliver(decoded.value)
      else if (this.#isOpenToAll) this.#deliverRaw(name, frame, ageMs)
      else if (decoded.ok) this.#rejections.add(name, 'unexpectedType')
    },
    frameRejected: (name, code) => this.#rejections.add(name, code),
  }

  /** A filter in the kernel may be in force only after the first frames have come through. */
  #isWanted(packet: Packet): boolean {
    if (this.#isOpenToAll) return true
    return packet.kind === 'ip'
      ? vrrpProtocols.has(packet.protocol)
      : packet.etherType === etherTypes.arp
  }

  #deliverRaw(name: string, frame: Uint8Array, ageMs: number): void {
    const decoded = decodeRawFrame(name, frame, ageMs)
    if (decoded.ok) this.#deliver(decoded.value)
  }

  #deliver(packet: Packet): void {
    if (this.#closing !== undefined) return
    this.#received += 1
    this.#subscribers.deliver(packet)
  }
}

function makeBackend(options: RawTransportOptions): FrameBackend {
  const {
    backend = 'packet',
    filter = 'vrrp',
    clock = systemClock,
    logger = silentLogger,
  } = options
  if (typeof backend === 'object') return backend
  if (backend === 'pcap') return new PcapBackend({ filter, clock, logger })
  const { receiveBufferBytes = defaultReceiveBufferBytes, rtnetlink } = options
  return new PacketBackend({ rtnetlink, filter, receiveBufferBytes, logger })
}
