import type { IpAddress } from './ip-address.js'
import type { MacAddress } from './mac-address.js'

/** What both kinds of packets say of their way here. */
interface Arrival {
  /**
   * How long a received packet has waited since it arrived at this machine, in milliseconds with a
   * fraction; absent where the transport cannot tell.
   */
  readonly ageMs?: number
}

/** An IP datagram as VRRP sees it: the header fields that matter, and what the header carries. */
export interface IpDatagram extends Arrival {
  readonly kind: 'ip'
  readonly interface: string
  readonly source: IpAddress
  readonly destination: IpAddress
  /** IP protocol number or IPv6 next header, 0..255. */
  readonly protocol: number
  /** TTL or hop limit, 0..255. */
  readonly ttl: number
  /** TOS or traffic class, 0..255. */
  readonly tos: number
  /**
   * Of the IPv4 header, where somebody cares, as AH does: 1..65535 to be sent with, or as received
   * with protocol 51. Else the transport's own.
   */
  readonly identification?: number
  readonly payload: Uint8Array
}

/** An Ethernet frame; ARP crosses the port as one. */
export interface EthernetFrame extends Arrival {
  readonly kind: 'ethernet'
  readonly interface: string
  readonly source: MacAddress
  readonly destination: MacAddress
  readonly etherType: number
  readonly payload: Uint8Array
}

export type Packet = IpDatagram | EthernetFrame

/** Says that a packet certainly did not leave. Called at most once, perhaps before `send` returns. */
export type SendFailed = (error: Error) => void

/**
 * Where packets come from and go to. One transport serves many router instances.
 *
 * A transport never delivers a packet to its own sender, never throws from `send`, and delivers
 * nothing after `close` was called. Addresses are canonical text without a zone. The sender may use
 * a payload again once `send` has returned. `transportContract` of `@holdfast/core/testing` is the
 * suite that every transport passes.
 */
export interface PacketTransport {
  /** Of one that only passes on: what is behind it. Whoever has the one has the other. */
  readonly behind?: PacketTransport

  /**
   * Listens on these interfaces too; may be called again with others. Rejects with TransportError,
   * for instance when there is no such interface. `groups` are multicast groups that shall be heard
   * there besides those of the protocols, 224.0.0.18, ff02::12 and ff02::1; a transport that hears
   * every group need not look at them.
   */
  open(interfaces: readonly string[], groups?: readonly IpAddress[]): Promise<void>

  /** Every packet that arrives from now on; a packet is only valid until the callback returns. */
  subscribe(onPacket: (packet: Packet) => void): () => void

  /** Through an interface that is open; else `failed` is called. */
  send(packet: Packet, failed?: SendFailed): void

  /** Goes through what sending this packet takes, and does not send it. Never throws. */
  rehearse?(packet: Packet): void

  /** Reads what waits without leaving the call; returns how many packets were delivered. */
  drain?(): number

  close(): Promise<void>
}
