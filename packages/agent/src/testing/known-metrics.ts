import { SimCluster } from '@holdfast/vrrp/testing'
import type { Registry } from 'prom-client'
import { createAgent } from '../create-agent.js'

/** What Prometheus has by a name. */
export interface KnownMetric {
  readonly isCounter: boolean
  /** Those of the agent, and those that Prometheus adds. */
  readonly labels: readonly string[]
}

const added = ['instance', 'job']

/** Every metric of an agent, by its name in a query. */
export function knownMetrics(): ReadonlyMap<string, KnownMetric> {
  const agent = createAgent({ config: '', ports: new SimCluster().addNode('a'), metrics: true })
  const known = new Map<string, KnownMetric>()
  for (const { name, type, labelNames } of declared(agent.metrics)) {
    const labels = [...labelNames, ...added]
    if (type === 'histogram') {
      known.set(`${name}_bucket`, { isCounter: true, labels: [...labels, 'le'] })
      known.set(`${name}_count`, { isCounter: true, labels })
      known.set(`${name}_sum`, { isCounter: true, labels })
    } else known.set(name, { isCounter: type === 'counter', labels })
  }
  return known
}

interface Declared {
  readonly name: string
  readonly type: string
  readonly labelNames: readonly string[]
}

/** The types of prom-client know nothing of the labels, and say that a type is a number. */
function declared(registry: Registry | undefined): readonly Declared[] {
  return (registry?.getMetricsAsArray() ?? []) as unknown as readonly Declared[]
}
