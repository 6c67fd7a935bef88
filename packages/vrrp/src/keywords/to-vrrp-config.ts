import type { AuthenticationConfig } from '../authentication.js'
import type { VrrpConfig } from '../config.js'
import { familyOf, isStrict, versionOf } from './instance-facts.js'
import { toVirtualAddress } from './map-addresses.js'
import { toVirtualRoute, toVirtualRule } from './map-routing.js'
import type { Mapped, RoutingNames } from './map-routing.js'
import { toTrackers } from './map-trackers.js'
import type { TrackerBlocks } from './map-trackers.js'
import type { GarpGroupBlock, InstanceBlock, SyncGroupBlock, VrrpDefaults } from './model.js'

/** What an instance is read with. */
export interface InstanceSurroundings {
  /** Of `global_defs`. */
  readonly defaults?: VrrpDefaults
  readonly trackers?: TrackerBlocks
  readonly garpGroups?: readonly GarpGroupBlock[]
  /** The sync group that the instance is in: what it tracks, every member tracks. */
  readonly syncGroup?: SyncGroupBlock
  /** Numbers for names of routing tables. Default: only those that the kernel has by itself. */
  readonly names?: RoutingNames
}

export interface MappedInstance {
  readonly config: VrrpConfig
  /** What the instance asks for and does not get, as sentences. */
  readonly problems: readonly string[]
}

type Draft = { -readonly [Name in keyof VrrpConfig]: VrrpConfig[Name] | undefined }

/** What the block means for a `VrrpInstance`, with the defaults of `global_defs`. */
export function toVrrpConfig(
  instance: InstanceBlock,
  surroundings: InstanceSurroundings = {},
): MappedInstance {
  const {
    defaults = {},
    syncGroup,
    trackers = {},
    names = { table: () => undefined },
  } = surroundings
  const problems: string[] = []
  const keep = <Value>(mapped: Mapped<Value>): readonly Value[] => {
    if ('value' in mapped) return [mapped.value]
    problems.push(mapped.problem)
    return []
  }
  let invented = 0
  const { virtualRoutes, virtualRules, state, priority, useVmac } = instance
  if (useVmac?.macAddress !== undefined)
    problems.push('the MAC address of `use_vmac` is not heeded')
  if (useVmac?.group !== undefined) problems.push('the group of `use_vmac` is not heeded')
  const excluded = instance.excludedAddresses?.map(toVirtualAddress)
  const draft: Draft = {
    name: instance.name,
    interface: instance.interface ?? instance.vrf ?? '',
    virtualRouterId: instance.virtualRouterId,
    virtualAddresses: (instance.virtualAddresses ?? []).map(toVirtualAddress),
    excludedAddresses: excluded,
    virtualRoutes: virtualRoutes?.flatMap((line) => keep(toVirtualRoute(line, names))),
    virtualRules: virtualRules?.flatMap((line) =>
      keep(toVirtualRule(line, line.preference === undefined ? invented++ : 0, names)),
    ),
    priority,
    state,
    strictMode: isStrict(instance, defaults) ? true : undefined,
    version: versionOf(instance, defaults),
    advertIntMs: instance.advertIntMs,
    preempt: instance.preempt,
    preemptDelayMs: instance.preemptDelayMs,
    startupDelayMs: defaults.vrrpStartupDelayMs,
    acceptMode: instance.accept,
    ...speech(instance, defaults),
    ...announcements(instance, surroundings),
    useVmac: useVmac === undefined ? undefined : vmacName(instance, defaults),
    vmacXmitBase: instance.vmacXmitBase,
    dontTrackPrimary: instance.dontTrackPrimary,
    trackers: toTrackers(withGroup(instance, syncGroup), trackers),
    syncGroupTrackingWeight: syncGroup?.syncGroupTrackingWeight,
  }
  return { config: defined(draft), problems }
}

