import type { EffectFailedEvent, SplitEvent } from '@holdfast/vrrp'
import type { Agent } from '../running/agent.js'
import type { MetricMaker } from './metric-maker.js'
import { onConfigured } from './on-configured.js'

const labelNames = ['vrrp_instance'] as const

/** The transitions that nobody asked for. */
const unasked = [
  { to: 'MASTER', reason: 'masterSilent' },
  { to: 'BACKUP', reason: 'strongerAdvert' },
  { to: 'FAULT', reason: 'fault' },
] as const
const effects: readonly EffectFailedEvent['effect'][] = [
  'sendAdvert',
  'announce',
  'holdAddresses',
  'holdRoutes',
  'virtualMac',
  'hook',
]
const splitKinds: readonly SplitEvent['kind'][] = ['confirmed', 'suspected']

/** What happens is counted as it happens. */
export function countEvents(agent: Agent, metrics: MetricMaker): void {
  const transitions = metrics.counter({
    name: 'holdfast_transitions_total',
    help: 'Changes of the state, by the new state and the kind of reason.',
    labelNames: [...labelNames, 'to', 'reason'],
  })
  agent.on('transition', ({ name: vrrp_instance, to, reason }) => {
    transitions.inc({ vrrp_instance, to, reason: reason.kind })
  })
  const failures = metrics.counter({
    name: 'holdfast_effect_failures_total',
    help: 'What was asked of the network or the kernel and did not work.',
    labelNames: [...labelNames, 'effect'],
  })
  agent.on('effectFailed', ({ name: vrrp_instance, effect }) => {
    failures.inc({ vrrp_instance, effect })
  })
  const splits = metrics.counter({
    name: 'holdfast_splits_total',
    help: 'How often another master was found beside this one, or one that is not believed.',
    labelNames: [...labelNames, 'kind'],
  })
  agent.on('split', ({ name: vrrp_instance, kind }) => splits.inc({ vrrp_instance, kind }))
  const flapping = metrics.counter({
    name: 'holdfast_flapping_total',
    help: 'Times at which the state changed again and again.',
    labelNames,
  })
  agent.on('flapping', ({ name: vrrp_instance }) => flapping.inc({ vrrp_instance }))
  onConfigured(agent, () => {
    for (const { name: vrrp_instance } of agent.instances) {
      for (const each of unasked) transitions.begin({ vrrp_instance, ...each })
      for (const effect of effects) failures.begin({ vrrp_instance, effect })
      for (const kind of splitKinds) splits.begin({ vrrp_instance, kind })
      flapping.begin({ vrrp_instance })
    }
  })
  countReloads(agent, metrics)
  measureScripts(agent, metrics)
}

function countReloads(agent: Agent, metrics: MetricMaker): void {
  const reloads = metrics.counter({
    name: 'holdfast_reloads_total',
    help: 'Configurations that were put in force while the agent ran.',
    labelNames: [],
  })
  const last = metrics.gauge({
    name: 'holdfast_last_reload_timestamp_seconds',
    help: 'When the last one was, since 1970; 0 before the first.',
    labelNames: [],
  })
  agent.on('started', () => reloads.begin({}))
  agent.on('reloaded', () => {
    reloads.inc({})
    last.set({}, agent.unixTimeMs(agent.clock.now()) / 1000)
  })
}

function measureScripts(agent: Agent, metrics: MetricMaker): void {
  const duration = metrics.histogram({
    name: 'holdfast_script_duration_seconds',
    help: 'How long a run of a vrrp_script took, until it ended or was ended.',
    labelNames: ['script'],
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  })
  const runs = metrics.counter({
    name: 'holdfast_script_runs_total',
    help: 'Runs of a vrrp_script: success, failure, killed or cannotRun.',
    labelNames: ['script', 'result'],
  })
  agent.on('scriptRan', ({ name: script, durationMs, result }) => {
    duration.observe({ script }, durationMs / 1000)
    runs.inc({ script, result })
  })
}
