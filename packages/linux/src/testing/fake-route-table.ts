import type { IpAddress } from '@holdfast/core'
import { IFF_UP, RTN_UNICAST, RT_TABLE_MAIN } from '../rtnetlink/flags.js'
import type { KernelEvent, LinkInfo, RouteInfo, RuleInfo } from '../rtnetlink/rtnetlink.js'

export interface FakeRouteOptions {
  readonly emit: (event: KernelEvent) => void
  readonly linkOf: (index: number) => LinkInfo | undefined
  readonly hasAddress: (address: IpAddress) => boolean
}

/** Routes that somebody asked for; those the kernel makes for networks of addresses are left out. */
export class FakeRouteTable {
  #routes: RouteInfo[] = []
  readonly #options: FakeRouteOptions

  constructor(options: FakeRouteOptions) {
    this.#options = options
  }

  list(family: 4 | 6): readonly RouteInfo[] {
    return this.#routes.filter((route) => route.family === family)
  }

  /** RTM_NEWROUTE with NLM_F_CREATE and NLM_F_REPLACE or NLM_F_EXCL; returns the errno of a refusal. */
  set(route: RouteInfo, mayReplace: boolean): string | undefined {
    const { interfaceIndex, preferredSource, gateway } = route
    if (interfaceIndex !== undefined) {
      const link = this.#options.linkOf(interfaceIndex)
      if (link === undefined) return 'ENODEV'
      if ((link.flags & IFF_UP) === 0) return 'ENETDOWN'
    } else if (route.type === RTN_UNICAST && gateway === undefined) {
      return 'ENODEV'
    }
    if (preferredSource !== undefined && !this.#options.hasAddress(preferredSource)) return 'EINVAL'
    // The kernel looks whether the route makes sense first.
    if (!mayReplace && this.#routes.some((other) => keyOf(other) === keyOf(route))) return 'EEXIST'
    this.#routes = [...this.#routes.filter((other) => keyOf(other) !== keyOf(route)), route]
    this.#options.emit({ type: 'route', route })
    return undefined
  }

  /** RTM_DELROUTE: the first that has all the parts by which the kernel tells routes apart. */
  remove(unwanted: RouteInfo): string | undefined {
    const route = this.#routes.find((other) => isMeant(other, unwanted))
    if (route === undefined) return 'ESRCH'
    this.#routes = this.#routes.filter((other) => other !== route)
    this.#options.emit({ type: 'routeGone', route })
    return undefined
  }

  /** The interface went down. The kernel tells of IPv6 routes only. */
  flush(interfaceIndex: number): void {
    this.#drop((route) => route.interfaceIndex === interfaceIndex)
  }

  /** The address was removed: so are routes of IPv4 that prefer it, from the main table only. */
  dropSource(address: IpAddress): void {
    this.#drop(({ preferredSource, family, table }) => {
      return preferredSource === address && family === 4 && table === RT_TABLE_MAIN
    })
    // Those of IPv6 lose the preference.
    this.#routes = this.#routes.map((route) => {
      const { preferredSource, ...rest } = route
      return preferredSource === address && route.family === 6 ? rest : route
    })
  }

  #drop(isGone: (route: RouteInfo) => boolean): void {
    const gone = this.#routes.filter(isGone)
    this.#routes = this.#routes.filter((route) => !isGone(route))
    for (const route of gone) {
      if (route.family === 6) this.#options.emit({ type: 'routeGone', route })
    }
  }
}

/** The rules of both families; a new kernel has those that look up local, main and default. */
export class FakeRuleTable {
  #rules: RuleInfo[] = [
    { family: 4, priority: 0, table: 255, action: 1 },
    { family: 4, priority: 32_766, table: 254, action: 1 },
    { family: 4, priority: 32_767, table: 253, action: 1 },
    { family: 6, priority: 0, table: 255, action: 1 },
    { family: 6, priority: 32_766, table: 254, action: 1 },
  ]

  readonly #emit: (event: KernelEvent) => void

  constructor(emit: (event: KernelEvent) => void) {
    this.#emit = emit
  }

  list(family: 4 | 6): readonly RuleInfo[] {
    return this.#rules
      .filter((rule) => rule.family === family)
      .sort((a, b) => (a.priority ?? 0) - (b.priority ?? 0))
  }

  /** RTM_NEWRULE with NLM_F_CREATE | NLM_F_EXCL. */
  add(wanted: RuleInfo): string | undefined {
    const priority = wanted.priority ?? this.#freePriority(wanted.family)
    const rule = { ...wanted, priority, action: wanted.action ?? 1 }
    if (this.#rules.some((other) => describeRule(other) === describeRule(rule))) return 'EEXIST'
    this.#rules.push(rule)
    this.#emit({ type: 'rule', rule })
    return undefined
  }

  /** The first rule that has everything that is asked for. */
  remove(unwanted: RuleInfo): string | undefined {
    const parts = Object.entries(unwanted)
    const at = this.#rules.findIndex((rule) => {
      const has = new Map<string, unknown>(Object.entries(rule))
      return parts.every(([part, value]) => JSON.stringify(has.get(part)) === JSON.stringify(value))
    })
    if (at < 0) return 'ENOENT'
    const [rule] = this.#rules.splice(at, 1)
    if (rule !== undefined) this.#emit({ type: 'ruleGone', rule })
    return undefined
  }

  /** As the kernel does: one before the second rule. */
  #freePriority(family: 4 | 6): number {
    const second = this.list(family)[1]?.priority ?? 0
    return Math.max(0, second - 1)
  }
}

function isMeant(route: RouteInfo, unwanted: RouteInfo): boolean {
  return (
    keyOf(route) === keyOf(unwanted) &&
    route.protocol === unwanted.protocol &&
    (unwanted.gateway === undefined || unwanted.gateway === route.gateway) &&
    (unwanted.interfaceIndex === undefined || unwanted.interfaceIndex === route.interfaceIndex)
  )
}

function keyOf({ family, destination, table, priority }: RouteInfo): string {
  const to = destination === undefined ? '' : `${destination.address}/${destination.prefixLength}`
  return `${family} ${to} ${table} ${priority ?? (family === 6 ? 1024 : 0)}`
}

function describeRule(rule: RuleInfo): string {
  return JSON.stringify(Object.entries(rule).sort(([a], [b]) => (a < b ? -1 : 1)))
}
