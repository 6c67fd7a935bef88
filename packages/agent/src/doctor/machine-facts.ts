import type { IpAddress, IpDatagram, IpPrefix, MacAddress } from '@holdfast/core'
import type { Capability } from '@holdfast/linux'
import type { HostFacts } from '../lint/facts/host-facts.js'
import type { Chain } from './firewall/ruleset.js'

/** What was seen of a machine; undefined is what nobody could look at. */
export interface MachineFacts {
  /** Why the compiled addon cannot be used; undefined if it can. */
  readonly addonProblem: string | undefined
  readonly isRoot: boolean
  readonly missingCapabilities: readonly Capability[]
  readonly links: readonly LinkFacts[] | undefined
  /** Such as `net/ipv4/ip_forward`; undefined where there is no such setting. */
  readonly sysctl: (path: string) => string | undefined
  readonly canWriteSysctls: boolean
  readonly chains: readonly Chain[]
  readonly hasNft: boolean
  readonly heard: readonly HeardPacket[]
  /** Who answers for virtual addresses. */
  readonly claims: readonly AddressClaim[]
  readonly routers: readonly RouterProcess[]
  readonly time: TimeFacts
  readonly command: HostFacts['command']
  readonly hasIpvs: boolean
  readonly service: ServiceFacts
  /** What could not be looked at, and why. */
  readonly blindSpots: readonly string[]
}

export interface LinkFacts {
  readonly name: string
  readonly isUp: boolean
  readonly hasCarrier: boolean
  readonly isMulticast: boolean
  readonly macAddress: MacAddress | undefined
  readonly mtu: number
  /** Without those that are not used yet, or not any more. */
  readonly addresses: readonly IpPrefix[]
  /** That it is, or is a port of. */
  readonly bridge: BridgeFacts | undefined
}

export interface BridgeFacts {
  readonly name: string
  readonly snoopsMulticast: boolean
}

/** The last of several that are alike. */
export interface HeardPacket {
  readonly datagram: IpDatagram
  readonly unixTimeMs: number
}

export interface AddressClaim {
  readonly interface: string
  readonly address: IpAddress
  readonly macAddress: MacAddress
}

/** Of the same network namespace. */
export interface RouterProcess {
  readonly program: 'keepalived' | 'holdfast'
  readonly processId: number
}

export interface TimeFacts {
  /** How late the latest of the timers of a second was. */
  readonly latestMs: number
  /** What other virtual machines took of the processor's time, 0..1. */
  readonly stolenShare: number
  readonly suspendedMs: number
}

export interface ServiceFacts {
  /** systemd is the service manager. */
  readonly isManaged: boolean
  readonly isInstalled: boolean
  readonly isEnabled: boolean
  readonly isKeepalivedEnabled: boolean
}
