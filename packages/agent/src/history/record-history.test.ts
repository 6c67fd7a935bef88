import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import { stopInTime } from '../testing/stop-in-time.js'

const config = (priority: number, more = ''): string => `
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority ${priority}
    virtual_ipaddress {
        192.0.2.100/24
    }
}
${more}`

const second = `
vrrp_instance VI_2 {
    interface eth0
    virtual_router_id 52
    virtual_ipaddress {
        192.0.2.101/24
    }
}`

let cluster: SimCluster
let agent: Agent
let now: number

beforeEach(async () => {
  cluster = new SimCluster()
  now = Date.UTC(2026, 0, 2, 3, 4, 5)
  const ports = { ...cluster.addNode('a'), unixTimeMs: () => now }
  agent = createAgent({ config: config(150), ports })
  await agent.start()
})

afterEach(async () => {
  await stopInTime(cluster, agent)
})

const told = (instance?: string): readonly string[] =>
  agent.history(instance).map(({ kind, text }) => `${kind}: ${text}`)

test('a transition, with the time of the wall clock and the kind of its reason', async () => {
  await cluster.advanceAsync(4000)
  expect(agent.history('VI_1').at(-1)).toEqual({
    time: '2026-01-02T03:04:05.000Z',
    instance: 'VI_1',
    kind: 'transition',
    text: 'BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
    from: 'BACKUP',
    to: 'MASTER',
    reason: 'noMaster',
  })
})

test('a reload, and what it changed of each instance', async () => {
  await agent.apply(config(120, second))
  expect(told('VI_1')).toEqual([
    'transition: INIT -> BACKUP: started',
    'reloaded: a configuration was put in force, with 3 changes',
    'reloaded: priority 150 -> 120',
  ])
  expect(told('VI_2')).toEqual([
    'transition: INIT -> BACKUP: started',
    'reloaded: a configuration was put in force, with 3 changes',
    'reloaded: new',
  ])
})

test('who asked for what, and what came of it', () => {
  const request = { do: 'maintenance', instance: 'VI_1', on: true }
  agent.emit('asked', { by: 'anna', request, outcome: 'done' })
  agent.emit('asked', {
    by: 'anna',
    request: { do: 'reload', dryRun: false } as never,
    outcome: 'no such file',
  })
  expect(told('VI_1').slice(-2)).toEqual([
    'asked: anna: maintenance (on true): done',
    'asked: anna: reload: no such file',
  ])
})

test('what fails again and again fills no history', () => {
  const failure = { name: 'VI_1', error: undefined, at: 0 } as const
  for (let index = 0; index < 90; index += 1) {
    agent.emit('effectFailed', { ...failure, effect: 'sendAdvert', text: `ENETDOWN ${index}` })
    agent.emit('effectFailed', { ...failure, effect: 'announce', text: 'ENETDOWN' })
    now += 1000
  }
  expect(told().slice(1)).toEqual([
    'effectFailed: sendAdvert: ENETDOWN 0',
    'effectFailed: announce: ENETDOWN',
    'effectFailed: sendAdvert: ENETDOWN 60',
    'effectFailed: announce: ENETDOWN',
  ])
})

test('a split, and a text of any length', () => {
  const split = { name: 'VI_1', cause: undefined, rival: '192.0.2.9', forMs: 9000, at: 0 } as const
  agent.emit('split', { ...split, kind: 'confirmed', text: 'x'.repeat(1000) } as never)
  expect(told().at(-1)).toBe(`split: ${'x'.repeat(500)}`)
})
