import type { VirtualAddress } from './virtual-address.js'
import type { VirtualRoute, VirtualRule } from './virtual-routing.js'
import type { AuthenticationConfig } from './authentication.js'
import type { VrrpVersion } from './wire/advertisement.js'

/** Which document decides where the RFCs and keepalived differ (docs/rules.md, table T). */
export type Profile = 'rfc3768' | 'rfc5798' | 'rfc9568' | 'keepalived'

interface TrackerWeight {
  /**
   * What this tracker adds to the priority: positive adds while up, negative subtracts while down,
   * 0 (default) means FAULT while down (rule 96). -253..253.
   */
  readonly weight?: number
  /** Turns the verdict around. Default false. */
  readonly reverse?: boolean
}

/** A check whose results the application reports: `instance.report(name, success)`. */
export interface ScriptTrackerConfig extends TrackerWeight {
  readonly kind: 'script'
  readonly name: string
  /** Consecutive successes needed to come up. Default 1. */
  readonly rise?: number
  /** Consecutive failures needed to go down. Default 1. */
  readonly fall?: number
  /** Counts as down until the first result, which decides alone. Default false: as unknown. */
  readonly initFail?: boolean
}

/** Another network interface whose link counts. */
export interface InterfaceTrackerConfig extends TrackerWeight {
  readonly kind: 'interface'
  /** Name of the interface. */
  readonly name: string
}

/** A number in a file, times the weight; `instance.reportFile(name, content)` (rule 103). */
export interface FileTrackerConfig extends TrackerWeight {
  readonly kind: 'file'
  readonly name: string
}

export type TrackerConfig = ScriptTrackerConfig | InterfaceTrackerConfig | FileTrackerConfig

/** A router that is spoken to by unicast. */
export interface UnicastPeer {
  readonly address: string
  /** Its adverts arrive with this TTL or hop limit at least, 0..255. Default 0. */
  readonly minTtl?: number
  /** And at most with this one, 0..255: 255 less the hops between tells a liar. Default 255. */
  readonly maxTtl?: number
}

/**
 * What a virtual router is: keepalived's keywords in camelCase, the unit last. Everything but the
 * first four has a default: keepalived's, where nothing else is said.
 */
export interface VrrpConfig {
  /** Name for people, unique within a router. */
  readonly name: string
  readonly interface: string
  /** VRID, 1..255. */
  readonly virtualRouterId: number
  /** The addresses that move, as `address/prefix length` or with details, all of one family. */
  readonly virtualAddresses: readonly (string | VirtualAddress)[]
  /** Held as well, but not advertised; any family. */
  readonly excludedAddresses?: readonly (string | VirtualAddress)[]
  /** Routes that a master has, after its addresses. Needs the port `routes`. */
  readonly virtualRoutes?: readonly VirtualRoute[]
  /** Policy rules that a master has, after its routes. Needs the port `routes`. */
  readonly virtualRules?: readonly VirtualRule[]

  /** 1..254, or 255 for the owner of the addresses. Default 100; 255 with `state: 'MASTER'`. */
  readonly priority?: number
  /** Only a wish: MASTER makes `preempt: false` and `preemptDelayMs` void (rules 89, 93). */
  readonly state?: 'MASTER' | 'BACKUP'
  /** Default: 2 for IPv4, 3 for IPv6 (keepalived); 3 in the profiles of VRRPv3. */
  readonly version?: VrrpVersion
  /** Default `keepalived`. */
  readonly profile?: Profile
  /** keepalived's vrrp_strict: only what the RFCs have; docs/rules.md, rule 145. Default false. */
  readonly strictMode?: boolean
  /** Advertisement interval: 1000..255000 in VRRPv2 (whole seconds), 10..40950 in VRRPv3. Default 1000. */
  readonly advertIntMs?: number
  /** keepalived's down_timer_adverts, 1..100: adverts missed before a takeover. Default 3. */
  readonly downTimerAdverts?: number
  /** `false` is keepalived's nopreempt. Default true. */
  readonly preempt?: boolean
  /** How long a weaker master is left alone before it is preempted, 0..1000000. Default 0. */
  readonly preemptDelayMs?: number
  /** After start, neither speak nor listen for so long. Default 0. */
  readonly startupDelayMs?: number
  /**
   * Whether the host answers on the virtual addresses (rule 125): `false` drops what is sent to them,
   * but not what is forwarded. Default true; in RFC profiles only for owners.
   */
  readonly acceptMode?: boolean

