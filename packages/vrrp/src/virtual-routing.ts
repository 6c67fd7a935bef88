import { ipFamily, parseIpAddress, parseIpPrefix } from '@holdfast/core'
import type { DesiredRoute, DesiredRouting, DesiredRule, IpFamily, IpPrefix } from '@holdfast/core'
import type { IssueList } from './issue-list.js'

/** A route that a master has, by the words of keepalived's `virtual_routes`. */
export interface VirtualRoute extends Omit<DesiredRoute, 'family' | 'destination'> {
  /** `address/prefix length`; absent is the default route. */
  readonly destination?: string
  /** Default: that of destination, source or gateway; 4 where none says it. */
  readonly family?: IpFamily
}

/** A policy rule that a master has, by the words of keepalived's `virtual_rules`. */
export interface VirtualRule extends Omit<DesiredRule, 'family' | 'source' | 'destination'> {
  /** `from`, as `address/prefix length`; absent is everything. */
  readonly source?: string
  /** `to`, as `address/prefix length`; absent is everything. */
  readonly destination?: string
  /** Default: that of source or destination; 4 where none says it. */
  readonly family?: IpFamily
}

const UINT32_MAX = 0xffff_ffff
const routeTypes = ['unicast', 'blackhole', 'unreachable', 'prohibit'] as const
const ruleActions = ['lookup', 'blackhole', 'unreachable', 'prohibit'] as const

export function resolveRouting(
  virtualRoutes: readonly VirtualRoute[],
  virtualRules: readonly VirtualRule[],
  issues: IssueList,
): DesiredRouting {
  return {
    routes: virtualRoutes.map((route, index) => {
      return resolveRoute(`virtualRoutes[${index}]`, route, issues)
    }),
    rules: virtualRules.map((rule, index) => resolveRule(`virtualRules[${index}]`, rule, issues)),
  }
}

function resolveRoute(at: string, route: VirtualRoute, issues: IssueList): DesiredRoute {
  const { destination: text, family: said, ...rest } = route
  const { type = 'unicast', gateway, nextHops = [], preferredSource } = route
  const destination = resolvePrefix(`${at}.destination`, text, issues)
  const gateways = [gateway, ...nextHops.map((hop) => hop.gateway)]
  const gatewaySays = gateways.find((each) => each !== undefined)
  const says = destination?.address ?? preferredSource ?? gatewaySays
  const family = said ?? (says === undefined ? 4 : ipFamily(says))
  issues.oneOf(`${at}.type`, type, routeTypes)
  refuseFamily(`${at}.destination`, destination?.address, family, issues)
  refuseFamily(`${at}.preferredSource`, preferredSource, family, issues)
  gateways.forEach((each, index) => {
    const path = index === 0 ? `${at}.gateway` : `${at}.nextHops[${index - 1}].gateway`
    // An IPv4 route may go through an IPv6 neighbour (RFC 5549), not the other way round.
    const isMixed = family === 4 && each !== undefined && ipFamily(each) === 6
    refuseFamily(path, each, isMixed ? 6 : family, issues)
  })
  refuseWays(at, route, issues)
  checkNumber(`${at}.metric`, route.metric, [0, UINT32_MAX], issues)
  checkNumber(`${at}.table`, route.table, [1, UINT32_MAX], issues)
  checkNumber(`${at}.scope`, route.scope, [0, 255], issues)
  checkNumber(`${at}.tos`, route.tos, [0, 255], issues)
  nextHops.forEach(({ weight }, index) => {
    checkNumber(`${at}.nextHops[${index}].weight`, weight, [1, 256], issues)
  })
  return { ...rest, family, ...(destination === undefined ? {} : { destination }) }
}

/** One way, several, or none for packets that are dropped. */
function refuseWays(at: string, route: VirtualRoute, issues: IssueList): void {
  const { type = 'unicast', gateway, interface: name, nextHops = [] } = route
  const isDirect = gateway !== undefined || name !== undefined
  if (isDirect && nextHops.length > 0) {
    issues.error(`${at}.nextHops`, 'are instead of gateway and interface, not besides')
  }
  if (type === 'unicast' && !isDirect && nextHops.length === 0) {
    issues.error(at, 'leads nowhere', 'give it a gateway, an interface or nextHops')
  }
  if (type !== 'unicast' && (isDirect || nextHops.length > 0)) {
    issues.error(at, `has a way, but ${type} drops its packets`)
  }
}

function resolveRule(at: string, rule: VirtualRule, issues: IssueList): DesiredRule {
  const { source: from, destination: to, family: said, ...rest } = rule
  const source = resolvePrefix(`${at}.source`, from, issues)
  const destination = resolvePrefix(`${at}.destination`, to, issues)
  const says = source?.address ?? destination?.address
  const family = said ?? (says === undefined ? 4 : ipFamily(says))
  refuseFamily(`${at}.source`, source?.address, family, issues)
  refuseFamily(`${at}.destination`, destination?.address, family, issues)
  issues.oneOf(`${at}.action`, rule.action ?? 'lookup', ruleActions)
  issues.integer(`${at}.priority`, rule.priority, [0, UINT32_MAX])
  checkNumber(`${at}.table`, rule.table, [1, UINT32_MAX], issues)
  checkNumber(`${at}.mark`, rule.mark, [0, UINT32_MAX], issues)
  checkNumber(`${at}.markMask`, rule.markMask, [0, UINT32_MAX], issues)
  checkNumber(`${at}.tos`, rule.tos, [0, 255], issues)
  return {
    ...rest,
    family,
    ...(source === undefined ? {} : { source }),
    ...(destination === undefined ? {} : { destination }),
  }
}

function resolvePrefix(
  path: string,
  text: string | undefined,
  issues: IssueList,
): IpPrefix | undefined {
  if (text === undefined) return undefined
  const prefix = parseIpPrefix(text)
  if (prefix === undefined) {
    issues.error(path, `${text} is no network`, 'write address/prefix length')
  }
  return prefix
}

function refuseFamily(
  path: string,
  address: string | undefined,
  family: IpFamily,
  issues: IssueList,
): void {
  if (address === undefined) return
  if (parseIpAddress(address) !== address) issues.error(path, `${address} is no IP address`)
  else if (ipFamily(address) !== family) issues.error(path, `${address} is not IPv${family}`)
}

function checkNumber(
  path: string,
  value: number | undefined,
  range: readonly [number, number],
  issues: IssueList,
): void {
  if (value !== undefined) issues.integer(path, value, range)
}
