import { ConfigError, ipFamily, isLinkLocal } from '@holdfast/core'
import type { ConfigIssue, IpAddress, IpFamily, IpPrefix } from '@holdfast/core'
import type { Profile, TrackerConfig, VrrpConfig } from './config.js'
import { IssueList } from './issue-list.js'
import { OWNER_PRIORITY } from './parameters.js'
import type { AnnounceParameters, TrackerParameters, VrrpParameters } from './parameters.js'
import { peerAddress, resolveWire } from './resolve-wire.js'
import { applyStrictMode, resolveAcceptMode } from './strict-mode.js'
import { resolveAddresses } from './virtual-address.js'
import { resolveVirtualMac } from './virtual-mac.js'
import { resolveRouting } from './virtual-routing.js'
import type { VrrpVersion } from './wire/advertisement.js'

/** A validated configuration and what its author should know about it. */
export interface ResolvedConfig {
  readonly parameters: VrrpParameters
  readonly warnings: readonly ConfigIssue[]
}

/** VRRP counts addresses in one byte (rule 148). */
const ADVERTISED_ADDRESSES_MAX = 255
const PROFILES: readonly Profile[] = ['rfc3768', 'rfc5798', 'rfc9568', 'keepalived']

/**
 * Fills in the defaults and checks every option.
 *
 * @throws ConfigError that lists everything that is wrong, each with its path.
 */
export function resolveConfig(config: VrrpConfig): ResolvedConfig {
  const issues = new IssueList()
  const parameters = resolve(
    config.strictMode === true ? applyStrictMode(config, issues) : config,
    issues,
  )
  if (issues.errors.length > 0) {
    throw new ConfigError(`vrrp instance ${parameters.name}`, issues.errors)
  }
  return { parameters, warnings: issues.warnings }
}

function resolve(config: VrrpConfig, issues: IssueList): VrrpParameters {
  const profile = issues.oneOf('profile', config.profile ?? 'keepalived', PROFILES)
  const seen = new Set<IpAddress>()
  const advertised = resolveAddresses('virtualAddresses', config.virtualAddresses, seen, issues)
  const { excludedAddresses = [] } = config
  const excluded = resolveAddresses('excludedAddresses', excludedAddresses, seen, issues)
  const family = resolveFamily(config, profile, advertised, issues)
  const version = resolveVersion(config, profile, family, issues)
  const priority = issues.integer(
    'priority',
    config.priority ?? (config.state === 'MASTER' ? OWNER_PRIORITY : 100),
    [1, OWNER_PRIORITY],
  )
  const owner = priority === OWNER_PRIORITY
  const advertIntMs = resolveInterval(config, version, issues)
  const beforeRfc9568 = profile === 'rfc3768' || profile === 'rfc5798'
  const accept = resolveAcceptMode(config, version, issues)
  const virtualMac = resolveVirtualMac(config, family, issues)
  const surplus = advertised.slice(ADVERTISED_ADDRESSES_MAX)
  if (surplus.length > 0) {
    issues.warn('virtualAddresses', `${surplus.length} beyond 255 are held but not advertised`)
  }
  return {
    name: issues.text('name', config.name),
    profile,
    version,
    family,
    interface: issues.text('interface', config.interface),
    virtualRouterId: issues.integer('virtualRouterId', config.virtualRouterId, [1, 255]),
    priority,
    wantsMaster: config.state === undefined ? owner : config.state === 'MASTER',
    advertIntMs,
    downTimerAdverts: resolveDownTimer(config, profile, issues),
    ...resolvePreemption(config, owner, issues),
    startupDelayMs: issues.number('startupDelayMs', config.startupDelayMs ?? 0, [0, 1e7]),
    virtualAddresses: advertised.slice(0, ADVERTISED_ADDRESSES_MAX).map((prefix) => prefix.address),
    heldAddresses: [...advertised, ...excluded].map((placed) => ({
      ...placed,
      interface: placed.interface ?? virtualMac?.name ?? config.interface,
      accept: accept || owner,
      ...(owner ? { isOwn: true } : {}),
    })),
    routing: resolveRouting(config.virtualRoutes ?? [], config.virtualRules ?? [], issues),
    virtualMac,
    ...resolveWire(config, { profile, version, family, advertIntMs }, issues),
    announce: resolveAnnounce(config, issues),
    lowerPrioNoAdvert: config.lowerPrioNoAdvert ?? beforeRfc9568,
    higherPrioSendAdvert: config.higherPrioSendAdvert ?? profile === 'keepalived',
    ownerIgnoreAdverts: config.ownerIgnoreAdverts ?? beforeRfc9568,
    skipCheckAdvAddr: config.skipCheckAdvAddr ?? false,
    trackers: resolveTrackers(config.trackers ?? [], owner, issues),
    dontTrackPrimary: config.dontTrackPrimary ?? false,
    syncGroupTrackingWeight: config.syncGroupTrackingWeight ?? false,
    addressRetries: issues.integer('addressRetries', config.addressRetries ?? 5, [0, 1000]),
    addressRetryDelayMs: issues.number(
      'addressRetryDelayMs',
      config.addressRetryDelayMs ?? 200,
      [1, 1e6],
    ),
    claim: {
      timeoutMs: issues.number('claimTimeoutMs', config.claimTimeoutMs ?? 1000, [1, 60_000]),
      timeoutVerdict: issues.oneOf('claimTimeoutVerdict', config.claimTimeoutVerdict ?? 'grant', [
        'grant',
        'deny',
      ]),
    },
    group: undefined,
  }
}

