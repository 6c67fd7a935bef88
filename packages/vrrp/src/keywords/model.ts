import type { IpAddress, IpFamily, IpPrefix, MacAddress } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'

/** A line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or `static_ipaddress`. */
export interface AddressLine {
  readonly address: IpAddress
  /** 32 or 128 where the line has no mask. */
  readonly prefixLength: number
  /** `dev`. Default: the interface of the instance, or `default_interface`. */
  readonly interface?: string
  /** `brd`: an address, or the one that has all host bits set (`+`) or clear (`-`). */
  readonly broadcast?: string
  readonly scope?: ScopeName | number
  /** Begins with the name of the interface; IPv4 only. */
  readonly label?: string
  readonly peer?: IpPrefix
  /** The address is put on a virtual MAC interface of its own. */
  readonly useVmac?: boolean
  readonly home?: boolean
  /** `-nodad`: no duplicate address detection. */
  readonly nodad?: boolean
  readonly mngtmpaddr?: boolean
  readonly noprefixroute?: boolean
  readonly autojoin?: boolean
  /** Its loss is no reason for anything. */
  readonly noTrack?: boolean
  /** Static addresses only: whose instances go down when it is lost. */
  readonly trackGroup?: string
  /** `preferred_lft`, in seconds. Default: for ever, but 0 for an IPv6 address with mask 128. */
  readonly preferredLft?: number | 'forever'
}

export type ScopeName = 'global' | 'site' | 'link' | 'host' | 'nowhere'

export type RouteType =
  | 'unicast'
  | 'local'
  | 'broadcast'
  | 'anycast'
  | 'multicast'
  | 'throw'
  | 'unreachable'
  | 'prohibit'
  | 'blackhole'
  | 'nat'

/** One way of a route with several, or the only one. */
export interface NextHop {
  readonly via?: IpAddress
  readonly interface?: string
  /** 1..256. */
  readonly weight?: number
  readonly onlink?: boolean
}

/** A name of the table files of iproute2, or a number. */
export type NameOrNumber = string | number

/** The numbers of a route, by the words of `ip route`; `rto_min` in milliseconds. */
export type RouteMetricName =
  | 'mtu'
  | 'advmss'
  | 'rtt'
  | 'rttvar'
  | 'window'
  | 'cwnd'
  | 'initcwnd'
  | 'initrwnd'
  | 'ssthresh'
  | 'rto_min'
  | 'hoplimit'
  | 'reordering'
  | 'quickack'

/** A line of `virtual_routes` or `static_routes`. */
export interface RouteLine {
  /** Default `prepend`. */
  readonly operation?: 'add' | 'append' | 'prepend'
  readonly type?: RouteType
  readonly family?: IpFamily
  readonly destination: IpPrefix | 'default'
  readonly via?: IpAddress
  readonly interface?: string
  /** `nexthop`, or a second gateway behind `or`. */
  readonly nextHops?: readonly NextHop[]
  readonly src?: IpAddress
  readonly table?: NameOrNumber
  /** 0..4294967295. */
  readonly metric?: number
  readonly scope?: ScopeName | number
  readonly tos?: NameOrNumber
  readonly protocol?: NameOrNumber
  readonly onlink?: boolean
  readonly metrics?: Readonly<Partial<Record<RouteMetricName, number>>>
  /** Its loss is no reason for anything. */
  readonly noTrack?: boolean
  /** Static routes only: whose instances go down when it is lost. */
  readonly trackGroup?: string
}

/** A line of `virtual_rules` or `static_rules`. */
export interface RuleLine {
  /** `not`: for packets that do not match. */
  readonly not?: boolean
  readonly family?: IpFamily
  readonly from?: IpPrefix | 'all'
  readonly to?: IpPrefix | 'all'
  /** Absent where there is another action. */
  readonly table?: NameOrNumber
  readonly action?: 'blackhole' | 'unreachable' | 'prohibit'
  readonly inputInterface?: string
  readonly outputInterface?: string
  readonly fwmark?: number
  /** Bits of the mark that count. Default: all. */
  readonly fwmarkMask?: number
  readonly tos?: NameOrNumber
  /** `preference`, `priority`, `order`: 0..4294967295. Invented by keepalived where absent. */
  readonly preference?: number
  readonly noTrack?: boolean
  /** Static rules only: whose instances go down when it is lost. */
  readonly trackGroup?: string
}

