import type { IpAddress, IpFamily } from './ip-address.js'
import type { IpPrefix } from './ip-prefix.js'

/** Metrics of a route that are plain numbers, by the words of `ip route`; `rto_min` in ms. */
export type RouteMetric =
  | 'mtu'
  | 'window'
  | 'ssthresh'
  | 'cwnd'
  | 'advmss'
  | 'reordering'
  | 'hoplimit'
  | 'initcwnd'
  | 'rto_min'
  | 'initrwnd'
  | 'quickack'

/** One of several ways that a route spreads its packets over. */
export interface DesiredNextHop {
  readonly gateway?: IpAddress
  readonly interface?: string
  /** 1..256; 1 by default. */
  readonly weight?: number
  readonly onLink?: boolean
}

/** A route that a router wants while it is master, as keepalived's `virtual_routes` name its parts. */
export interface DesiredRoute {
  readonly family: IpFamily
  /** Absent is the default route. Bits beyond the prefix length do not count. */
  readonly destination?: IpPrefix
  /** `unicast` by default; the others drop packets, all but `blackhole` with an ICMP error. */
  readonly type?: 'unicast' | 'blackhole' | 'unreachable' | 'prohibit'
  /** An IPv4 route may go through an IPv6 neighbour (RFC 5549). */
  readonly gateway?: IpAddress
  readonly interface?: string
  /** The gateway is a neighbour even if no address of the interface says so. */
  readonly onLink?: boolean
  /** Several ways, instead of `gateway`, `interface` and `onLink`. */
  readonly nextHops?: readonly DesiredNextHop[]
  readonly preferredSource?: IpAddress
  /** 0..2^32-1. By default 0 for IPv4 and 1024 for IPv6, which has no 0. */
  readonly metric?: number
  /** 1..2^32-1; 254, the main table, by default. */
  readonly table?: number
  /** RT_SCOPE_*; IPv4 only. By default universe through a gateway and link without one. */
  readonly scope?: number
  /** The TOS that a packet must have, 0..255; IPv4 only. Any by default. */
  readonly tos?: number
  readonly metrics?: Readonly<Partial<Record<RouteMetric, number>>>
}

/** A policy rule that a router wants while it is master, as in keepalived's `virtual_rules`. */
export interface DesiredRule {
  readonly family: IpFamily
  /**
   * 0..2^32-1, lowest first; the kernel's own rules are at 0, 32766 and 32767. Required: the kernel
   * would invent one, and nobody could tell the rule from another afterwards.
   */
  readonly priority: number
  /** `lookup` in `table` by default. */
  readonly action?: 'lookup' | 'blackhole' | 'unreachable' | 'prohibit'
  /** Where to look up; 254, the main table, by default. */
  readonly table?: number
  readonly source?: IpPrefix
  readonly destination?: IpPrefix
  readonly inputInterface?: string
  readonly outputInterface?: string
  /** Packets with this mark, in the bits of `markMask` (all by default). */
  readonly mark?: number
  readonly markMask?: number
  readonly tos?: number
  /** For the packets that do not match. */
  readonly isInverted?: boolean
}

/** All that one owner wants. The order counts: a gateway may be reached through an earlier route. */
export interface DesiredRouting {
  readonly routes: readonly DesiredRoute[]
  readonly rules: readonly DesiredRule[]
}

/** What releases everything. */
export const noRouting: DesiredRouting = Object.freeze({ routes: [], rules: [] })

export interface RoutingFailure {
  /** In the words of iproute2: `route 198.51.100.0/24 via 192.0.2.1`. */
  readonly subject: string
  /** The errno name, such as `EEXIST`. */
  readonly code: string
  readonly message: string
  /**
   * Whether it is held nonetheless: what it needs, such as its interface, its preferred source or a
   * way to its gateway, is not there yet, and it is put there once it is.
   */
  readonly isRetried: boolean
}

export type RoutingOutcome =
  { readonly ok: true } | { readonly ok: false; readonly failures: readonly RoutingFailure[] }

/**
 * Whoever puts virtual routes and rules where they lead packets. They are held, not added, as
 * addresses are: each call states the whole set that an owner wants.
 */
export interface Routes {
  /**
   * Makes `desired` the whole set of `owner`; empty lists release everything. `done` is called
   * exactly once, perhaps before `hold` returns, unless a later `hold` of the same owner replaced
   * this one first. Calling it again with the same set asserts it again.
   */
  hold(owner: string, desired: DesiredRouting, done: (outcome: RoutingOutcome) => void): void

  /** The synchronous last act of a dying process: lets go of everything, as far as it can. */
  releaseNow?(): void
}
