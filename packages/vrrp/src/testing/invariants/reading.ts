import { ipFamily, ipToBytes } from '@holdfast/core'
import type { IpAddress, IpFamily } from '@holdfast/core'
import type { Profile, TrackerConfig, VrrpConfig } from '../../config.js'
import { bareAddress } from '../bare-address.js'

/**
 * What a configuration asks for, as docs and RFCs say it, read a second time: the checkers share
 * neither defaults nor formulas with the machine that they judge.
 */
export interface Reading {
  readonly name: string
  readonly interface: string
  readonly vrid: number
  readonly family: IpFamily
  readonly version: 2 | 3
  readonly profile: Profile
  readonly priority: number
  readonly owner: boolean
  readonly wantsMaster: boolean
  readonly intervalMs: number
  readonly downTimerAdverts: number
  readonly preempts: boolean
  readonly preemptDelayMs: number
  readonly startupDelayMs: number
  readonly advertised: readonly IpAddress[]
  /** The same as bytes, as an advert carries them. */
  readonly list: Uint8Array
  /** Advertised and excluded. */
  readonly held: readonly IpAddress[]
  /** Whether it has virtual routes or rules. */
  readonly hasRoutes: boolean
  /** Empty: multicast. */
  readonly peers: readonly IpAddress[]
  readonly checksSource: boolean
  readonly password: string | undefined
  /** Whether a master answers a weaker advert at once. */
  readonly answersWeaker: boolean
  /** Whether, as owner, it listens to nobody. */
  readonly deafOwner: boolean
  /** Whether it sends one more advert on yielding (rule 80). */
  readonly saysLastWord: boolean
  /** Whether it announces its addresses as soon as it has them (rule 116): no pacing, no dead link. */
  readonly announcesAtOnce: boolean
  readonly needsAddresses: boolean
  readonly tracksOwnLink: boolean
  readonly weightsCount: boolean
  readonly trackers: readonly TrackerConfig[]
  readonly group: string | undefined
}

export function read(config: VrrpConfig, group: string | undefined): Reading {
  const { profile = 'keepalived', state, authentication } = config
  const priority = config.priority ?? (state === 'MASTER' ? 255 : 100)
  const owner = priority === 255
  // Rules 89 and 93: the wish to be MASTER, and ownership, make nopreempt and its delay void.
  const preempts = config.preempt !== false || owner || state === 'MASTER'
  const advertised = config.virtualAddresses.map(bareAddress)
  const family = ipFamily(advertised[0] ?? '0.0.0.0')
  const isVersion3 = family === 6 || profile === 'rfc5798' || profile === 'rfc9568'
  const isBeforeRfc9568 = profile === 'rfc3768' || profile === 'rfc5798'
  return {
    name: config.name,
    interface: config.interface,
    vrid: config.virtualRouterId,
    family,
    version: config.version ?? (isVersion3 ? 3 : 2),
    profile,
    priority,
    owner,
    wantsMaster: state === undefined ? owner : state === 'MASTER',
    intervalMs: config.advertIntMs ?? 1000,
    downTimerAdverts: config.downTimerAdverts ?? 3,
    preempts,
    preemptDelayMs: preempts && state !== 'MASTER' ? (config.preemptDelayMs ?? 0) : 0,
    startupDelayMs: config.startupDelayMs ?? 0,
    advertised,
    list: Uint8Array.from(advertised.flatMap((address) => [...ipToBytes(address)])),
    held: [...advertised, ...(config.excludedAddresses ?? []).map(bareAddress)],
    hasRoutes: (config.virtualRoutes ?? config.virtualRules ?? []).length > 0,
    peers: (config.unicastPeers ?? []).map((peer) =>
      typeof peer === 'string' ? peer : peer.address,
    ),
    checksSource: config.checkUnicastSource ?? false,
    password: authentication?.type === 'pass' ? authentication.password : undefined,
    answersWeaker: !(config.lowerPrioNoAdvert ?? isBeforeRfc9568),
    deafOwner: owner && (config.ownerIgnoreAdverts ?? isBeforeRfc9568),
    saysLastWord: config.higherPrioSendAdvert ?? (config.profile ?? 'keepalived') === 'keepalived',
    announcesAtOnce:
      config.garpMasterRepeat !== 0 &&
      (config.garpIntervalMs ?? 0) + (config.gnaIntervalMs ?? 0) === 0 &&
      config.dontTrackPrimary !== true,
    needsAddresses: profile === 'rfc9568',
    tracksOwnLink: !(config.dontTrackPrimary ?? false),
    weightsCount: group === undefined || (config.syncGroupTrackingWeight ?? false),
    trackers: config.trackers ?? [],
    group,
  }
}

/** RFC 3768 6.1, RFC 9568 6.1 Skew_Time, rules 47-49; milliseconds. */
export function skewTime(reading: Reading, priority: number, masterIntervalMs: number): number {
  const share = 1 - (reading.owner ? 255 : priority) / 256
  return share * (reading.version === 2 ? 1000 : masterIntervalMs)
}

/** RFC 3768 6.1, RFC 9568 6.1 Active_Down_Interval; milliseconds. */
export function masterDownTime(
  reading: Reading,
  priority: number,
  masterIntervalMs: number,
): number {
  const adverts = reading.downTimerAdverts * masterIntervalMs
  return adverts + skewTime(reading, priority, masterIntervalMs)
}
