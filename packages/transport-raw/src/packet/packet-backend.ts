import type { IpAddress, Logger, MacAddress } from '@holdfast/core'
import { TransportError } from '@holdfast/core'
import { openRtnetlink, receiveBatch, SystemCallError } from '@holdfast/linux'
import type { KernelEvent, LinkInfo, LinuxSocket, ReceiveBatch, Rtnetlink } from '@holdfast/linux'
import type { FrameBackend, FrameFailed, FrameFilter, FrameSink } from '../frame-backend.js'
import { openFailure } from '../open-failure.js'
import { InterfaceSockets } from './interface-sockets.js'
import { packetFilters } from './packet-filters.js'
import type { PacketFilter } from './packet-filters.js'

export interface PacketBackendOptions {
  /** Default: one of its own, opened with the first interface. */
  readonly rtnetlink?: Rtnetlink | undefined
  readonly filter: FrameFilter
  readonly receiveBufferBytes: number
  readonly logger: Logger
}

/** An interface that shall be open: with sockets while it exists. */
interface Port {
  readonly name: string
  readonly groups: Set<IpAddress>
  macAddress: MacAddress | undefined
  sockets: InterfaceSockets | undefined
}

// The largest advert has 255 IPv6 addresses: 4,156 bytes with its headers, on a link with jumbo frames.
const slotBytes = 4608
const slots = 64

// A flood must not keep the event loop from everything else: 256 frames in a turn, 2,048 in a drain.
const batchesPerTurn = 4
const batchesPerDrain = 32

const packetTypeAt = 10
const broadcastOrMulticast = 2
const otherHost = 3

// The interface of a socket was deleted; perhaps there is another of its name by now.
const goneErrors: ReadonlySet<string> = new Set(['ENXIO', 'ENODEV'])

/** Frames through AF_PACKET; unicast packets through raw IP sockets. */
export class PacketBackend implements FrameBackend {
  readonly #options: PacketBackendOptions
  readonly #logger: Logger
  readonly #ports = new Map<string, Port>()
  #sink: FrameSink | undefined
  #rtnetlink: Rtnetlink | undefined
  #stopWatching: (() => void) | undefined
  #filters: readonly PacketFilter[] = []
  #batch: ReceiveBatch | undefined
  readonly #emptiedAt = new WeakMap<LinuxSocket, number>()
  #isReading = false
  #dropped = 0

  constructor(options: PacketBackendOptions) {
    this.#options = options
    this.#logger = options.logger
    this.#rtnetlink = options.rtnetlink
  }

  attach(sink: FrameSink): void {
    this.#sink = sink
  }

  open(name: string): Promise<void> {
    try {
      this.#openNow(name)
      return Promise.resolve()
    } catch (error) {
      return Promise.reject(openFailure(name, error))
    }
  }

  joinGroup(name: string, group: IpAddress): void {
    const port = this.#ports.get(name)
    if (port === undefined || port.groups.has(group)) return
    port.groups.add(group)
    try {
      port.sockets?.joinGroup(group)
    } catch (error) {
      this.#logger.warn(`${group} cannot be joined`, { interface: name, error })
    }
  }

  macAddress(name: string): MacAddress | undefined {
    return this.#ports.get(name)?.macAddress
  }

