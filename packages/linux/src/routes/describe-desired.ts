import { formatIpPrefix } from '@holdfast/core'
import type { DesiredNextHop, DesiredRoute, DesiredRule, IpPrefix } from '@holdfast/core'
import type { Desired } from './item-request.js'

/** In the words of iproute2, as far as they tell one from another. */
export function describeDesired(desired: Desired): string {
  const words = desired.kind === 'route' ? routeWords(desired.route) : ruleWords(desired.rule)
  return [desired.kind, ...words].join(' ')
}

function routeWords(route: DesiredRoute): readonly string[] {
  const { type = 'unicast', destination, family, nextHops = [], metric, table } = route
  const isIpv6Default = family === 6 && destination === undefined
  return [
    ...(type === 'unicast' ? [] : [type]),
    isIpv6Default ? 'default (IPv6)' : prefixWord(destination, 'default'),
    ...hopWords(route),
    ...nextHops.flatMap((hop) => ['nexthop', ...hopWords(hop)]),
    ...word('src', route.preferredSource),
    ...word('metric', metric),
    ...word('table', table),
  ]
}

function hopWords(hop: DesiredNextHop): readonly string[] {
  return [...word('via', hop.gateway), ...word('dev', hop.interface)]
}

function ruleWords(rule: DesiredRule): readonly string[] {
  const { action = 'lookup', mark } = rule
  return [
    `${rule.priority}:`,
    ...(rule.isInverted === true ? ['not'] : []),
    'from',
    prefixWord(rule.source, rule.family === 6 ? 'all (IPv6)' : 'all'),
    ...word('to', rule.destination && formatIpPrefix(rule.destination)),
    ...word('fwmark', mark === undefined ? undefined : `0x${mark.toString(16)}`),
    ...word('iif', rule.inputInterface),
    ...word('oif', rule.outputInterface),
    ...(action === 'lookup' ? ['lookup', String(rule.table ?? 'main')] : [action]),
  ]
}

function prefixWord(prefix: IpPrefix | undefined, otherwise: string): string {
  return prefix === undefined ? otherwise : formatIpPrefix(prefix)
}

function word(name: string, value: string | number | undefined): readonly string[] {
  return value === undefined ? [] : [name, String(value)]
}
