import { formatServiceId } from '@holdfast/ipvs'
import type { AgentPlan } from '../running/agent-plan.js'
import type { VirtualServerPlan } from '../running/virtual-servers/virtual-server-plan.js'
import type { VirtualServerStatus } from '../running/virtual-servers/virtual-server-status.js'

/** A virtual server that runs. */
export interface KnownServer {
  readonly plan: VirtualServerPlan
  readonly status: VirtualServerStatus
}

/** There may be thousands: they are looked through once, not for each trap. */
export interface KnownServers {
  /** Those of the plan, in its order. */
  readonly all: readonly KnownServer[]
  /** The one that is told of by this name, itself (VS) or of one of its real servers (RS). */
  named(kind: 'VS' | 'RS', name: string): KnownServer | undefined
}

export function knownServers(
  plan: AgentPlan | undefined,
  statuses: readonly VirtualServerStatus[],
): KnownServers {
  const statusOf = new Map(statuses.map((each) => [keyOf(each.name, each.services), each]))
  const all = (plan?.virtualServers.servers ?? []).flatMap((each) => {
    const services = each.services.map(({ service }) => formatServiceId(service.id))
    const status = statusOf.get(keyOf(each.subject.name, services))
    return status === undefined ? [] : [{ plan: each, status }]
  })
  const bySubject = new Map<string, KnownServer>()
  for (const server of all) {
    const { subject, servers } = server.plan
    for (const { kind, name } of [subject, ...Object.values(servers)]) {
      const key = `${kind} ${name}`
      // Of two with one name the first one is meant.
      if (!bySubject.has(key)) bySubject.set(key, server)
    }
  }
  return { all, named: (kind, name) => bySubject.get(`${kind} ${name}`) }
}

function keyOf(name: string, services: readonly string[]): string {
  return [name, ...services].join('\n')
}