function resolveFamily(
  config: VrrpConfig,
  profile: Profile,
  advertised: readonly IpPrefix[],
  issues: IssueList,
): IpFamily {
  const { strictMode = false } = config
  const isLenient = profile === 'keepalived' && !strictMode
  const strictness = strictMode ? 'strict mode' : `the profile ${profile}`
  const families = new Set(advertised.map((prefix) => ipFamily(prefix.address)))
  if (families.size > 1) {
    issues.error(
      'virtualAddresses',
      'IPv4 and IPv6 addresses cannot be advertised together',
      'move one family to excludedAddresses, or use one instance for each',
    )
  }
  const first = advertised[0]
  if (first === undefined) {
    if (isLenient) issues.warn('virtualAddresses', 'is empty: nothing will move')
    else issues.error('virtualAddresses', `${strictness} needs at least one address`)
    const [peer] = config.unicastPeers ?? []
    const source = config.sourceAddress ?? (peer === undefined ? undefined : peerAddress(peer))
    return source === undefined ? 4 : ipFamily(source)
  }
  const family = ipFamily(first.address)
  if (family === 6 && !isLinkLocal(first.address)) {
    // RFC 9568 5.2.9, rule 15: keepalived only asks for it in strict mode.
    const message = 'the first IPv6 address should be the link-local one of the virtual router'
    if (isLenient) issues.warn('virtualAddresses[0]', message)
    else issues.error('virtualAddresses[0]', message, 'put an fe80:: address first')
  }
  return family
}

function resolveVersion(
  config: VrrpConfig,
  profile: Profile,
  family: IpFamily,
  issues: IssueList,
): VrrpVersion {
  const usual: VrrpVersion = family === 6 || profile === 'rfc5798' || profile === 'rfc9568' ? 3 : 2
  const version = issues.oneOf('version', config.version ?? usual, [2, 3] as const)
  if (version === 2 && family === 6) {
    issues.error('version', 'VRRPv2 has no IPv6 (rule 13)', 'leave version out, or use 3')
  }
  if (profile === 'rfc3768' && version === 3) {
    issues.error('version', 'the profile rfc3768 is VRRPv2', 'use rfc5798, rfc9568 or keepalived')
  }
  if ((profile === 'rfc5798' || profile === 'rfc9568') && version === 2) {
    issues.error('version', `the profile ${profile} is VRRPv3`, 'use rfc3768 or keepalived')
  }
  return version
}

function resolveInterval(config: VrrpConfig, version: VrrpVersion, issues: IssueList): number {
  const range: readonly [number, number] = version === 2 ? [1000, 255_000] : [10, 40_950]
  const asked = issues.number('advertIntMs', config.advertIntMs ?? 1000, range)
  // The wire counts whole seconds or centiseconds (rules 9, 12, 14).
  const unit = version === 2 ? 1000 : 10
  const rounded = Math.max(unit, Math.round(asked / unit) * unit)
  if (rounded !== asked && Number.isFinite(asked)) {
    issues.warn(
      'advertIntMs',
      `${asked} is sent as ${rounded}: VRRPv${version} counts in ${unit} ms`,
    )
  }
  return rounded
}

