import type { IpFamily, IpPrefix } from '@holdfast/core'
import { ownershipMark } from '../keeping/ownership-mark.js'
import type { JournalEntry } from '../journal/entry.js'
import type { KernelChange, NextHop, RouteInfo, RuleInfo } from '../rtnetlink/rtnetlink.js'

/** A route or a rule in the kernel, or one that shall be: the same words as in the journal. */
export type Item = JournalEntry & { readonly kind: 'route' | 'rule' }

/** IP6_RT_PRIO_USER: what the kernel makes of an IPv6 route without a metric, or with 0. */
const defaultIpv6Metric = 1024

const lookUp = 1

/**
 * What the kernel has only one of: a route by its destination, table, metric and TOS whatever its
 * way, a rule by all of its parts.
 */
export function itemKey(item: Item): string {
  return item.kind === 'route' ? routeKey(item.route) : ruleKey(item.rule)
}

export function effectiveMetric(family: IpFamily, metric = 0): number {
  return family === 6 && metric === 0 ? defaultIpv6Metric : metric
}

export function isMarked(item: Item): boolean {
  if (item.kind === 'route') return item.route.protocol === ownershipMark
  return item.rule.protocol === undefined || item.rule.protocol === ownershipMark
}

/** Whether what was read from the kernel is what was asked for. It says more than it was told. */
export function isAsWanted(there: Item, wanted: Item): boolean {
  if (itemKey(there) !== itemKey(wanted)) return false
  if (there.kind === 'rule' || wanted.kind === 'rule') return true
  const [has, wants] = [there.route, wanted.route]
  return (
    has.type === wants.type &&
    has.preferredSource === wants.preferredSource &&
    (wants.family === 6 || has.scope === wants.scope) &&
    isSameWay(has, wants) &&
    isSameWays(has.nextHops, wants.nextHops) &&
    Object.entries(wants.metrics ?? {}).every(([type, value]) => {
      return has.metrics?.[Number(type)] === value
    })
  )
}

/** EEXIST when something with the same key is there. */
export function addChange(item: Item): KernelChange {
  if (item.kind === 'route') return { type: 'addRoute', route: item.route }
  return { type: 'addRule', rule: item.rule }
}

/** Takes the place of what has the same key; of rules there is nothing to replace. */
export function setChange(item: Item): KernelChange {
  return item.kind === 'route' ? { type: 'setRoute', route: item.route } : addChange(item)
}

/** The kernel removes what has all the parts that are named, the mark among them. */
export function deleteChange(item: Item): KernelChange {
  if (item.kind === 'route') return { type: 'deleteRoute', route: item.route }
  return { type: 'deleteRule', rule: item.rule }
}

function routeKey({ family, destination, table, priority, tos }: RouteInfo): string {
  const metric = effectiveMetric(family, priority)
  return ['route', family, prefixText(destination), table, metric, tos ?? 0].join(' ')
}

function ruleKey(rule: RuleInfo): string {
  const action = rule.action ?? lookUp
  return JSON.stringify([
    'rule',
    rule.family,
    rule.priority,
    action,
    action === lookUp ? rule.table : 0,
    prefixText(rule.source),
    prefixText(rule.destination),
    rule.inputInterface,
    rule.outputInterface,
    rule.mark,
    rule.mark === undefined ? undefined : (rule.markMask ?? 0xffff_ffff),
    rule.tos ?? 0,
    rule.isInverted ?? false,
  ])
}

function prefixText(prefix: IpPrefix | undefined): string {
  return prefix === undefined ? 'all' : `${prefix.address}/${prefix.prefixLength}`
}

/** The kernel names the interface also where nobody did. */
function isSameWay(has: NextHop, wants: NextHop): boolean {
  if (has.gateway !== wants.gateway) return false
  if ((has.onLink ?? false) !== (wants.onLink ?? false)) return false
  return wants.interfaceIndex === undefined || has.interfaceIndex === wants.interfaceIndex
}

/** In whatever order: for IPv6 the kernel has its own. */
function isSameWays(
  has: readonly NextHop[] | undefined,
  wants: readonly NextHop[] | undefined,
): boolean {
  if (has?.length !== wants?.length) return false
  return (wants ?? []).every((wanted) =>
    has?.some((hop) => isSameWay(hop, wanted) && (hop.weight ?? 1) === (wanted.weight ?? 1)),
  )
}
