import { Registry } from 'prom-client'
import type { Clock } from '@holdfast/core'
import type { Agent } from '../running/agent.js'
import { version } from '../version.js'
import { countEvents } from './event-metrics.js'
import { readTraffic } from './ipvs-metrics.js'
import { makeMetric } from './make-metric.js'
import { measureServers } from './server-metrics.js'
import { readStatuses } from './status-metrics.js'
import { watchTimers } from './timer-metrics.js'

export interface AgentMetricsOptions {
  /** Where they are registered. */
  readonly registry: Registry
  readonly clock: Clock
  /** Milliseconds since 1970. */
  readonly wallClock: () => number
}

/** Registers the metrics of an agent; from then on they are kept, and read when they are asked for. */
export function measureAgent(agent: Agent, options: AgentMetricsOptions): void {
  const { registry } = options
  const info = makeMetric.gauge(registry, {
    name: 'holdfast_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node_version'],
  })
  info.set({ version: version(), node_version: process.version }, 1)
  readStatuses(agent, options)
  measureServers(agent, options)
  readTraffic(agent, options)
  countEvents(agent, options)
  watchTimers(agent, options)
}

/** `true` has the agent make a registry of its own. */
export function registryOf(wanted: boolean | Registry | undefined): Registry | undefined {
  if (wanted === undefined || wanted === false) return undefined
  return wanted === true ? new Registry() : wanted
}
