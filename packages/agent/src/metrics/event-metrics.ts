import type { Agent } from '../running/agent.js'
import type { AgentMetricsOptions } from './agent-metrics.js'
import { makeMetric } from './make-metric.js'

const labelNames = ['vrrp_instance'] as const

/** What happens is counted as it happens. */
export function countEvents(agent: Agent, { registry, wallClock }: AgentMetricsOptions): void {
  const transitions = makeMetric.counter(registry, {
    name: 'holdfast_transitions_total',
    help: 'Changes of the state, by the new state and the kind of reason.',
    labelNames: [...labelNames, 'to', 'reason'],
  })
  agent.on('transition', ({ name: vrrp_instance, to, reason }) => {
    transitions.inc({ vrrp_instance, to, reason: reason.kind })
  })
  const failures = makeMetric.counter(registry, {
    name: 'holdfast_effect_failures_total',
    help: 'What was asked of the network or the kernel and did not work.',
    labelNames: [...labelNames, 'effect'],
  })
  agent.on('effectFailed', ({ name: vrrp_instance, effect }) => {
    failures.inc({ vrrp_instance, effect })
  })
  const splits = makeMetric.counter(registry, {
    name: 'holdfast_splits_total',
    help: 'How often another master was found beside this one, or one that is not believed.',
    labelNames: [...labelNames, 'kind'],
  })
  agent.on('split', ({ name: vrrp_instance, kind }) => splits.inc({ vrrp_instance, kind }))
  const flapping = makeMetric.counter(registry, {
    name: 'holdfast_flapping_total',
    help: 'Times at which the state changed again and again.',
    labelNames,
  })
  agent.on('flapping', ({ name: vrrp_instance }) => flapping.inc({ vrrp_instance }))
  countReloads(agent, { registry, wallClock })
  measureScripts(agent, registry)
}

function countReloads(
  agent: Agent,
  { registry, wallClock }: Pick<AgentMetricsOptions, 'registry' | 'wallClock'>,
): void {
  const reloads = makeMetric.counter(registry, {
    name: 'holdfast_reloads_total',
    help: 'Configurations that were put in force while the agent ran.',
    labelNames: [],
  })
  const last = makeMetric.gauge(registry, {
    name: 'holdfast_last_reload_timestamp_seconds',
    help: 'When the last one was, since 1970; 0 before the first.',
    labelNames: [],
  })
  agent.on('reloaded', () => {
    reloads.inc()
    last.set(wallClock() / 1000)
  })
}

function measureScripts(agent: Agent, registry: AgentMetricsOptions['registry']): void {
  const duration = makeMetric.histogram(registry, {
    name: 'holdfast_script_duration_seconds',
    help: 'How long a run of a vrrp_script took, until it ended or was ended.',
    labelNames: ['script'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  })
  const runs = makeMetric.counter(registry, {
    name: 'holdfast_script_runs_total',
    help: 'Runs of a vrrp_script: success, failure, killed or cannotRun.',
    labelNames: ['script', 'result'],
  })
  agent.on('scriptRan', ({ name: script, durationMs, result }) => {
    duration.observe({ script }, durationMs / 1000)
    runs.inc({ script, result })
  })
}