/** A line of `track_script`, `track_interface`, `track_file` or `track_process`. */
export interface TrackReference {
  readonly name: string
  /** Default: that of the tracker itself, or 0 for an interface, which means FAULT while down. */
  readonly weight?: number
  /** `reverse` or `noreverse`. */
  readonly reverse?: boolean
}

/** A line of `unicast_peer`. */
export interface UnicastPeerLine {
  readonly address: IpAddress
  /** 0..255. */
  readonly minTtl?: number
  /** 0..255. */
  readonly maxTtl?: number
}

/** `use_vmac [[name] INTERFACE] [MAC] [netlink_notify_msg] [group ID]`. */
export interface UseVmac {
  readonly interface?: string
  readonly macAddress?: MacAddress
  readonly netlinkNotifyMsg?: boolean
  readonly group?: number
}

/** `authentication`. */
export interface AuthenticationBlock {
  readonly authType?: 'PASS' | 'AH'
  /** As it was written; only the first 8 bytes count. */
  readonly authPass?: string
}

/** `key ID VALUE` in `auth_hmac`. */
export interface HmacKeyLine {
  /** 1..255. */
  readonly id: number
  /** As it was written: text, `hex:...` or `file:...`. */
  readonly value: string
}

/** `auth_hmac` (rules 135-138). */
export interface AuthHmacBlock {
  readonly keys?: readonly HmacKeyLine[]
  /** 1..255. Default: the first key. */
  readonly activeKey?: number
  /** 1000..300000. Default: three advertisement intervals, 5000 at least. */
  readonly timeWindowMs?: number
  /** Default `time`. */
  readonly antiReplay?: 'time' | 'monotonic'
  /** Default `enforce`. */
  readonly mode?: 'enforce' | 'permissive' | 'receive-only'
}

/** The keywords that instances and sync groups have in common. */
export interface NotifyKeywords {
  readonly notifyMaster?: Command
  readonly notifyBackup?: Command
  readonly notifyFault?: Command
  readonly notifyStop?: Command
  /** Called with four more arguments. */
  readonly notify?: Command
  /** FIFO lines for changes of the effective priority. Default: that of `global_defs`. */
  readonly notifyPriorityChanges?: boolean
  /** Default: `smtp_alert_vrrp` or `smtp_alert` of `global_defs`. */
  readonly smtpAlert?: boolean
}

/** What instances and sync groups track. */
export interface TrackKeywords {
  readonly trackInterfaces?: readonly TrackReference[]
  readonly trackScripts?: readonly TrackReference[]
  readonly trackFiles?: readonly TrackReference[]
  readonly trackProcesses?: readonly TrackReference[]
}

/** `garp_extra_if [all] SECONDS`. */
export interface GarpExtraIf {
  /** On all interfaces of addresses, not only on virtual MAC interfaces. */
  readonly all?: boolean
  /** 0 (off), 1000..86400000. */
  readonly intervalMs: number
}

/** `vrrp_instance NAME { ... }`. */
export interface InstanceBlock extends NotifyKeywords, TrackKeywords {
  readonly name: string
  readonly state?: 'MASTER' | 'BACKUP'
  /** Needed but for unicast without link-local peers. */
  readonly interface?: string
  readonly vrf?: string
  /** 1..255; `loadKeepalivedConfiguration` of the agent drops an instance without it. */
  readonly virtualRouterId: number
  /** 1..255. Default 100, and 255 with `state MASTER`. */
  readonly priority?: number
  /** 10..255000. Default 1000. Whole seconds in VRRPv2. */
  readonly advertIntMs?: number
  /** Default: that of `global_defs`, else 2 for IPv4; IPv6 always has 3. */
  readonly version?: 2 | 3
  /** `nopreempt` is false. Default true. */
  readonly preempt?: boolean
  /** 0..1000000. Default 0. */
  readonly preemptDelayMs?: number
  /** 1..100. */
  readonly downTimerAdverts?: number
  readonly strictMode?: boolean
  readonly skipCheckAdvAddr?: boolean
  readonly lowerPrioNoAdvert?: boolean
  readonly higherPrioSendAdvert?: boolean
  readonly ownerIgnoreAdverts?: boolean

  readonly mcastSrcIp?: IpAddress
  readonly unicastSrcIp?: IpAddress
  readonly mcastDstIp?: IpAddress
  /** FAULT while the source address is not there. */
  readonly trackSrcIp?: boolean
  readonly unicastPeers?: readonly UnicastPeerLine[]
  /** FAULT instead of multicast when there are no peers. */
  readonly unicastFaultNoPeer?: boolean
  readonly checkUnicastSrc?: boolean
  /** 0..255. Default 255. */
  readonly unicastTtl?: number

