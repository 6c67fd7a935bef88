import type { Agent } from '../running/agent.js'
import { version } from '../version.js'
import { countEvents } from './event-metrics.js'
import { readTraffic } from './ipvs-metrics.js'
import type { KeptMetrics } from './metric-maker.js'
import { measureServers } from './server-metrics.js'
import { readStatuses } from './status-metrics.js'
import { watchTimers } from './timer-metrics.js'

/** Makes the metrics of an agent; they are kept, and read when they are asked for, until it stops. */
export function measureAgent(agent: Agent, { metrics, release }: KeptMetrics): void {
  agent.on('stopped', release)
  const info = metrics.gauge({
    name: 'holdfast_build_info',
    help: 'Always 1; the labels say what runs.',
    labelNames: ['version', 'node_version'],
  })
  info.set({ version: version(), node_version: process.version }, 1)
  readStatuses(agent, metrics)
  measureServers(agent, metrics)
  readTraffic(agent, metrics)
  countEvents(agent, metrics)
  watchTimers(agent, metrics)
}
