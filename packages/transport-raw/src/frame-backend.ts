import type { IpAddress, MacAddress } from '@holdfast/core'
import type { FrameRejectionCode } from './wire/rejection.js'

/** Gets what a backend hears. */
export interface FrameSink {
  /** A whole Ethernet frame, valid until the call returns, and how long it has waited. */
  frameArrived(interfaceName: string, frame: Uint8Array, ageMs: number): void
  /** A frame that the backend itself refused. */
  frameRejected(interfaceName: string, code: FrameRejectionCode): void
}

/** Says that something certainly did not leave; at most once for each call. */
export type FrameFailed = (cause: unknown) => void

/**
 * How whole frames get to and from an interface: what differs between AF_PACKET and libpcap.
 * `RawTransport` makes packets of frames, and is the only caller. Nothing is opened before `open`.
 */
export interface FrameBackend {
  /** Who hears the frames; called once, first of all. */
  attach(sink: FrameSink): void

  /** Listens on an interface, and keeps at it when that goes and comes back. Rejects if it cannot. */
  open(interfaceName: string): Promise<void>

  /**
   * Hears this multicast group too, on an interface that is open. Never throws: what the interface
   * refuses is asked for again when it changes.
   */
  joinGroup(interfaceName: string, group: IpAddress): void

  /** The interface's own MAC address; undefined while the interface does not exist. */
  macAddress(interfaceName: string): MacAddress | undefined

  /** Never throws. The bytes may be used again when it has returned. */
  sendFrame(interfaceName: string, frame: Uint8Array, failed: FrameFailed): void

  /** Sends an IP packet to where the kernel's routes and neighbour tables say. As `sendFrame`. */
  sendPacket(
    interfaceName: string,
    destination: IpAddress,
    packet: Uint8Array,
    failed: FrameFailed,
  ): void

  /** Goes through what sending takes, and sends nothing. */
  rehearseFrame?(interfaceName: string, frame: Uint8Array): void

  /** Hands what waits to the sink without leaving the call, as far as it can. */
  drain(): void

  /** Frames that found no room in a buffer, so far. */
  droppedFrames(): number

  close(): Promise<void>
}

/** Which frames wake the process: VRRP's own (with what ARP and NA tell of addresses), or all. */
export type FrameFilter = 'vrrp' | 'everything'
