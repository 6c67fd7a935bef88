import type { Agent } from '../running/agent.js'
import type {
  ServerStatus,
  VirtualServerStatus,
} from '../running/virtual-servers/virtual-server-status.js'
import type { MetricMaker } from './metric-maker.js'
import { onConfigured } from './on-configured.js'
import { oncePerTurn } from './once-per-turn.js'

/** What is known of virtual servers and their real servers, and what checks of them found. */
export function measureServers(agent: Agent, metrics: MetricMaker): void {
  const statuses = oncePerTurn(() => agent.status().virtualServers)
  readVirtualServers(statuses, metrics)
  readRealServers(statuses, metrics)
  countChecks(agent, metrics)
}

type Statuses = () => readonly VirtualServerStatus[]

function readVirtualServers(statuses: Statuses, metrics: MetricMaker): void {
  const gauge = (name: string, help: string, read: (status: VirtualServerStatus) => number) =>
    metrics.readGauge({ name, help, labelNames: ['virtual_server'] }, () =>
      statuses().map((status) => [{ virtual_server: status.name }, read(status)] as const),
    )
  gauge(
    'holdfast_virtual_server_up',
    'Whether enough of its real servers are up: 1, else 0.',
    ({ isUp }) => Number(isUp),
  )
  gauge(
    'holdfast_virtual_server_live_weight',
    'What its live servers weigh together.',
    ({ liveWeight }) => liveWeight,
  )
  gauge(
    'holdfast_virtual_server_quorum',
    'What they have to weigh, by the configuration.',
    ({ quorum }) => quorum,
  )
  gauge(
    'holdfast_virtual_server_sorry',
    'Whether its sorry server stands in: 1, else 0.',
    ({ isSorry }) => Number(isSorry),
  )
  gauge(
    'holdfast_virtual_server_suspended',
    'Whether nothing is asked, since its address is elsewhere: 1, else 0.',
    ({ isSuspended }) => Number(isSuspended),
  )
  gauge(
    'holdfast_virtual_server_failures',
    'Reasons why the kernel has it not as it should.',
    ({ failures }) => failures.length,
  )
}

function readRealServers(statuses: Statuses, metrics: MetricMaker): void {
  const labelNames = ['virtual_server', 'real_server'] as const
  const gauge = (name: string, help: string, read: (status: ServerStatus) => number | undefined) =>
    metrics.readGauge({ name, help, labelNames }, () =>
      statuses().flatMap(({ name: virtual_server, servers }) =>
        servers.flatMap((server) => {
          const value = read(server)
          const labels = { virtual_server, real_server: server.name }
          return value === undefined ? [] : [[labels, value] as const]
        }),
      ),
    )
  gauge('holdfast_real_server_up', 'Whether all its checks are content: 1, else 0.', ({ isUp }) =>
    Number(isUp),
  )
  gauge(
    'holdfast_real_server_weight',
    'What it has in the pool; absent while it is not there.',
    ({ weight }) => weight,
  )
}

function countChecks(agent: Agent, metrics: MetricMaker): void {
  const checks = metrics.counter({
    name: 'holdfast_checks_total',
    help: 'Questions to real servers: success, failure or unasked, for a fault of this machine.',
    labelNames: ['virtual_server', 'real_server', 'check', 'result'],
  })
  // By the kind of check: a histogram for each of thousands of servers would be no use to anybody.
  const duration = metrics.histogram({
    name: 'holdfast_check_duration_seconds',
    help: 'How long a question to a real server took, until it was answered or given up.',
    labelNames: ['virtual_server', 'kind'],
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  })
  onConfigured(agent, () => {
    for (const { name: virtual_server, servers } of agent.status().virtualServers) {
      for (const { name: real_server, checks: its } of servers) {
        for (const { description: check } of its) {
          const labels = { virtual_server, real_server, check }
          checks.begin({ ...labels, result: 'failure' })
          checks.begin({ ...labels, result: 'unasked' })
        }
      }
    }
  })
  agent.on('checked', ({ virtualServer, server, check, result, durationMs }) => {
    const labels = { virtual_server: virtualServer, real_server: server, check, result }
    checks.inc(labels)
    const [kind = check] = check.split(' ')
    duration.observe({ virtual_server: virtualServer, kind }, durationMs / 1000)
  })
}
