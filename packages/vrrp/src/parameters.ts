import type { DesiredAddress, DesiredRouting } from '@holdfast/core'
import type { IpAddress, IpFamily, MacAddress } from '@holdfast/core'
import type { HmacAuthentication } from './authentication.js'
import type { Profile } from './config.js'
import type { ClaimVerdict } from './input.js'
import type { Authentication, ChecksumForm, TtlRange, VrrpVersion } from './wire/advertisement.js'

/** A tracker with every default filled in. */
export interface TrackerParameters {
  readonly kind: 'script' | 'interface' | 'file'
  readonly name: string
  readonly weight: number
  readonly reverse: boolean
  readonly rise: number
  readonly fall: number
  readonly initFail: boolean
}

/** When and how often addresses are announced by GARP or unsolicited NA (rules 116, 79). */
export interface AnnounceParameters {
  readonly masterRepeat: number
  readonly masterDelayMs: number
  readonly refreshMs: number
  readonly refreshRepeat: number
  readonly lowerPrioRepeat: number
  readonly lowerPrioDelayMs: number
  readonly garpIntervalMs: number
  readonly gnaIntervalMs: number
  /** Whoever has the same one keeps these distances together; undefined for each interface its own. */
  readonly paceGroup: string | undefined
}

/** How a takeover asks for permission; the machine grants its own claims where this is absent. */
export interface ClaimParameters {
  readonly timeoutMs: number
  readonly timeoutVerdict: ClaimVerdict
}

/** The interface that carries the virtual router's own MAC address. */
export interface VirtualMacParameters {
  readonly name: string
  readonly macAddress: MacAddress
  /** Whether adverts leave by it, as everything else does. */
  readonly carriesAdverts: boolean
}

/** A validated configuration, complete and plain, as the machine reads it. */
export interface VrrpParameters {
  readonly name: string
  readonly profile: Profile
  readonly version: VrrpVersion
  readonly family: IpFamily
  readonly interface: string
  readonly virtualRouterId: number
  readonly priority: number
  readonly wantsMaster: boolean
  readonly advertIntMs: number
  readonly downTimerAdverts: number
  readonly preempt: boolean
  readonly preemptDelayMs: number
  readonly startupDelayMs: number
  /** Advertised, in the order of the configuration. */
  readonly virtualAddresses: readonly IpAddress[]
  /** Held and announced: the advertised addresses and the excluded ones. */
  readonly heldAddresses: readonly DesiredAddress[]
  /** Virtual routes and rules: a master's. */
  readonly routing: DesiredRouting
  readonly sourceAddress: IpAddress | undefined
  readonly trackSourceAddress: boolean
  readonly multicastGroup: IpAddress
  readonly virtualMac: VirtualMacParameters | undefined
  readonly unicastPeers: readonly IpAddress[]
  /** Of those peers that have one. */
  readonly unicastTtlRanges: Readonly<Record<IpAddress, TtlRange>>
  readonly unicastTtl: number
  /** Unicast is wanted, and there is nobody to speak to: a FAULT (rule 130). */
  readonly lacksPeer: boolean
  readonly checkUnicastSource: boolean
  readonly authentication: Authentication | HmacAuthentication
  readonly checksum: ChecksumForm
  readonly announce: AnnounceParameters
  readonly lowerPrioNoAdvert: boolean
  readonly higherPrioSendAdvert: boolean
  readonly ownerIgnoreAdverts: boolean
  readonly skipCheckAdvAddr: boolean
  readonly trackers: readonly TrackerParameters[]
  readonly dontTrackPrimary: boolean
  readonly syncGroupTrackingWeight: boolean
  readonly addressRetries: number
  readonly addressRetryDelayMs: number
  readonly claim: ClaimParameters | undefined
  /** Name of the sync group the instance belongs to. */
  readonly group: string | undefined
}

export const OWNER_PRIORITY = 255

export function isOwner(parameters: VrrpParameters): boolean {
  return parameters.priority === OWNER_PRIORITY
}
