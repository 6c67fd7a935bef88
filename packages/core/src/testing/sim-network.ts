import { UsageError } from '../errors.js'
import type { IpAddress } from '../ip-address.js'
import type { MacAddress } from '../mac-address.js'
import type { Random } from '../random.js'
import { derivedMacAddress } from './derived-mac.js'
import { FaultPlan } from './faults.js'
import type { LinkFaults } from './faults.js'
import { forkRandom, seededRandom } from './seeded-random.js'
import type { SimClock } from './sim-clock.js'
import { SimLinks } from './sim-links.js'
import type { LinkChange } from './sim-links.js'
import type { SimProcess } from './sim-process.js'
import { SimSegment } from './sim-segment.js'
import type { Tap } from './sim-segment.js'
import { SimTransport } from './sim-transport.js'

export interface SimNetworkOptions {
  /** Decides every loss, delay and duplicate of a run; 0 by default. */
  readonly seed?: number
  /** What every segment starts with; by default packets arrive at once and none is lost. */
  readonly faults?: Partial<LinkFaults>
  /**
   * Gets what subscribers, taps and `failed` callbacks throw. By default it comes out of the call
   * that advances the clock, so that no test overlooks it.
   */
  readonly onError?: (error: unknown) => void
}

/** How an interface of a node is plugged in. */
export interface SimInterface {
  /** Nodes on the same segment hear each other; `lan` by default. */
  readonly segment?: string
  readonly address: IpAddress | readonly IpAddress[]
  /** Derived from the first address by default. */
  readonly macAddress?: MacAddress
}

/**
 * Layer 2 segments on virtual time. Multicast and broadcast reach every other node of the segment,
 * IP unicast the node that has the address there, an Ethernet frame the one that has the MAC
 * address. What a node sent before its process crashed still arrives. Receivers of a packet share
 * its bytes and must not write to them.
 */
export class SimNetwork {
  /** What goes wrong on the segment `lan`. */
  readonly faults: FaultPlan

  readonly #clock: SimClock
  readonly #random: Random
  readonly #defaultFaults: Partial<LinkFaults>
  readonly #onError: (error: unknown) => void
  readonly #segments = new Map<string, SimSegment>()
  readonly #nodes = new Map<string, SimTransport>()
  readonly #taps = new Set<Tap>()

  constructor(clock: SimClock, options: SimNetworkOptions = {}) {
    this.#clock = clock
    this.#random = seededRandom(options.seed ?? 0)
    this.#defaultFaults = options.faults ?? {}
    this.#onError = options.onError ?? ((error) => clock.defer(() => rethrow(error)))
    this.faults = this.faultsOf('lan')
  }

  /** What goes wrong on a segment; nodes go by the names of their processes. */
  faultsOf(segment: string): FaultPlan {
    return this.#segment(segment).faults
  }

  /**
   * Plugs a node in. A node whose transport is closed or whose process has crashed can be attached
   * again under its name; an interface that was down then is still down.
   */
  attach(process: SimProcess, interfaces: Readonly<Record<string, SimInterface>>): SimTransport {
    const before = this.#nodes.get(process.name)
    if (before?.isGone === false) throw new UsageError(`${process.name} is attached already`)
    const links = new SimLinks((callback) => process.deliver(callback))
    const wiring = new Map<string, SimSegment>()
    const transport = new SimTransport(process, links, wiring, this.#onError)
    if (before !== undefined) for (const each of this.#segments.values()) each.unplug(before)
    for (const [name, plug] of Object.entries(interfaces)) {
      const wasDown = before?.links.has(name) === true && !before.links.get(name).up
      links.set(name, { ...linkOf(plug), up: !wasDown })
      const segment = this.#segment(plug.segment ?? 'lan')
      segment.plug(transport, name)
      wiring.set(name, segment)
    }
    this.#nodes.set(process.name, transport)
    return transport
  }

  /** Takes an interface down, in both directions, or up again; the node's `links` tell it. */
  setLink(node: string, interfaceName: string, up: boolean): void {
    const transport = this.#nodes.get(node)
    if (transport?.links.has(interfaceName) !== true) {
      throw new UsageError(`there is no interface ${interfaceName} of a node ${node}`)
    }
    transport.links.set(interfaceName, { up })
  }

  /** Shows every packet of every segment from now on, until the returned function is called. */
  tap(listener: Tap): () => void {
    const tap: Tap = (tapped) => {
      try {
        listener(tapped)
      } catch (error) {
        this.#onError(error)
      }
    }
    this.#taps.add(tap)
    return () => {
      this.#taps.delete(tap)
    }
  }

  #segment(name: string): SimSegment {
    const known = this.#segments.get(name)
    if (known !== undefined) return known
    // Each segment draws from a stream of its own: traffic on one does not change another's faults.
    const faults = new FaultPlan(forkRandom(this.#random), this.#defaultFaults)
    const segment = new SimSegment(name, this.#clock, faults, this.#taps)
    this.#segments.set(name, segment)
    return segment
  }
}

function linkOf({ address, macAddress }: SimInterface): LinkChange {
  const addresses = typeof address === 'string' ? [address] : address
  const [first] = addresses
  return { addresses, macAddress: macAddress ?? (first && derivedMacAddress(first)) }
}

function rethrow(error: unknown): never {
  throw error
}