  readonly useVmac?: UseVmac
  readonly vmacXmitBase?: boolean
  readonly promoteSecondaries?: boolean
  readonly dontTrackPrimary?: boolean

  readonly virtualAddresses?: readonly AddressLine[]
  readonly excludedAddresses?: readonly AddressLine[]
  readonly noVirtualIpaddress?: boolean
  readonly virtualRoutes?: readonly RouteLine[]
  readonly virtualRules?: readonly RuleLine[]
  /** `accept` true, `no_accept` false. Default true; in strict mode only for the owner. */
  readonly accept?: boolean

  readonly garpMasterDelayMs?: number
  readonly garpMasterRepeat?: number
  readonly garpMasterRefreshMs?: number
  readonly garpMasterRefreshRepeat?: number
  readonly garpLowerPrioDelayMs?: number
  readonly garpLowerPrioRepeat?: number

  readonly authentication?: AuthenticationBlock
  readonly authHmac?: AuthHmacBlock

  readonly notifyMasterRxLowerPri?: Command
  /** A command, or true for `notify_deleted` alone: DELETED is then sent instead of FAULT. */
  readonly notifyDeleted?: Command | true
}

/** `vrrp_sync_group NAME { ... }`. */
export interface SyncGroupBlock extends NotifyKeywords, TrackKeywords {
  readonly name: string
  /** `group { ... }`: names of instances. */
  readonly members?: readonly string[]
  readonly syncGroupTrackingWeight?: boolean
}

/** `garp_group { ... }`: interfaces that share a pace. */
export interface GarpGroupBlock {
  /** Least distance of two GARPs. Microseconds are kept as decimals. */
  readonly garpIntervalMs?: number
  /** Least distance of two unsolicited NAs. */
  readonly gnaIntervalMs?: number
  /** `interface`: one name, instead of `interfaces`. */
  readonly interface?: string
  readonly interfaces?: readonly string[]
}

/** `track_group NAME { group { ... } }`: instances that a static address, route or rule brings down. */
export interface TrackGroupBlock {
  readonly name: string
  readonly members?: readonly string[]
}

/** A line of `interface_up_down_delays`. */
export interface UpDownDelayLine {
  readonly interface: string
  /** 0..255000. */
  readonly downDelayMs: number
  /** Default: `downDelayMs`. */
  readonly upDelayMs?: number
}

/** The keywords of `global_defs` that are defaults of instances, or about VRRP as a whole. */
export interface VrrpDefaults {
  readonly vrrpVersion?: 2 | 3
  readonly vrrpMcastGroup4?: IpAddress
  readonly vrrpMcastGroup6?: IpAddress
  readonly vrrpGarpMasterDelayMs?: number
  readonly vrrpGarpMasterRepeat?: number
  readonly vrrpGarpMasterRefreshMs?: number
  readonly vrrpGarpMasterRefreshRepeat?: number
  readonly vrrpGarpLowerPrioDelayMs?: number
  readonly vrrpGarpLowerPrioRepeat?: number
  /** Microseconds are kept as decimals. */
  readonly vrrpGarpIntervalMs?: number
  readonly vrrpGnaIntervalMs?: number
  readonly vrrpMinGarp?: boolean
  /** 1..100. */
  readonly vrrpDownTimerAdverts?: number
  readonly vrrpLowerPrioNoAdvert?: boolean
  readonly vrrpHigherPrioSendAdvert?: boolean
  readonly vrrpCheckUnicastSrc?: boolean
  readonly vrrpSkipCheckAdvAddr?: boolean
  readonly vrrpStrict?: boolean
  readonly vrrpOwnerIgnoreAdverts?: boolean
  readonly v3ChecksumAsV2?: boolean
  readonly vrrpNotifyPriorityChanges?: boolean
  readonly vrrpStartupDelayMs?: number
  /** The same, counted from the moment in which the machine booted; the longer one counts. */
  readonly vrrpDelayAfterBootMs?: number
  readonly vmacPrefix?: string
  /** Default `eth0`. */
  readonly defaultInterface?: string
  /** `dynamic_interfaces [allow_if_changes]`. */
  readonly dynamicInterfaces?: 'on' | 'allow_if_changes'
}
