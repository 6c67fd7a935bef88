import { formatIpPrefix } from '@holdfast/core'
import type { VirtualRoute, VirtualRule } from '../virtual-routing.js'
import type { NameOrNumber, RouteLine, RuleLine, ScopeName } from './model.js'

/** Numbers for the names of iproute2's files; undefined for names that are not there. */
export interface RoutingNames {
  table(name: string): number | undefined
}

/** What could be mapped, or why not. */
export type Mapped<Value> = { readonly value: Value } | { readonly problem: string }

const scopes: Readonly<Record<ScopeName, number>> = {
  global: 0,
  site: 200,
  link: 253,
  host: 254,
  nowhere: 255,
}

/** The tables that the kernel has by itself. */
const builtIn: Readonly<Record<string, number>> = { default: 253, main: 254, local: 255 }

const routeTypes = ['unicast', 'blackhole', 'unreachable', 'prohibit'] as const

/** keepalived gives the rules without a preference this one and those below it. */
const firstInvented = 16_383

export function toVirtualRoute(line: RouteLine, names: RoutingNames): Mapped<VirtualRoute> {
  const type = routeTypes.find((each) => each === (line.type ?? 'unicast'))
  if (type === undefined) return { problem: `routes of the type ${line.type ?? ''} are not done` }
  const table = tableNumber(line.table, names)
  if (table === 'unknown') return { problem: `there is no table \`${line.table ?? ''}\`` }
  const tos = line.tos === undefined ? undefined : Number(line.tos)
  if (Number.isNaN(tos)) return { problem: `\`${line.tos ?? ''}\` is no number of a TOS` }
  const { rtt, rttvar, ...metrics } = line.metrics ?? {}
  if (rtt !== undefined || rttvar !== undefined) {
    return { problem: 'round-trip times of routes are not done' }
  }
  const { destination, scope, nextHops } = line
  return {
    value: {
      ...(destination === 'default' ? {} : { destination: formatIpPrefix(destination) }),
      ...(line.family === undefined ? {} : { family: line.family }),
      ...(type === 'unicast' ? {} : { type }),
      ...(line.via === undefined ? {} : { gateway: line.via }),
      ...(line.interface === undefined ? {} : { interface: line.interface }),
      ...(line.onlink === undefined ? {} : { onLink: line.onlink }),
      ...(nextHops === undefined ? {} : { nextHops: nextHops.map(toNextHop) }),
      ...(line.src === undefined ? {} : { preferredSource: line.src }),
      ...(line.metric === undefined ? {} : { metric: line.metric }),
      ...(table === undefined ? {} : { table }),
      ...(scope === undefined ? {} : { scope: typeof scope === 'number' ? scope : scopes[scope] }),
      ...(tos === undefined ? {} : { tos }),
      ...(Object.keys(metrics).length === 0 ? {} : { metrics }),
    },
  }
}

function toNextHop(
  hop: NonNullable<RouteLine['nextHops']>[number],
): NonNullable<VirtualRoute['nextHops']>[number] {
  const { via, onlink, ...rest } = hop
  return {
    ...rest,
    ...(via === undefined ? {} : { gateway: via }),
    ...(onlink === undefined ? {} : { onLink: onlink }),
  }
}

/** `index` is that of the rule among those without a preference. */
export function toVirtualRule(
  line: RuleLine,
  index: number,
  names: RoutingNames,
): Mapped<VirtualRule> {
  const table = tableNumber(line.table, names)
  if (table === 'unknown') return { problem: `there is no table \`${line.table ?? ''}\`` }
  const tos = line.tos === undefined ? undefined : Number(line.tos)
  if (Number.isNaN(tos)) return { problem: `\`${line.tos ?? ''}\` is no number of a TOS` }
  const { from, to, action } = line
  return {
    value: {
      priority: line.preference ?? firstInvented - index,
      ...(line.family === undefined ? {} : { family: line.family }),
      ...(action === undefined ? {} : { action }),
      ...(table === undefined ? {} : { table }),
      ...(from === undefined || from === 'all' ? {} : { source: formatIpPrefix(from) }),
      ...(to === undefined || to === 'all' ? {} : { destination: formatIpPrefix(to) }),
      ...(line.inputInterface === undefined ? {} : { inputInterface: line.inputInterface }),
      ...(line.outputInterface === undefined ? {} : { outputInterface: line.outputInterface }),
      ...(line.fwmark === undefined ? {} : { mark: line.fwmark }),
      ...(line.fwmarkMask === undefined ? {} : { markMask: line.fwmarkMask }),
      ...(tos === undefined ? {} : { tos }),
      ...(line.not === true ? { isInverted: true } : {}),
    },
  }
}

function tableNumber(
  table: NameOrNumber | undefined,
  names: RoutingNames,
): number | undefined | 'unknown' {
  if (typeof table !== 'string') return table
  return (Object.hasOwn(builtIn, table) ? builtIn[table] : names.table(table)) ?? 'unknown'
}
