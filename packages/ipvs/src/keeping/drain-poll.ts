import type { Ipvs } from '../kernel/ipvs.js'
import { formatDestinationId } from '../model/destination.js'
import { formatServiceId } from '../model/service.js'
import type { Drain } from './drains.js'

/** How often connections of servers that are drained are counted, in milliseconds. */
export const drainPollMs = 1000

/** A server that need not be waited for any longer. */
export interface DrainedServer {
  readonly drain: Drain
  /** `198.51.100.1:80 of tcp 192.0.2.10:80` */
  readonly subject: string
  /** Connections that it still has: its time is over. */
  readonly connections: number
}

/**
 * Those that have no connections, are not there, or have had their time. Those being set up and torn
 * down count too: the kernel drops the packets of whatever is left. Throws IpvsError.
 */
export function findDrained(
  ipvs: Pick<Ipvs, 'destinations'>,
  drains: readonly Drain[],
  now: number,
): readonly DrainedServer[] {
  const services = new Map(drains.map(({ service }) => [formatServiceId(service.id), service.id]))
  const counts = new Map<string, number>()
  for (const [name, id] of services) {
    for (const { destination, connections } of ipvs.destinations(id)) {
      const { active, inactive } = connections
      counts.set(`${formatDestinationId(destination)} of ${name}`, active + inactive)
    }
  }
  return drains
    .map((drain): DrainedServer => {
      const { service, destination } = drain
      const subject = `${formatDestinationId(destination)} of ${formatServiceId(service.id)}`
      return { drain, subject, connections: counts.get(subject) ?? 0 }
    })
    .filter(({ drain, connections }) => connections === 0 || now >= drain.deadlineMs)
}