function resolveDownTimer(config: VrrpConfig, profile: Profile, issues: IssueList): number {
  const adverts = issues.integer('downTimerAdverts', config.downTimerAdverts ?? 3, [1, 100])
  if (profile !== 'keepalived' && adverts !== 3) {
    issues.error('downTimerAdverts', `the profile ${profile} fixes it at 3`)
  }
  return adverts
}

function resolvePreemption(
  config: VrrpConfig,
  owner: boolean,
  issues: IssueList,
): Pick<VrrpParameters, 'preempt' | 'preemptDelayMs'> {
  const delayMs = issues.number('preemptDelayMs', config.preemptDelayMs ?? 0, [0, 1_000_000])
  issues.oneOf('state', config.state ?? 'BACKUP', ['MASTER', 'BACKUP'])
  const wish = config.state === 'MASTER' ? "state: 'MASTER'" : owner ? 'priority 255' : undefined
  if (config.preempt === false && wish !== undefined) {
    issues.warn('preempt', `false is ignored with ${wish} (rule 89)`, "use state: 'BACKUP'")
  }
  const preempt = config.preempt !== false || wish !== undefined
  const delayVoid = config.state === 'MASTER' || !preempt
  if (delayMs > 0 && delayVoid) {
    issues.warn('preemptDelayMs', `is ignored with ${wish ?? 'preempt: false'} (rule 93)`)
  }
  return { preempt, preemptDelayMs: delayVoid ? 0 : delayMs }
}

function resolveAnnounce(config: VrrpConfig, issues: IssueList): AnnounceParameters {
  // Defaults are not checked: one that follows a wrong option would be reported as wrong itself.
  const count = (path: keyof VrrpConfig & `garp${string}Repeat`, usual: number): number =>
    config[path] === undefined ? usual : issues.integer(path, config[path], [0, 1000])
  const time = (path: keyof VrrpConfig & `g${string}Ms`, usual: number): number =>
    config[path] === undefined ? usual : issues.number(path, config[path], [0, 1e8])
  const masterRepeat = count('garpMasterRepeat', 5)
  const masterDelayMs = time('garpMasterDelayMs', 5000)
  return {
    masterRepeat,
    masterDelayMs,
    refreshMs: time('garpMasterRefreshMs', 0),
    refreshRepeat: count('garpMasterRefreshRepeat', 1),
    lowerPrioRepeat: count('garpLowerPrioRepeat', masterRepeat),
    lowerPrioDelayMs: time('garpLowerPrioDelayMs', masterDelayMs),
    garpIntervalMs: time('garpIntervalMs', 0),
    gnaIntervalMs: time('gnaIntervalMs', 0),
    paceGroup: config.announcePaceGroup,
  }
}

function resolveTrackers(
  trackers: readonly TrackerConfig[],
  owner: boolean,
  issues: IssueList,
): readonly TrackerParameters[] {
  const seen = new Set<string>()
  return trackers.map((tracker, index) => {
    const at = `trackers[${index}]`
    const weight = issues.integer(`${at}.weight`, tracker.weight ?? 0, [-253, 253])
    if (seen.has(tracker.name)) issues.error(`${at}.name`, `${tracker.name} is listed twice`)
    seen.add(tracker.name)
    // The owner's priority never changes, so only FAULT is left (rule 95).
    if (owner && weight !== 0) issues.error(`${at}.weight`, 'must be 0 with priority 255')
    const script = tracker.kind === 'script' ? tracker : undefined
    return {
      kind: issues.oneOf(`${at}.kind`, tracker.kind, ['script', 'interface', 'file']),
      name: issues.text(`${at}.name`, tracker.name),
      weight,
      reverse: tracker.reverse ?? false,
      rise: issues.integer(`${at}.rise`, script?.rise ?? 1, [1, 1e6]),
      fall: issues.integer(`${at}.fall`, script?.fall ?? 1, [1, 1e6]),
      initFail: script?.initFail ?? false,
    }
  })
}
