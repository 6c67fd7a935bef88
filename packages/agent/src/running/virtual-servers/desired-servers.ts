import type { PoolEntry } from '@holdfast/check'
import type { VirtualServer } from '@holdfast/ipvs'
import type { ServicePlan } from './virtual-server-plan.js'

/** What the kernel is to have, by who is in the pool now. */
export function desiredServers(
  services: readonly ServicePlan[],
  pool: readonly PoolEntry[],
): readonly VirtualServer[] {
  return services.map(({ service, destinations, sorryServer }) => ({
    service,
    destinations: pool.flatMap(({ id, weight, isSorryServer }) => {
      const destination = isSorryServer ? sorryServer : destinations[id]
      return destination === undefined ? [] : [{ ...destination, weight }]
    }),
  }))
}
