import type { SimCluster } from '@holdfast/vrrp/testing'
import type { Agent } from '../running/agent.js'

/** Stops agents on virtual time, which has to pass for whatever they wait for at their end. */
export async function stopInTime(cluster: SimCluster, ...agents: readonly Agent[]): Promise<void> {
  const stopped = Promise.all(agents.map((agent) => agent.stop()))
  await cluster.advanceAsync(10_000)
  await stopped
}