  sendFrame(name: string, frame: Uint8Array, failed: FrameFailed): void {
    this.#trySend(name, failed, (sockets) => {
      sockets.sendFrame(frame)
    })
  }

  sendPacket(name: string, destination: IpAddress, packet: Uint8Array, failed: FrameFailed): void {
    this.#trySend(name, failed, (sockets) => {
      sockets.sendPacket(packet, destination)
    })
  }

  rehearseFrame(name: string, frame: Uint8Array): void {
    this.#ports.get(name)?.sockets?.rehearseFrame(frame)
  }

  drain(): void {
    for (const { name, sockets } of this.#ports.values()) {
      for (const socket of sockets?.receivers ?? []) this.#read(name, socket, batchesPerDrain)
    }
  }

  droppedFrames(): number {
    let dropped = this.#dropped
    for (const { sockets } of this.#ports.values()) dropped += sockets?.droppedFrames() ?? 0
    return dropped
  }

  close(): Promise<void> {
    this.#stopWatching?.()
    for (const port of this.#ports.values()) this.#detach(port)
    this.#ports.clear()
    this.#sink = undefined
    if (this.#options.rtnetlink === undefined) this.#rtnetlink?.close()
    return Promise.resolve()
  }

  #openNow(name: string): void {
    if (this.#ports.has(name)) return
    if (process.platform !== 'linux') {
      throw new TransportError("AF_PACKET exists on Linux only: use the backend 'pcap'")
    }
    this.#rtnetlink ??= openRtnetlink({ logger: this.#logger })
    this.#batch ??= receiveBatch(slots, slotBytes)
    if (this.#filters.length === 0) this.#filters = packetFilters(this.#options.filter)
    this.#stopWatching ??= this.#rtnetlink.watch((event) => this.#kernelChanged(event))
    const port: Port = { name, groups: new Set(), macAddress: undefined, sockets: undefined }
    const link = this.#findLink(name)
    if (link === undefined) throw new SystemCallError('open', 'ENODEV', name)
    if (link.macAddress === undefined) {
      throw new TransportError(`${name} has no MAC address: it is no Ethernet interface`)
    }
    this.#attach(port, link)
    this.#ports.set(name, port)
  }

  #findLink(name: string): LinkInfo | undefined {
    return this.#rtnetlink?.links().find((link) => link.name === name)
  }

  #kernelChanged(event: KernelEvent): void {
    if (event.type === 'overrun') {
      for (const port of this.#ports.values()) this.#refresh(port)
    } else if (event.type === 'link' || event.type === 'linkGone') {
      const { name, index } = event.link
      for (const port of this.#ports.values()) {
        const isConcerned = port.name === name || port.sockets?.interfaceIndex === index
        if (isConcerned) this.#refresh(port)
      }
    }
  }

  /** Makes the sockets follow the name: deleted, made again, renamed, another MAC address. */
  #refresh(port: Port): void {
    try {
      // Asked anew, because an event may tell of a state that is over already.
      const link = this.#findLink(port.name)
      if (link?.index !== port.sockets?.interfaceIndex) {
        this.#detach(port)
        if (link !== undefined) this.#attach(port, link)
      }
      port.macAddress = link?.macAddress
      port.sockets?.joinGroups()
    } catch (error) {
      this.#logger.warn('an interface cannot be listened to', { interface: port.name, error })
    }
  }

  #attach(port: Port, link: LinkInfo): void {
    port.sockets = new InterfaceSockets({
      interfaceName: port.name,
      interfaceIndex: link.index,
      groups: port.groups,
      filters: this.#filters,
      receiveBufferBytes: this.#options.receiveBufferBytes,
      onReadable: (socket) => this.#read(port.name, socket, batchesPerTurn),
    })
    port.macAddress = link.macAddress
  }

  #detach(port: Port): void {
    const { sockets } = port
    port.sockets = undefined
    port.macAddress = undefined
    if (sockets === undefined) return
    sockets.close()
    this.#dropped += sockets.droppedFrames()
  }

  #trySend(name: string, failed: FrameFailed, send: (sockets: InterfaceSockets) => void): void {
    const port = this.#ports.get(name)
    try {
      send(socketsOf(port, name))
    } catch (error) {
      const isGone = error instanceof SystemCallError && goneErrors.has(error.errno)
      if (port === undefined || !isGone || !this.#hasMoved(port)) return failed(error)
      try {
        send(socketsOf(port, name))
      } catch (again) {
        failed(again)
      }
    }
  }

  /** Whether there is an interface of this name, but not the one that the sockets knew. */
  #hasMoved(port: Port): boolean {
    const before = port.sockets
    this.#refresh(port)
    return port.sockets !== undefined && port.sockets !== before
  }

  #read(name: string, socket: LinuxSocket, mostBatches: number): void {
    // A subscriber that drains while it gets a packet would overwrite that very packet.
    if (this.#isReading || this.#batch === undefined) return
    this.#isReading = true
    const oldestMs = performance.now() - (this.#emptiedAt.get(socket) ?? -Infinity)
    try {
      for (let round = 0; round < mostBatches && !socket.isClosed; round += 1) {
        const count = socket.receive(this.#batch)
        for (let index = 0; index < count; index += 1)
          this.#deliver(name, this.#batch, index, oldestMs)
        if (count < slots) {
          this.#emptiedAt.set(socket, performance.now())
          return
        }
      }
    } catch (error) {
      // ENETDOWN when the interface goes down: the kernel hooks the socket up again by itself.
      this.#logger.debug('a packet socket reports an error', { interface: name, error })
    } finally {
      this.#isReading = false
    }
  }

  /**
   * `oldestMs`: when the socket was last empty. No frame is older, whatever the kernel's stamp and a
   * step of the wall clock make of it: rule 53.
   */
  #deliver(name: string, batch: ReceiveBatch, index: number, oldestMs: number): void {
    const packetType = batch.address(index)[packetTypeAt] ?? otherHost
    if (packetType === otherHost) this.#sink?.frameRejected(name, 'otherHost')
    if (packetType > broadcastOrMulticast) return
    if (batch.isTruncated(index)) this.#sink?.frameRejected(name, 'truncated')
    else this.#sink?.frameArrived(name, batch.bytes(index), Math.min(batch.ageMs(index), oldestMs))
  }
}

function socketsOf(port: Port | undefined, name: string): InterfaceSockets {
  if (port?.sockets === undefined) throw new SystemCallError('send', 'ENODEV', name)
  return port.sockets
}
