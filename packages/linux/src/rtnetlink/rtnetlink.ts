import type { IpAddress, MacAddress } from '@holdfast/core'
import type { SystemCallError } from '../system-call-error.js'

/** What the kernel says of an interface. */
export interface LinkInfo {
  readonly index: number
  readonly name: string
  /** Bits of IFF_* (linux/if.h). */
  readonly flags: number
  /** IFF_UP and IFF_RUNNING: keepalived's notion of up (rule 105). */
  readonly isRunning: boolean
  readonly mtu: number
  readonly macAddress?: MacAddress
  /** Index of the lower interface, such as the parent of a macvlan or VLAN. */
  readonly parentIndex?: number
  /** `macvlan`, `vlan`, `veth`, `bridge`, `vrf`, …; absent for hardware. */
  readonly kind?: string
  /** IFLA_IFALIAS: who made it. */
  readonly alias?: string
}

/** An address of an interface, or one that shall be. */
export interface AddressInfo {
  readonly interfaceIndex: number
  readonly address: IpAddress
  readonly prefixLength: number
  /** Of a point-to-point link. */
  readonly peer?: IpAddress
  readonly broadcast?: IpAddress
  readonly label?: string
  /** RT_SCOPE_*; default by the kernel's rules (0 = universe). */
  readonly scope?: number
  /** Bits of IFA_F_* (32 bit). */
  readonly flags?: number
  /** Seconds; absent = for ever. */
  readonly validLifetime?: number
  /** Seconds; absent = for ever, 0 = deprecated. */
  readonly preferredLifetime?: number
  /** IFA_PROTO where the kernel has it (5.18). */
  readonly protocol?: number
}

/** A route as iproute2 names its parts. */
export interface RouteInfo {
  readonly family: 4 | 6
  /** RTN_*; 1 = unicast, 6 = blackhole. */
  readonly type: number
  /** Absent = default route. */
  readonly destination?: { readonly address: IpAddress; readonly prefixLength: number }
  readonly gateway?: IpAddress
  readonly interfaceIndex?: number
  readonly preferredSource?: IpAddress
  readonly priority?: number
  readonly table: number
  readonly protocol: number
  readonly scope: number
  /** Bits of the TOS field that a packet must have; absent = any. */
  readonly tos?: number
  /** The gateway is a neighbour even if no address of the interface says so. */
  readonly onLink?: boolean
  /** Several ways, instead of `gateway` and `interfaceIndex`. */
  readonly nextHops?: readonly NextHop[]
  /** By RTAX_* number: 2 = mtu, 8 = advmss, … */
  readonly metrics?: Readonly<Record<number, number>>
}

/** One way of a route that has several. */
export interface NextHop {
  readonly gateway?: IpAddress
  readonly interfaceIndex?: number
  /** 1..256, default 1. */
  readonly weight?: number
  readonly onLink?: boolean
}

/** An entry of the ARP or neighbour discovery cache. */
export interface NeighbourInfo {
  readonly interfaceIndex: number
  readonly address: IpAddress
  readonly macAddress?: MacAddress
  /** Bits of NUD_*: 2 = reachable, 4 = stale, 32 = failed, 128 = permanent, … */
  readonly state: number
  /** Bits of NTF_*. */
  readonly flags: number
}

export interface RuleInfo {
  readonly family: 4 | 6
  readonly priority?: number
  readonly source?: { readonly address: IpAddress; readonly prefixLength: number }
  readonly destination?: { readonly address: IpAddress; readonly prefixLength: number }
  readonly inputInterface?: string
  readonly outputInterface?: string
  readonly mark?: number
  /** Which bits of the mark count; the kernel's default is all. */
  readonly markMask?: number
  readonly tos?: number
  /** The rule is for packets that do not match. */
  readonly isInverted?: boolean
  readonly table?: number
  /** FR_ACT_*; default 1 = lookup in a table. */
  readonly action?: number
  /** RTPROT_*: who made it; where the kernel has it (4.17). */
  readonly protocol?: number
}

/** A change that the kernel told of. */
export type KernelEvent =
  | { readonly type: 'link'; readonly link: LinkInfo }
  | { readonly type: 'linkGone'; readonly link: LinkInfo }
  | { readonly type: 'address'; readonly address: AddressInfo }
  | { readonly type: 'addressGone'; readonly address: AddressInfo }
  | { readonly type: 'route'; readonly route: RouteInfo }
  | { readonly type: 'routeGone'; readonly route: RouteInfo }
  | { readonly type: 'rule'; readonly rule: RuleInfo }
  | { readonly type: 'ruleGone'; readonly rule: RuleInfo }
  /** Events were lost, or the socket had to be made anew: whatever was known must be read again. */
  | { readonly type: 'overrun' }

/** One change to ask for. */
export type KernelChange =
  /** NLM_F_CREATE | NLM_F_REPLACE: also renews lifetimes of an address that is there. */
  | { readonly type: 'setAddress'; readonly address: AddressInfo }
  /** NLM_F_CREATE | NLM_F_EXCL: EEXIST when it is there. */
  | { readonly type: 'addAddress'; readonly address: AddressInfo }
  | { readonly type: 'deleteAddress'; readonly address: AddressInfo }
  | { readonly type: 'setRoute'; readonly route: RouteInfo }
  /** NLM_F_CREATE | NLM_F_EXCL: EEXIST when one with its destination, table and metric is there. */
  | { readonly type: 'addRoute'; readonly route: RouteInfo }
  | { readonly type: 'deleteRoute'; readonly route: RouteInfo }
  | { readonly type: 'addRule'; readonly rule: RuleInfo }
  | { readonly type: 'deleteRule'; readonly rule: RuleInfo }
  | {
      readonly type: 'addMacvlan'
      readonly name: string
      readonly parentIndex: number
      readonly macAddress: MacAddress
      readonly mode: 'private' | 'bridge' | 'vepa' | 'passthru'
      readonly alias?: string
    }
  | {
      readonly type: 'setLink'
      readonly index: number
      readonly up?: boolean
      readonly alias?: string
      readonly macAddress?: MacAddress
      readonly mtu?: number
    }
  | { readonly type: 'deleteLink'; readonly index: number }

/** What became of a change. */
export type ChangeOutcome =
  { readonly ok: true } | { readonly ok: false; readonly error: SystemCallError }

/**
 * The kernel's tables of links, addresses, routes and rules. Requests are synchronous: the kernel
 * works a netlink request off within the send, in some tens of microseconds.
 */
export interface Rtnetlink {
  links(): readonly LinkInfo[]
  addresses(): readonly AddressInfo[]
  routes(family: 4 | 6): readonly RouteInfo[]
  rules(family: 4 | 6): readonly RuleInfo[]
  neighbours(family: 4 | 6): readonly NeighbourInfo[]

  /**
   * Applies changes in order, batched; one outcome for each. A change that fails does not stop those
   * after it. Throws SystemCallError when the socket itself fails, such as EPERM at its creation.
   */
  apply(changes: readonly KernelChange[]): readonly ChangeOutcome[]

  /** Calls back for every change from now on, also those made here; returns how to stop. */
  watch(onEvent: (event: KernelEvent) => void): () => void

  close(): void
}
