import { ipFamily, ipFromBytes, ipToBytes } from '@holdfast/core'
import type {
  DesiredNextHop,
  DesiredRoute,
  DesiredRule,
  IpPrefix,
  RouteMetric,
} from '@holdfast/core'
import {
  RTN_BLACKHOLE,
  RTN_PROHIBIT,
  RTN_UNICAST,
  RTN_UNREACHABLE,
  RT_SCOPE_LINK,
  RT_SCOPE_UNIVERSE,
  RT_TABLE_MAIN,
} from '../rtnetlink/flags.js'
import type { NextHop, RouteInfo } from '../rtnetlink/rtnetlink.js'
import { ownershipMark } from '../keeping/ownership-mark.js'
import { effectiveMetric, itemKey } from './item.js'
import type { Item } from './item.js'

/** What an owner wants, one of them. */
export type Desired =
  | { readonly kind: 'route'; readonly route: DesiredRoute }
  | { readonly kind: 'rule'; readonly rule: DesiredRule }

/** The kernel's number of an interface; undefined where there is none of the name. */
export type IndexOf = (name: string) => number | undefined

/** An interface that is not there. */
export interface Missing {
  readonly missing: string
}

const routeTypes = {
  unicast: RTN_UNICAST,
  blackhole: RTN_BLACKHOLE,
  unreachable: RTN_UNREACHABLE,
  prohibit: RTN_PROHIBIT,
}
/** FR_ACT_* of linux/fib_rules.h. */
const ruleActions = { lookup: 1, blackhole: 6, unreachable: 7, prohibit: 8 }
/** RTAX_* of linux/rtnetlink.h. */
const metricNumbers: Readonly<Record<RouteMetric, number>> = {
  mtu: 2,
  window: 3,
  ssthresh: 6,
  cwnd: 7,
  advmss: 8,
  reordering: 9,
  hoplimit: 10,
  initcwnd: 11,
  rto_min: 13,
  initrwnd: 14,
  quickack: 15,
}

/** The kernel's words for what is wanted. Rules name interfaces, which may come later. */
export function itemOf(desired: Desired, indexOf: IndexOf): Item | Missing {
  if (desired.kind === 'rule') return { kind: 'rule', rule: ruleRequest(desired.rule) }
  const missing = interfacesOf(desired).find((name) => indexOf(name) === undefined)
  if (missing !== undefined) return { missing }
  return { kind: 'route', route: routeRequest(desired.route, indexOf) }
}

/** The key that its item will have, whatever the numbers of its interfaces. */
export function desiredKey(desired: Desired): string {
  const item = itemOf(desired, () => 0)
  return 'missing' in item ? item.missing : itemKey(item)
}

/** The interfaces that must be there before the kernel takes it. */
export function interfacesOf(desired: Desired): readonly string[] {
  if (desired.kind === 'rule') return []
  const { route } = desired
  const names = [route.interface, ...(route.nextHops ?? []).map((hop) => hop.interface)]
  return names.filter((name) => name !== undefined)
}

function routeRequest(route: DesiredRoute, indexOf: IndexOf): RouteInfo {
  const { family, type = 'unicast', preferredSource, metrics } = route
  const destination = route.destination && networkOf(route.destination)
  const metric = effectiveMetric(family, route.metric)
  const [first, ...others] = (route.nextHops ?? []).map((hop) => hopRequest(hop, indexOf))
  const ways: Partial<RouteInfo> =
    first === undefined
      ? hopRequest(route, indexOf)
      : others.length === 0
        ? withoutWeight(first)
        : { nextHops: [first, ...others] }
  return {
    family,
    type: routeTypes[type],
    ...(destination === undefined ? {} : { destination }),
    ...ways,
    ...(preferredSource === undefined ? {} : { preferredSource }),
    ...(metric === 0 ? {} : { priority: metric }),
    table: route.table ?? RT_TABLE_MAIN,
    protocol: ownershipMark,
    scope: family === 6 ? RT_SCOPE_UNIVERSE : (route.scope ?? defaultScope(route)),
    ...(route.tos === undefined || route.tos === 0 ? {} : { tos: route.tos }),
    ...(metrics === undefined ? {} : { metrics: metricRequest(metrics) }),
  }
}

/** As `ip route` chooses it: what is reached without a gateway is on the link. */
function defaultScope({ type = 'unicast', gateway, nextHops = [] }: DesiredRoute): number {
  const isDirect = gateway === undefined && nextHops.every((hop) => hop.gateway === undefined)
  return type === 'unicast' && isDirect ? RT_SCOPE_LINK : RT_SCOPE_UNIVERSE
}

function hopRequest(hop: DesiredNextHop, indexOf: IndexOf): NextHop {
  const { gateway, weight } = hop
  const interfaceIndex = hop.interface === undefined ? undefined : indexOf(hop.interface)
  return {
    ...(gateway === undefined ? {} : { gateway }),
    ...(interfaceIndex === undefined ? {} : { interfaceIndex }),
    ...(weight === undefined ? {} : { weight }),
    ...(hop.onLink === true ? { onLink: true } : {}),
  }
}

/** The kernel makes an ordinary route of a single way. */
function withoutWeight({ weight: _weight, ...way }: NextHop): Partial<RouteInfo> {
  return way
}

function metricRequest(metrics: NonNullable<DesiredRoute['metrics']>): Record<number, number> {
  const numbers: Record<number, number> = {}
  for (const name of Object.keys(metrics) as RouteMetric[]) {
    const value = metrics[name]
    if (value !== undefined) numbers[metricNumbers[name]] = value
  }
  return numbers
}

function ruleRequest(rule: DesiredRule): (Item & { readonly kind: 'rule' })['rule'] {
  const { action = 'lookup', inputInterface, outputInterface, mark, markMask, tos } = rule
  const source = rule.source && networkOf(rule.source)
  const destination = rule.destination && networkOf(rule.destination)
  return {
    family: rule.family,
    priority: rule.priority,
    action: ruleActions[action],
    ...(action === 'lookup' ? { table: rule.table ?? RT_TABLE_MAIN } : {}),
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
    ...(inputInterface === undefined ? {} : { inputInterface }),
    ...(outputInterface === undefined ? {} : { outputInterface }),
    ...(mark === undefined ? {} : { mark }),
    ...(mark === undefined || markMask === undefined ? {} : { markMask }),
    ...(tos === undefined || tos === 0 ? {} : { tos }),
    ...(rule.isInverted === true ? { isInverted: true } : {}),
    protocol: ownershipMark,
  }
}

/** Without the bits that do not count, as the kernel shows it; a length of 0 is everything. */
function networkOf({ address, prefixLength }: IpPrefix): IpPrefix | undefined {
  if (prefixLength === 0) return undefined
  const bytes = ipToBytes(address).map((byte, index) => {
    const bits = Math.min(8, Math.max(0, prefixLength - index * 8))
    return byte & (0xff00 >> bits) & 0xff
  })
  return { address: ipFromBytes(bytes, ipFamily(address)), prefixLength }
}
