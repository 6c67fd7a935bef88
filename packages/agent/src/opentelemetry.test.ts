import { FakeProcessRunner } from '@holdfast/check/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import {
  AggregationTemporality,
  InMemoryMetricExporter,
  MeterProvider,
  PeriodicExportingMetricReader,
} from '@opentelemetry/sdk-metrics'
import type { MetricData } from '@opentelemetry/sdk-metrics'
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base'
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from './create-agent.js'
import { instrumentAgent } from './opentelemetry.js'
import type { Agent } from './running/agent.js'
import { stopInTime } from './testing/stop-in-time.js'
import { scriptedInstance } from './metrics/testing/scripted-instance.js'

/** Milliseconds since 1970, when the clock of the cluster began. */
const epochMs = 1_767_323_045_000

let cluster: SimCluster
let agents: Agent[]
let spans: InMemorySpanExporter
let exporter: InMemoryMetricExporter
let reader: PeriodicExportingMetricReader
let meters: MeterProvider

beforeEach(() => {
  cluster = new SimCluster()
  agents = []
  spans = new InMemorySpanExporter()
  exporter = new InMemoryMetricExporter(AggregationTemporality.CUMULATIVE)
  // It is asked by hand.
  reader = new PeriodicExportingMetricReader({ exporter, exportIntervalMillis: 2 ** 31 - 1 })
  meters = new MeterProvider({ readers: [reader] })
})

afterEach(async () => {
  await stopAll()
  await meters.shutdown()
})

async function stopAll(): Promise<void> {
  await stopInTime(cluster, ...agents.splice(0))
}

async function run(name: string, priority: number, exitCode = 0): Promise<Agent> {
  const ports = cluster.addNode(name)
  const clock = ports.clock ?? cluster.clock
  // A run takes 20 ms.
  const runner = new FakeProcessRunner({
    clock,
    onStart: (process) => void clock.schedule(clock.now() + 20, () => process.exit(exitCode)),
  })
  const unixTimeMs = (): number => epochMs + clock.now()
  const agent = createAgent({
    config: scriptedInstance(priority),
    runner,
    ports: { ...ports, unixTimeMs },
  })
  agents.push(agent)
  return agent
}

async function instrumented(name: string, priority: number, exitCode = 0): Promise<Agent> {
  const agent = await run(name, priority, exitCode)
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  instrumentAgent(agent, { meter: meters.getMeter('test'), tracer: tracers.getTracer('test') })
  await agent.start()
  return agent
}

/** What the meter says now, by the names of the metrics. */
async function read(): Promise<ReadonlyMap<string, MetricData>> {
  exporter.reset()
  await reader.forceFlush()
  const all = exporter.getMetrics().flatMap(({ scopeMetrics }) => scopeMetrics)
  return new Map(all.flatMap(({ metrics }) => metrics.map((each) => [each.descriptor.name, each])))
}

const points = (metric: MetricData | undefined): readonly unknown[] =>
  metric?.dataPoints.map(({ attributes, value }) => [attributes, value]) ?? []

const counted = (metric: MetricData | undefined): readonly unknown[] =>
  metric?.dataPoints.flatMap(({ attributes, value }) =>
    value === 0 ? [] : [[attributes, value]],
  ) ?? []

/** From and to, in milliseconds since the clock of the cluster began. */
function times({ startTime, endTime }: ReadableSpan): readonly number[] {
  return [startTime, endTime].map(([s, ns]) => Math.round(s * 1000 + ns / 1e6 - epochMs))
}

const named = (name: string): readonly ReadableSpan[] =>
  spans.getFinishedSpans().filter((span) => span.name === name)

test('the metrics are those of Prometheus, in the spelling of OpenTelemetry', async () => {
  await instrumented('a', 150)
  await cluster.advanceAsync(5000)
  const metrics = await read()
  const labels = { vrrp_instance: 'VI_1', interface: 'eth0', vrid: '51', family: 'inet' }
  expect(points(metrics.get('holdfast.instance_state'))).toEqual([
    [{ ...labels, state: 'INIT' }, 0],
    [{ ...labels, state: 'BACKUP' }, 0],
    [{ ...labels, state: 'MASTER' }, 1],
    [{ ...labels, state: 'FAULT' }, 0],
  ])
  expect(counted(metrics.get('holdfast.transitions'))).toEqual([
    [{ vrrp_instance: 'VI_1', to: 'BACKUP', reason: 'started' }, 1],
    [{ vrrp_instance: 'VI_1', to: 'MASTER', reason: 'noMaster' }, 1],
  ])
  expect(points(metrics.get('holdfast.flapping'))).toEqual([[{ vrrp_instance: 'VI_1' }, 0]])
  // Adverts at 3414.0625 ms and at 4414.0625 ms.
  expect(points(metrics.get('holdfast.adverts_sent'))).toEqual([[{ vrrp_instance: 'VI_1' }, 2]])
  expect(metrics.get('holdfast.script_duration')).toMatchObject({
    descriptor: {
      unit: 's',
      description: 'How long a run of a vrrp_script took, until it ended or was ended.',
    },
    dataPoints: [{ attributes: { script: 'chk' }, value: { count: 3, sum: 0.06 } }],
  })
  expect(points(metrics.get('holdfast.instance_last_transition_timestamp'))).toEqual([
    [{ vrrp_instance: 'VI_1' }, 1_767_323_048.4140625],
  ])
})

