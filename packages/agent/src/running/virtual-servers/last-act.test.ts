import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createAgent } from '../../create-agent.js'
import { stopInTime } from '../../testing/stop-in-time.js'
import type { Agent } from '../agent.js'

const config = `
global_defs {
  lvs_sync_daemon eth0 VI_1
}
vrrp_instance VI_1 {
  state MASTER
  interface eth0
  virtual_router_id 51
  priority 150
  virtual_ipaddress {
    192.0.2.10/24
  }
}
virtual_server 192.0.2.10 80 {
  protocol TCP
  real_server 198.51.100.1 80 {
  }
}
`

let cluster: SimCluster
let ipvs: MemoryIpvs
let agent: Agent
/** What is called when the process ends by itself, in the order of registration. */
let acts: Set<() => void>
let failures: string[]

beforeEach(() => {
  cluster = new SimCluster()
  ipvs = new MemoryIpvs()
  acts = new Set()
  failures = []
})

afterEach(async () => {
  await stopInTime(cluster, agent)
})

/** An agent that is master, and whose kernel tells others of its connections. */
async function runMaster(releasesVirtualServers: boolean): Promise<void> {
  const beforeExit = (act: () => void): (() => void) => {
    acts.add(act)
    return () => acts.delete(act)
  }
  const silent = (): void => undefined
  const error = (message: string): unknown => failures.push(message)
  agent = createAgent({
    ...{ config, ipvs, releasesVirtualServers },
    ports: { ...cluster.addNode('a'), beforeExit },
    logger: { debug: silent, info: silent, warn: silent, error },
  })
  await agent.start()
  await cluster.advanceAsync(5000)
  expect(roles()).toEqual(['master'])
  expect(ipvs.table).toHaveLength(1)
}

function roles(): readonly string[] {
  return ipvs.daemons().map(({ role }) => role)
}

test.each([
  ['virtual servers before instances', (all: readonly (() => void)[]) => all],
  ['the other way round', (all: readonly (() => void)[]) => all.toReversed()],
])('an exception ends virtual servers and the sync daemon: %s', async (_, ordered) => {
  await runMaster(true)
  for (const act of ordered([...acts])) act()
  expect(agent.instances.map(({ state }) => state)).toEqual(['INIT'])
  expect(ipvs.table).toEqual([])
  expect(roles()).toEqual([])
  expect(failures).toEqual([])
})

test('a sync daemon that somebody else started goes on', async () => {
  await runMaster(true)
  ipvs.startDaemon({ role: 'backup', interface: 'eth9' })
  for (const act of acts) act()
  expect(ipvs.daemons()).toEqual([{ role: 'backup', interface: 'eth9' }])
  expect(failures).toEqual([])
})

test('with `-I` virtual servers stay, as after an orderly stop, and the sync daemon does not', async () => {
  await runMaster(false)
  for (const act of acts) act()
  expect(ipvs.table).toHaveLength(1)
  expect(roles()).toEqual([])
})

test.each([
  [true, 0],
  [false, 1],
])('after an orderly stop there is no last act: released %s', async (releases, left) => {
  await runMaster(releases)
  await stopInTime(cluster, agent)
  expect(ipvs.table).toHaveLength(left)
  expect(roles()).toEqual([])
  expect(acts.size).toBe(0)
})
