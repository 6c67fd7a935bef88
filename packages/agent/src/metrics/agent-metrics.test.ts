import { FakeProcessRunner } from '@holdfast/check/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { Registry } from 'prom-client'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import { stopInTime } from '../testing/stop-in-time.js'
import { scriptedInstance } from './testing/scripted-instance.js'

let cluster: SimCluster
let agents: Agent[]

beforeEach(() => {
  cluster = new SimCluster()
  agents = []
})

afterEach(async () => {
  await stopInTime(cluster, ...agents)
})

async function run(name: string, priority: number, exitCode = 0): Promise<Agent> {
  const ports = cluster.addNode(name)
  const clock = ports.clock ?? cluster.clock
  // A run takes 20 ms.
  const runner = new FakeProcessRunner({
    clock,
    onStart: (process) => void clock.schedule(clock.now() + 20, () => process.exit(exitCode)),
  })
  const unixTimeMs = (): number => 1_767_323_045_000 + clock.now()
  const agent = createAgent({
    ...{ config: scriptedInstance(priority), runner, metrics: true },
    ports: { ...ports, unixTimeMs },
  })
  agents.push(agent)
  await agent.start()
  return agent
}

async function linesOf(agent: Agent, name: string): Promise<readonly string[]> {
  const text = (await agent.metrics?.getSingleMetricAsString(name)) ?? ''
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

async function happened(agent: Agent, name: string): Promise<readonly string[]> {
  return (await linesOf(agent, name)).filter((line) => !line.endsWith(' 0'))
}

test('a state is 1, the others are 0', async () => {
  const a = await run('a', 150)
  await cluster.advanceAsync(5000)
  const labels = 'vrrp_instance="VI_1",interface="eth0",vrid="51",family="inet"'
  expect(await linesOf(a, 'holdfast_instance_state')).toEqual([
    `holdfast_instance_state{${labels},state="INIT"} 0`,
    `holdfast_instance_state{${labels},state="BACKUP"} 0`,
    `holdfast_instance_state{${labels},state="MASTER"} 1`,
    `holdfast_instance_state{${labels},state="FAULT"} 0`,
  ])
  expect(await linesOf(a, 'holdfast_instance_addresses_held')).toEqual([
    'holdfast_instance_addresses_held{vrrp_instance="VI_1"} 1',
  ])
  expect(await happened(a, 'holdfast_transitions_total')).toEqual([
    'holdfast_transitions_total{vrrp_instance="VI_1",to="BACKUP",reason="started"} 1',
    'holdfast_transitions_total{vrrp_instance="VI_1",to="MASTER",reason="noMaster"} 1',
  ])
  // 3 s and a skew of 106 / 256 s after the start.
  expect(await linesOf(a, 'holdfast_instance_last_transition_timestamp_seconds')).toEqual([
    'holdfast_instance_last_transition_timestamp_seconds{vrrp_instance="VI_1"} 1767323048.4140625',
  ])
})

test('a backup knows who speaks, and when it last did', async () => {
  const a = await run('a', 100)
  await run('b', 150)
  // Of b: adverts at 3414.0625 ms and each second after that.
  await cluster.advanceAsync(6000)
  expect(await linesOf(a, 'holdfast_adverts_received_total')).toEqual([
    'holdfast_adverts_received_total{vrrp_instance="VI_1"} 3',
  ])
  expect(await linesOf(a, 'holdfast_peer_priority')).toEqual([
    'holdfast_peer_priority{vrrp_instance="VI_1",peer="192.0.2.2"} 150',
  ])
  expect(await linesOf(a, 'holdfast_peer_last_advert_timestamp_seconds')).toEqual([
    'holdfast_peer_last_advert_timestamp_seconds{vrrp_instance="VI_1",peer="192.0.2.2"} 1767323050.4140625',
  ])
})

test('scripts: how long they took, and how they ended', async () => {
  const a = await run('a', 100, 1)
  // Runs at 0, 2000 and 4000 ms; a reload in between leaves the script as it is.
  await cluster.advanceAsync(3000)
  await a.apply(scriptedInstance(100))
  await cluster.advanceAsync(2000)
  expect(await linesOf(a, 'holdfast_script_runs_total')).toEqual([
    'holdfast_script_runs_total{script="chk",result="failure"} 3',
  ])
  const durations = await linesOf(a, 'holdfast_script_duration_seconds')
  expect(durations).toContain('holdfast_script_duration_seconds_bucket{le="0.01",script="chk"} 0')
  expect(durations).toContain('holdfast_script_duration_seconds_bucket{le="0.025",script="chk"} 3')
  expect(await linesOf(a, 'holdfast_tracker_up')).toEqual([
    'holdfast_tracker_up{vrrp_instance="VI_1",tracker="chk"} 0',
  ])
  expect(await linesOf(a, 'holdfast_instance_priority')).toEqual([
    'holdfast_instance_priority{vrrp_instance="VI_1"} 80',
  ])
})

test('what has not happened yet is there, or its first time would not be an increase', async () => {
  const a = await run('a', 100)
  const instance = 'vrrp_instance="VI_1"'
  expect(await linesOf(a, 'holdfast_splits_total')).toEqual([
    `holdfast_splits_total{${instance},kind="confirmed"} 0`,
    `holdfast_splits_total{${instance},kind="suspected"} 0`,
  ])
  expect(await linesOf(a, 'holdfast_flapping_total')).toEqual([
    `holdfast_flapping_total{${instance}} 0`,
  ])
  const effects = await linesOf(a, 'holdfast_effect_failures_total')
  expect(effects).toContain(`holdfast_effect_failures_total{${instance},effect="announce"} 0`)
  expect(await linesOf(a, 'holdfast_transitions_total')).toContain(
    `holdfast_transitions_total{${instance},to="MASTER",reason="masterSilent"} 0`,
  )
  await a.apply(scriptedInstance(120).replace('VI_1', 'VI_2'))
  expect(await linesOf(a, 'holdfast_flapping_total')).toEqual([
    `holdfast_flapping_total{${instance}} 0`,
    'holdfast_flapping_total{vrrp_instance="VI_2"} 0',
  ])
})

test('what happened is counted, by what it was', async () => {
  const a = await run('a', 100)
  const at = { name: 'VI_1', text: '', at: 0 }
  a.emit('effectFailed', { ...at, effect: 'announce', error: undefined })
  a.emit('split', { ...at, kind: 'confirmed', rival: '192.0.2.9', forMs: 1 } as never)
  a.emit('flapping', { ...at, transitions: 5, withinMs: 60_000 })
  await a.apply(scriptedInstance(120))
  expect(await happened(a, 'holdfast_effect_failures_total')).toEqual([
    'holdfast_effect_failures_total{vrrp_instance="VI_1",effect="announce"} 1',
  ])
  expect(await happened(a, 'holdfast_splits_total')).toEqual([
    'holdfast_splits_total{vrrp_instance="VI_1",kind="confirmed"} 1',
  ])
  expect(await linesOf(a, 'holdfast_flapping_total')).toEqual([
    'holdfast_flapping_total{vrrp_instance="VI_1"} 1',
  ])
  expect(await linesOf(a, 'holdfast_reloads_total')).toEqual(['holdfast_reloads_total 1'])
})

test('timers are tried once a second, and a takeover says how late it was', async () => {
  const a = await run('a', 100)
  await cluster.advanceAsync(5500)
  expect(await linesOf(a, 'holdfast_timer_lateness_seconds')).toContain(
    'holdfast_timer_lateness_seconds_bucket{le="0.0005"} 5',
  )
  expect(await linesOf(a, 'holdfast_takeover_lateness_seconds')).toContain(
    'holdfast_takeover_lateness_seconds_count{vrrp_instance="VI_1"} 1',
  )
})

test('a registry may be brought along; without a wish there is none', async () => {
  const metrics = new Registry()
  const ports = cluster.addNode('a')
  expect(createAgent({ config: '', ports, metrics }).metrics).toBe(metrics)
  expect(await metrics.getSingleMetricAsString('holdfast_build_info')).toContain('node_version=')
  expect(createAgent({ config: '', ports: cluster.addNode('b') }).metrics).toBeUndefined()
})

test('a registry that was brought along serves the next agent when one has stopped', async () => {
  const metrics = new Registry()
  const make = (name: string): Agent =>
    createAgent({ config: scriptedInstance(100), ports: cluster.addNode(name), metrics })
  const first = make('a')
  await first.start()
  await cluster.advanceAsync(5000)
  await stopInTime(cluster, first)
  expect(await metrics.metrics()).toBe('\n')
  const second = make('b')
  agents.push(second)
  await second.start()
  expect(await linesOf(second, 'holdfast_became_master_total')).toEqual([
    'holdfast_became_master_total{vrrp_instance="VI_1"} 0',
  ])
})