  /** Speaks from this address (mcast_src_ip, unicast_src_ip). Default: the interface's primary one. */
  readonly sourceAddress?: string
  /** FAULT while the interface has not got `sourceAddress`. Default false. */
  readonly trackSourceAddress?: boolean
  /** Send to this group, and hear no other. Default 224.0.0.18 or ff02::12. */
  readonly multicastGroup?: string
  /** Send to these routers instead of the multicast group. */
  readonly unicastPeers?: readonly (string | UnicastPeer)[]
  /** TTL or hop limit to send unicast with, 0..255. Default 255. */
  readonly unicastTtl?: number
  /** FAULT, instead of multicast, while `unicastPeers` is empty. Default false. */
  readonly unicastFaultNoPeer?: boolean
  /** Accept unicast only from `unicastPeers`. Default false; true where a peer has a TTL range. */
  readonly checkUnicastSource?: boolean
  /**
   * Speak and answer with the MAC address of the virtual router (RFC 9568 7.3), by an interface on top
   * of `interface`: of this name, or `vrrp.VRID` (`vrrp6.VRID`) if true. Needs the port `virtualMacs`.
   * Default false.
   */
  readonly useVmac?: boolean | string
  /** With `useVmac`: adverts leave with the real MAC address. Default false; true for unicast. */
  readonly vmacXmitBase?: boolean
  /** PASS (in clear on the wire) or AH of VRRPv2, or HMAC of either version. Default none. */
  readonly authentication?: AuthenticationConfig
  /** Compute IPv4 VRRPv3 checksums without pseudo-header, as RFC 9568, Cisco and Juniper do. */
  readonly v3ChecksumAsV2?: boolean

  /** GARP/NA per address on becoming master, 0..1000. Default 5. */
  readonly garpMasterRepeat?: number
  /** Pause before the second burst; 0 = none. Default 5000. */
  readonly garpMasterDelayMs?: number
  /** Period of later announcements; 0 = never. Default 0. */
  readonly garpMasterRefreshMs?: number
  /** GARP/NA per address in each period. Default 1. */
  readonly garpMasterRefreshRepeat?: number
  /** GARP/NA per address after hearing a weaker master. Default `garpMasterRepeat`. */
  readonly garpLowerPrioRepeat?: number
  /** Pause before their second burst; 0 = none. Default `garpMasterDelayMs`. */
  readonly garpLowerPrioDelayMs?: number
  /** Least distance of two GARPs on an interface. Default 0. */
  readonly garpIntervalMs?: number
  /** Least distance of two NAs on an interface. Default 0. */
  readonly gnaIntervalMs?: number
  /**
   * Instances with the same name here keep these distances together, on whatever interfaces, for the
   * sake of a switch behind all of them. Default: each interface for itself.
   */
  readonly announcePaceGroup?: string

  /** As master, leave weaker adverts unanswered. Default false; true in profiles before RFC 9568. */
  readonly lowerPrioNoAdvert?: boolean
  /**
   * Send one last advert on yielding to a stronger router, which then announces its addresses again:
   * else neighbours that this one misled stay misled. Default true; false in the RFC profiles (and in
   * keepalived).
   */
  readonly higherPrioSendAdvert?: boolean
  /** As owner, ignore every advert. Default false; true in profiles before RFC 9568. */
  readonly ownerIgnoreAdverts?: boolean
  /** Compare an advertised address list only when its sender is new. Default false. */
  readonly skipCheckAdvAddr?: boolean

  /** What raises and lowers the priority, or ends in FAULT. */
  readonly trackers?: readonly TrackerConfig[]
  /** Keep running when the own interface is down. Default false. */
  readonly dontTrackPrimary?: boolean
  /** In a sync group, let tracker weights count (rule 142). Default false. */
  readonly syncGroupTrackingWeight?: boolean

  /** How often addresses that could not be added are tried again. 0..1000. Default 5. */
  readonly addressRetries?: number
  /** Pause before the first retry; doubled each time. Default 200. */
  readonly addressRetryDelayMs?: number
  /** How long a `beforeMaster` hook may take, 1..60000. Default 1000. */
  readonly claimTimeoutMs?: number
  /** What a takeover does when the hook does not answer in time. Default 'grant'. */
  readonly claimTimeoutVerdict?: 'grant' | 'deny'
}