test('there are as many of them', async () => {
  await instrumented('a', 150)
  const other = createAgent({ config: '', ports: cluster.addNode('b'), metrics: true })
  const names = (await other.metrics?.getMetricsAsJSON())?.map(({ name }) => name) ?? []
  const spelled = names.map((name) => name.replace('_', '.').replace(/_(?:total|seconds)$/, ''))
  await cluster.advanceAsync(5000)
  const known = [...(await read()).keys()]
  expect(known.filter((name) => !spelled.includes(name))).toEqual([])
  // What never happened is not there yet.
  expect(known.length).toBeGreaterThan(20)
})

test('an agent that stopped is asked no more, and what was counted stays', async () => {
  await instrumented('a', 150)
  await cluster.advanceAsync(5000)
  await stopAll()
  const metrics = await read()
  expect(metrics.has('holdfast.instance_state')).toBe(false)
  expect(counted(metrics.get('holdfast.transitions'))).toHaveLength(3)
})

test('a takeover is a span from when it was due until the addresses are held', async () => {
  const a = await instrumented('a', 100)
  const b = await run('b', 150)
  await b.start()
  await cluster.advanceAsync(5000)
  expect(named('vrrp takeover')).toEqual([])
  cluster.crash('b')
  await cluster.advanceAsync(5000)
  expect(a.instance('VI_1').state).toBe('MASTER')
  const [takeover] = named('vrrp takeover')
  expect(takeover?.attributes).toEqual({
    vrrp_instance: 'VI_1',
    interface: 'eth0',
    vrid: '51',
    'holdfast.state.from': 'BACKUP',
    'holdfast.state.to': 'MASTER',
    'holdfast.reason': 'masterSilent',
    'holdfast.reason.text':
      'BACKUP -> MASTER: no advert from 192.0.2.2 (priority 150) for 3609.375 ms',
    'holdfast.priority': 100,
  })
  // 4414.0625 ms, when b was last heard, and 3 s with a skew of 156 / 256 s after it.
  expect(takeover === undefined ? [] : times(takeover)).toEqual([8023, 8023])
  const [started] = named('vrrp transition')
  expect(started?.attributes).toMatchObject({ 'holdfast.state.to': 'BACKUP' })
})

test('addresses that take their time are waited for', async () => {
  const a = await instrumented('a', 150)
  const at = { name: 'VI_1', text: '' }
  const reason = { kind: 'noMaster', waitedMs: 100, lateMs: 5 } as const
  const change = { ...at, priority: 150, from: 'BACKUP', to: 'MASTER', reason } as const
  a.emit('transition', { ...change, at: 100 })
  a.emit('note', { ...at, note: { kind: 'priorityChanged', from: 1, to: 2 }, at: 110 })
  expect(named('vrrp takeover')).toEqual([])
  a.emit('note', { ...at, note: { kind: 'addressesHeld' }, at: 130 })
  expect(named('vrrp takeover').map(times)).toEqual([[95, 130]])
})

test('a takeover without its addresses is an error', async () => {
  const a = await instrumented('a', 150)
  const at = { name: 'VI_1', text: '', at: 0, priority: 150 }
  const change = { ...at, reason: { kind: 'started' } } as const
  a.emit('transition', { ...change, from: 'BACKUP', to: 'MASTER' })
  a.emit('transition', { ...change, from: 'MASTER', to: 'FAULT' })
  const [takeover] = named('vrrp takeover')
  const message = 'became FAULT before it had its addresses'
  expect(takeover?.status).toEqual({ code: 2, message })
})

test('reloads, and those that were refused', async () => {
  const a = await instrumented('a', 150)
  await a.apply(scriptedInstance(120))
  await expect(a.apply(scriptedInstance(999))).rejects.toThrow()
  const [done, refused] = named('holdfast reload')
  expect(done?.attributes).toEqual({ 'holdfast.changes': 1 })
  expect(done?.status.code).toBe(0)
  expect(refused?.status.code).toBe(2)
  expect(refused?.events.map(({ name }) => name)).toEqual(['exception'])
})

test('runs of scripts, where they are wanted', async () => {
  await instrumented('a', 150, 1)
  await cluster.advanceAsync(3000)
  const runs = named('holdfast script')
  expect(runs.map(times)).toEqual([
    [0, 20],
    [2000, 2020],
  ])
  expect(runs[0]?.attributes).toEqual({ script: 'chk', result: 'failure' })
  expect(runs[0]?.status.code).toBe(2)

  const quiet = await run('b', 100)
  const tracers = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(spans)] })
  instrumentAgent(quiet, { tracer: tracers.getTracer('test'), scripts: false })
  spans.reset()
  await quiet.start()
  await cluster.advanceAsync(100)
  expect(named('holdfast script')).toEqual([])
})