/** With whom it speaks, and how. */
function speech(instance: InstanceBlock, defaults: VrrpDefaults): Partial<Draft> {
  const isIpv4 = familyOf(instance) === 4
  const group = isIpv4 ? defaults.vrrpMcastGroup4 : defaults.vrrpMcastGroup6
  const unicast = (instance.unicastPeers ?? []).length > 0
  const { unicastSrcIp, mcastSrcIp } = instance
  return {
    sourceAddress: unicast ? (unicastSrcIp ?? mcastSrcIp) : (mcastSrcIp ?? unicastSrcIp),
    trackSourceAddress: instance.trackSrcIp,
    multicastGroup: instance.mcastDstIp ?? group,
    unicastPeers: instance.unicastPeers?.map(({ address, ...ttl }) =>
      Object.keys(ttl).length === 0 ? address : { address, ...ttl },
    ),
    unicastTtl: instance.unicastTtl,
    unicastFaultNoPeer: instance.unicastFaultNoPeer,
    checkUnicastSource: instance.checkUnicastSrc ?? defaults.vrrpCheckUnicastSrc,
    authentication: toAuthentication(instance),
    v3ChecksumAsV2: defaults.v3ChecksumAsV2,
    downTimerAdverts: instance.downTimerAdverts ?? defaults.vrrpDownTimerAdverts,
    lowerPrioNoAdvert: instance.lowerPrioNoAdvert ?? defaults.vrrpLowerPrioNoAdvert,
    // On by default in the library; who writes a keepalived.conf means keepalived's default.
    higherPrioSendAdvert:
      instance.higherPrioSendAdvert ?? defaults.vrrpHigherPrioSendAdvert ?? false,
    ownerIgnoreAdverts: instance.ownerIgnoreAdverts ?? defaults.vrrpOwnerIgnoreAdverts,
    skipCheckAdvAddr: instance.skipCheckAdvAddr ?? defaults.vrrpSkipCheckAdvAddr,
  }
}

function toAuthentication(instance: InstanceBlock): AuthenticationConfig | undefined {
  const { authHmac, authentication } = instance
  if (authHmac !== undefined) {
    const { keys = [], ...rest } = authHmac
    return { type: 'hmac', ...rest, keys: keys.map(({ id, value }) => ({ id, key: value })) }
  }
  const { authType, authPass } = authentication ?? {}
  // One of the two alone is no authentication, in keepalived neither.
  if (authType === undefined || authPass === undefined) return undefined
  return { type: authType === 'AH' ? 'ah' : 'pass', password: authPass }
}

/** GARP and NA: the instance's own, else of `global_defs`; `vrrp_min_garp` is one and no second. */
function announcements(
  instance: InstanceBlock,
  { defaults = {}, garpGroups = [] }: InstanceSurroundings,
): Partial<Draft> {
  const isMin = defaults.vrrpMinGarp === true
  const group = garpGroups.find(
    ({ interface: one, interfaces = [] }) =>
      instance.interface !== undefined && [one, ...interfaces].includes(instance.interface),
  )
  const atLeastOne = (count: number | undefined): number | undefined =>
    count === undefined ? undefined : Math.max(1, count)
  return {
    garpMasterRepeat: atLeastOne(
      instance.garpMasterRepeat ?? defaults.vrrpGarpMasterRepeat ?? (isMin ? 1 : undefined),
    ),
    garpMasterDelayMs:
      instance.garpMasterDelayMs ?? defaults.vrrpGarpMasterDelayMs ?? (isMin ? 0 : undefined),
    garpMasterRefreshMs: instance.garpMasterRefreshMs ?? defaults.vrrpGarpMasterRefreshMs,
    garpMasterRefreshRepeat: atLeastOne(
      instance.garpMasterRefreshRepeat ?? defaults.vrrpGarpMasterRefreshRepeat,
    ),
    garpLowerPrioRepeat: instance.garpLowerPrioRepeat ?? defaults.vrrpGarpLowerPrioRepeat,
    garpLowerPrioDelayMs: instance.garpLowerPrioDelayMs ?? defaults.vrrpGarpLowerPrioDelayMs,
    garpIntervalMs: group?.garpIntervalMs ?? defaults.vrrpGarpIntervalMs,
    gnaIntervalMs: group?.gnaIntervalMs ?? defaults.vrrpGnaIntervalMs,
    announcePaceGroup:
      (group?.interfaces ?? []).length > 1 ? group?.interfaces?.join(' ') : undefined,
  }
}

/** `vmac_prefix` with the VRID, where the line names none. */
function vmacName(instance: InstanceBlock, { vmacPrefix }: VrrpDefaults): boolean | string {
  if (instance.useVmac?.interface !== undefined) return instance.useVmac.interface
  if (vmacPrefix === undefined) return true
  const family = familyOf(instance) === 6 ? '6' : ''
  return `${vmacPrefix}${family}.${instance.virtualRouterId}`
}

/** What a group tracks brings each of its members down. */
function withGroup(instance: InstanceBlock, group: SyncGroupBlock | undefined): InstanceBlock {
  if (group === undefined) return instance
  return {
    ...instance,
    trackScripts: [...(instance.trackScripts ?? []), ...(group.trackScripts ?? [])],
    trackProcesses: [...(instance.trackProcesses ?? []), ...(group.trackProcesses ?? [])],
    trackFiles: [...(instance.trackFiles ?? []), ...(group.trackFiles ?? [])],
    trackInterfaces: [...(instance.trackInterfaces ?? []), ...(group.trackInterfaces ?? [])],
  }
}

function defined(draft: Draft): VrrpConfig {
  const entries = Object.entries(draft).filter(([, value]) => value !== undefined)
  return Object.fromEntries(entries) as unknown as VrrpConfig
}
