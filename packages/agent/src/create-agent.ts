import type { AgentOptions } from './agent-options.js'
import { assembleAgent } from './assemble-agent.js'
import { prometheusMetrics } from './metrics/prometheus-metrics.js'
import type { PrometheusMetrics } from './metrics/prometheus-metrics.js'
import type { Agent } from './running/agent.js'
import { configurationReader } from './running/configuration-reader.js'

/**
 * Makes an agent of a keepalived.conf. It opens nothing before `start`, touches no signals, and lives
 * in a child container of its own.
 *
 * @throws ConfigError with `strict`, when there is an error in the configuration.
 */
export function createAgent({ metrics, ...options }: AgentOptions): Agent {
  const reader = configurationReader(options)
  const prometheus = prometheusOf(metrics)
  return assembleAgent({ ...options, prometheus }, reader, reader.read(options.config))
}

function prometheusOf(wanted: AgentOptions['metrics'] = false): PrometheusMetrics | undefined {
  if (wanted === false) return undefined
  return wanted === true ? prometheusMetrics() : prometheusMetrics(wanted)
}
