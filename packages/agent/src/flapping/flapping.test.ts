import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { AgentOptions } from '../agent-options.js'
import type { Agent } from '../running/agent.js'
import type { FlappingOptions } from './watch-flapping.js'
import { stopInTime } from '../testing/stop-in-time.js'
import { group, instance } from './testing/two-routers.js'

let cluster: SimCluster
let agents: Agent[]

beforeEach(() => {
  cluster = new SimCluster()
  agents = []
})

afterEach(async () => {
  await stopInTime(cluster, ...agents)
})

async function run(name: string, config: string, more: Partial<AgentOptions> = {}): Promise<Agent> {
  const agent = createAgent({ config, ports: cluster.addNode(name), ...more })
  agents.push(agent)
  await agent.start()
  return agent
}

/** The stronger of two loses its link and finds it again: two transitions each time. */
async function flap(times: number): Promise<void> {
  for (let index = 0; index < times; index += 1) {
    cluster.linkDown('a')
    await cluster.advanceAsync(2000)
    cluster.linkUp('a')
    await cluster.advanceAsync(5000)
  }
}

const told = (agent: Agent, kind: string): readonly string[] =>
  agent
    .history()
    .filter((entry) => entry.kind === kind)
    .map(({ text }) => text)

const damped: { readonly flapping: FlappingOptions } = { flapping: { holdDownMs: 60_000 } }

test('an instance that flaps is told once, and otherwise left alone', async () => {
  const a = await run('a', instance('VI_1', 51, 150))
  await run('b', instance('VI_1', 51, 100))
  const heard: string[] = []
  a.on('flapping', ({ name, text }) => heard.push(`${name}: ${text}`))
  await cluster.advanceAsync(5000)
  await flap(6)
  expect(heard).toEqual(['VI_1: at least 5 transitions within 60 s'])
  expect(told(a, 'flapping')).toEqual(['at least 5 transitions within 60 s'])
  expect(told(a, 'asked')).toEqual([])
})

test('what was asked for is no flapping', async () => {
  const a = await run('a', instance('VI_1', 51, 150))
  for (let index = 0; index < 10; index += 1) {
    await a.instance('VI_1').maintenance(true)
    await a.instance('VI_1').maintenance(false)
    await cluster.advanceAsync(15_000)
  }
  expect(told(a, 'flapping')).toEqual([])
})

test('damped: the other router has the address until the time is over', async () => {
  const a = await run('a', instance('VI_1', 51, 150), damped)
  const b = await run('b', instance('VI_1', 51, 100))
  await cluster.advanceAsync(5000)
  await flap(3)
  expect(a.instance('VI_1').status().faults).toEqual([{ kind: 'maintenance', by: 'flap damping' }])
  await cluster.advanceAsync(40_000)
  expect([a.instance('VI_1').state, b.instance('VI_1').state]).toEqual(['FAULT', 'MASTER'])
  await cluster.advanceAsync(30_000)
  expect([a.instance('VI_1').state, b.instance('VI_1').state]).toEqual(['MASTER', 'BACKUP'])
  expect(told(a, 'asked')).toEqual([
    'flap damping: maintenance (on true): done',
    'flap damping: maintenance (on false): the time is over',
  ])
})

test('never where nobody else is heard', async () => {
  const a = await run('a', instance('VI_1', 51, 150), damped)
  await cluster.advanceAsync(5000)
  await flap(6)
  expect(a.instance('VI_1').state).toBe('MASTER')
  expect(told(a, 'asked')).toEqual([
    'flap damping: maintenance (on true): no: nobody else is heard who could be master',
  ])
})

test('it ends early when the other router falls silent', async () => {
  const a = await run('a', instance('VI_1', 51, 150), damped)
  await run('b', instance('VI_1', 51, 100))
  await cluster.advanceAsync(5000)
  await flap(3)
  expect(a.instance('VI_1').state).toBe('FAULT')
  cluster.linkDown('b')
  // Four intervals of silence, a second until it is noticed, and a takeover.
  await cluster.advanceAsync(4000 + 1000 + 3500)
  expect(a.instance('VI_1').state).toBe('MASTER')
  expect(told(a, 'asked').at(-1)).toBe(
    'flap damping: maintenance (on false): nobody else is heard any more',
  )
})

test('it ends at once when the other router resigns', async () => {
  const a = await run('a', instance('VI_1', 51, 150), damped)
  const b = await run('b', instance('VI_1', 51, 100))
  await cluster.advanceAsync(5000)
  await flap(3)
  const stopped = b.stop()
  await cluster.advanceAsync(1000 + 1000 + 3500)
  await stopped
  expect(a.instance('VI_1').state).toBe('MASTER')
})

test('an operator has the last word', async () => {
  const a = await run('a', instance('VI_1', 51, 150), damped)
  await run('b', instance('VI_1', 51, 100))
  await cluster.advanceAsync(5000)
  await flap(3)
  await a.instance('VI_1').maintenance(true, 'anna')
  await cluster.advanceAsync(120_000)
  expect(a.instance('VI_1').status().faults).toEqual([{ kind: 'maintenance', by: 'anna' }])
})

test('a sync group is damped as one', async () => {
  const both = (priority: number): string =>
    group + instance('VI_1', 51, priority) + instance('VI_2', 52, priority)
  const a = await run('a', both(150), damped)
  const b = await run('b', both(100))
  await cluster.advanceAsync(5000)
  await flap(3)
  expect(a.instances.map(({ state }) => state)).toEqual(['FAULT', 'FAULT'])
  expect(b.instances.map(({ state }) => state)).toEqual(['MASTER', 'MASTER'])
  expect(told(a, 'asked')).toEqual(['flap damping: maintenance (on true): done'])
  await cluster.advanceAsync(70_000)
  expect(a.instances.map(({ state }) => state)).toEqual(['MASTER', 'MASTER'])
})

test('a sync group returns when one of its members has nobody else', async () => {
  const both = group + instance('VI_1', 51, 150) + instance('VI_2', 52, 150)
  const a = await run('a', both, damped)
  await run('b', instance('VI_1', 51, 100))
  await cluster.advanceAsync(5000)
  await flap(3)
  // Five seconds for somebody to take over, of which flapping took some; then the usual takeover.
  await cluster.advanceAsync(8000)
  expect(a.instances.map(({ state }) => state)).toEqual(['MASTER', 'MASTER'])
  expect(told(a, 'asked')).toEqual([
    'flap damping: maintenance (on true): done',
    'flap damping: maintenance (on false): nobody else is heard any more',
  ])
})
