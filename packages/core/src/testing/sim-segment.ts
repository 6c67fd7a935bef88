import { isMulticast } from '../ip-address.js'
import type { LinkStatus } from '../links.js'
import type { MacAddress } from '../mac-address.js'
import type { Packet } from '../transport.js'
import type { FaultPlan } from './faults.js'
import type { SimClock } from './sim-clock.js'

/** What a tap sees: a packet leaves a node, and then reaches or misses each addressee. */
export interface TappedPacket {
  readonly kind: 'sent' | 'delivered' | 'lost'
  readonly atMs: number
  readonly segment: string
  /** The sender; of a packet delivered or lost the node that got or missed it. */
  readonly node: string
  readonly from: string
  /** As `node` sees it: `interface` is its own. */
  readonly packet: Packet
  /** That of the sending interface, where it has one. */
  readonly sourceMac?: MacAddress
}

export type Tap = (tapped: TappedPacket) => void

/** A node as a segment sees it. */
export interface Station {
  readonly node: string
  link(name: string): LinkStatus
  /** Whether a packet that arrives at this interface now is taken in. */
  isListening(name: string): boolean
  receive(packet: Packet): void
}

/** An interface of a station, plugged into a segment. */
interface Port {
  readonly station: Station
  readonly interface: string
}

/** A packet on its way to one receiver. */
interface Transit {
  readonly from: Station
  readonly sourceMac: MacAddress | undefined
  readonly to: Station
  readonly packet: Packet
}

/** One layer 2 segment: who is on it, whom a packet is for, and when it gets there. */
export class SimSegment {
  readonly name: string
  readonly faults: FaultPlan

  readonly #clock: SimClock
  readonly #taps: ReadonlySet<Tap>
  #ports: readonly Port[] = []

  /** `taps` belongs to the network, which adds to it and takes from it. */
  constructor(name: string, clock: SimClock, faults: FaultPlan, taps: ReadonlySet<Tap>) {
    this.name = name
    this.faults = faults
    this.#clock = clock
    this.#taps = taps
  }

  plug(station: Station, interfaceName: string): void {
    this.#ports = [...this.#ports, { station, interface: interfaceName }]
  }

  unplug(station: Station): void {
    this.#ports = this.#ports.filter((port) => port.station !== station)
  }

  /** Puts a packet on the wire; it arrives in later events, even with no latency at all. */
  carry(sender: Station, packet: Packet): void {
    let carried: Packet = { ...packet, payload: new Uint8Array(packet.payload) }
    const { macAddress: sourceMac } = sender.link(packet.interface)
    this.#report('sent', { from: sender, sourceMac, to: sender, packet: carried })
    const isForAll = isGroupAddressed(packet)
    for (const { station, interface: name } of this.#ports) {
      if (station === sender) continue
      if (!isForAll && !isAddressedTo(station.link(name), packet)) continue
      if (carried.interface !== name) carried = { ...carried, interface: name }
      this.#transmit({ from: sender, sourceMac, to: station, packet: carried })
    }
  }

  #transmit(transit: Transit): void {
    const delays = this.faults.deliveries(transit.from.node, transit.to.node)
    if (delays.length === 0) this.#report('lost', transit)
    for (const delayMs of delays) {
      this.#clock.post(this.#clock.now() + delayMs, () => this.#arrive(transit))
    }
  }

  #arrive(transit: Transit): void {
    const { to, packet } = transit
    const isListening = to.isListening(packet.interface)
    this.#report(isListening ? 'delivered' : 'lost', transit)
    if (isListening) to.receive(packet)
  }

  #report(kind: TappedPacket['kind'], { from, sourceMac, to, packet }: Transit): void {
    if (this.#taps.size === 0) return
    const tapped: TappedPacket = {
      kind,
      atMs: this.#clock.now(),
      segment: this.name,
      node: to.node,
      from: from.node,
      packet,
      ...(sourceMac === undefined ? {} : { sourceMac }),
    }
    for (const tap of this.#taps) tap(tapped)
  }
}

function isGroupAddressed({ kind, destination }: Packet): boolean {
  if (kind === 'ip') return isMulticast(destination) || destination === '255.255.255.255'
  // The lowest bit of a MAC address's first byte says group or individual (IEEE 802-2014 8.2.2).
  return (Number.parseInt(destination, 16) & 1) === 1
}

function isAddressedTo(link: LinkStatus, { kind, destination }: Packet): boolean {
  return kind === 'ip' ? link.addresses.includes(destination) : link.macAddress === destination
}
