import { FakeProcessRunner } from '@holdfast/check/testing'
import { MemoryIpvs } from '@holdfast/ipvs/testing'
import { parseServiceId } from '@holdfast/ipvs'
import { SimCluster } from '@holdfast/vrrp/testing'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { performControl } from '../../control/perform-control.js'
import { createAgent } from '../../create-agent.js'
import { replyText } from '../../report/reply-text.js'
import type { Agent } from '../agent.js'
import type { VirtualServerStatus } from './virtual-server-status.js'
import { stopInTime } from '../../testing/stop-in-time.js'

const web = '[192.0.2.10]:tcp:80'
const one = '198.51.100.1:80'
const two = '198.51.100.2:80'

const server = (address: string, weight: number): string => `
  real_server ${address} 80 {
    weight ${weight}
    MISC_CHECK {
      misc_path "/check/${address}"
      retry 2
      delay_before_retry 1
    }
  }`

const config = (weight = 3): string => `
virtual_server 192.0.2.10 80 {
  lvs_sched rr
  lvs_method NAT
  protocol TCP
  delay_loop 2
  warmup 0
  quorum 5
  hysteresis 1
  ${server('198.51.100.1', weight)}
  ${server('198.51.100.2', 3)}
}
virtual_server fwmark 7 {
  warmup 0
  ${server('198.51.100.1', 1)
    .replace('MISC', '#MISC')
    .replace(/MISC_CHECK[^}]*}/, '')}
}`

let cluster: SimCluster
let ipvs: MemoryIpvs
let failing: Set<string>
let agent: Agent

beforeEach(async () => {
  cluster = new SimCluster()
  ipvs = new MemoryIpvs()
  failing = new Set()
  const ports = cluster.addNode('a')
  const runner = new FakeProcessRunner({
    clock: cluster.clock,
    // A check takes 100 ms.
    onStart: (process) => {
      const end = (): void => process.exit(failing.has(process.program.path) ? 1 : 0)
      cluster.clock.schedule(cluster.clock.now() + 100, end)
    },
  })
  agent = createAgent({ config: config(), ports, runner, ipvs, metrics: true })
  await agent.start()
})

afterEach(async () => {
  await stopInTime(cluster, agent)
})

async function asked(request: Parameters<typeof performControl>[1]): Promise<string> {
  const reply = await performControl(agent, request)
  return reply.ok ? replyText(request, reply.value) : reply.message
}

function status(name = web): VirtualServerStatus {
  return agent.status().virtualServers.find((each) => each.name === name)!
}

function weights(): readonly (readonly [string, number])[] {
  return ipvs.table[0]!.destinations.map(({ address, weight }) => [address, weight] as const)
}

describe('explain', () => {
  test('says why each server is as it is, and what would change it', async () => {
    failing.add('/check/198.51.100.1')
    // Asked at 0 ms, known at 100; again at 2000 and 4000.
    await cluster.advanceAsync(3000)
    expect((await asked({ do: 'explain', instance: web })).split('\n').slice(0, 6)).toEqual([
      '[192.0.2.10]:tcp:80 is down for 2.9 s, with a live weight of 3',
      '  it comes up with 6: 3 more',
      '  198.51.100.1:80 is down for 2.9 s, not in the kernel',
      '    script /check/198.51.100.1: failed (exited with status 1) 0.9 s ago, next in 1.0 s; ' +
        'a success brings it up',
      '  198.51.100.2:80 is up for 3.0 s, weight 3 in the kernel',
      '    script /check/198.51.100.2: succeeded 0.9 s ago, next in 1.0 s; 3 failures in a row ' +
        'take it down',
    ])
    failing = new Set(['/check/198.51.100.2'])
    await cluster.advanceAsync(1400)
    const text = await asked({ do: 'explain', instance: 'tcp 192.0.2.10:80' })
    expect(text).toContain('  it goes down below 4\n')
    expect(text).toContain('next in 0.6 s; 2 failures in a row take it down')
  })

  test('takes any name, and none', async () => {
    const all = await asked({ do: 'explain' })
    expect(all.split('\n').filter((line) => !line.startsWith(' '))).toEqual([
      '[192.0.2.10]:tcp:80 is up for 0.0 s, with a live weight of 6',
      '',
      'FWM 7 is up for 0.0 s, with a live weight of 1',
    ])
    expect(all).toContain(': not asked yet, next in 0.0 s; a failure takes it down')
    expect(await asked({ do: 'explain', instance: 'FWM 7' })).toContain(
      'nothing checks it: it is always up',
    )
    expect(await asked({ do: 'explain', instance: 'VI_9' })).toBe('there is no virtual server VI_9')
  })
})

describe('drain', () => {
  const id = parseServiceId('tcp 192.0.2.10:80')!
  const destination = { address: '198.51.100.1', port: 80 }

  test('waits for the last connection, then takes the server out until it is put back', async () => {
    ipvs.setConnections(id, destination, { active: 1 })
    expect(await asked({ do: 'drain', server: one, of: web })).toBe(`drain ${one}: ${web}`)
    await cluster.advanceAsync(5000)
    expect(weights()).toEqual([
      ['198.51.100.1', 0],
      ['198.51.100.2', 3],
    ])
    expect(status().servers[0]).toMatchObject({ duty: 'drained', isUp: true, weight: 0 })
    expect(await asked({ do: 'status' })).toMatch(/^198\.51\.100\.1:80 .* drained$/m)
    ipvs.setConnections(id, destination, {})
    await cluster.advanceAsync(1000)
    expect(weights()).toEqual([['198.51.100.2', 3]])
    // Whoever has other reasons to reload does not put it back.
    await agent.reload(config(9))
    await cluster.advanceAsync(5000)
    expect(weights()).toEqual([['198.51.100.2', 3]])
    expect(await asked({ do: 'explain', instance: web })).toContain(
      `${one} is up for 11.0 s, not in the kernel, removed by hand`,
    )
    expect(await asked({ do: 'undrain', server: one, of: web })).toBe(`undrain ${one}: ${web}`)
    await cluster.advanceAsync(100)
    expect(weights()).toEqual([
      ['198.51.100.2', 3],
      ['198.51.100.1', 9],
    ])
  })

  test('or for the deadline; where it is not named, of every virtual server', async () => {
    ipvs.setConnections(id, destination, { inactive: 1 })
    expect(await asked({ do: 'drain', server: one, withinMs: 3000 })).toBe(
      `drain ${one}: ${web}, FWM 7`,
    )
    await cluster.advanceAsync(2900)
    expect(weights()).toContainEqual(['198.51.100.1', 0])
    await cluster.advanceAsync(200)
    expect(weights()).toEqual([['198.51.100.2', 3]])
  })

  test('can be called off', async () => {
    ipvs.setConnections(id, destination, { active: 1 })
    await asked({ do: 'drain', server: one, withinMs: 3000 })
    await cluster.advanceAsync(1000)
    await asked({ do: 'undrain', server: one })
    await cluster.advanceAsync(5000)
    expect(weights()).toContainEqual(['198.51.100.1', 3])
  })

  test('needs a server that is there', async () => {
    expect(await asked({ do: 'drain', server: '198.51.100.9:80' })).toBe(
      'no virtual server has 198.51.100.9:80',
    )
    expect(await asked({ do: 'drain', server: one, of: 'FWM 9' })).toBe(
      'there is no virtual server FWM 9',
    )
    expect(await asked({ do: 'undrain', server: '198.51.100.9:80', of: web })).toBe(
      `${web} has no real server 198.51.100.9:80`,
    )
  })
})

test('a reload keeps what the checks have found, and when they ask next', async () => {
  failing.add('/check/198.51.100.1')
  await cluster.advanceAsync(3000)
  const before = status()
  await agent.reload(config(5))
  const after = status()
  expect(after.servers).toEqual(before.servers)
  expect(after.servers[0]?.checks[0]).toMatchObject({
    isUp: false,
    lastFailure: 'exited with status 1',
    endedAgoMs: 900,
    dueInMs: 1000,
  })
})

async function linesOf(name: string): Promise<readonly string[]> {
  const text = (await agent.metrics?.getSingleMetricAsString(name)) ?? ''
  return text.split('\n').filter((line) => line !== '' && !line.startsWith('#'))
}

test('metrics', async () => {
  failing.add('/check/198.51.100.1')
  await cluster.advanceAsync(3000)
  const both = (labels: string): string => `virtual_server="${web}",real_server="${labels}"`
  expect(await linesOf('holdfast_virtual_server_up')).toEqual([
    `holdfast_virtual_server_up{virtual_server="${web}"} 0`,
    'holdfast_virtual_server_up{virtual_server="FWM 7"} 1',
  ])
  expect(await linesOf('holdfast_virtual_server_live_weight')).toContain(
    `holdfast_virtual_server_live_weight{virtual_server="${web}"} 3`,
  )
  expect(await linesOf('holdfast_virtual_server_quorum')).toContain(
    `holdfast_virtual_server_quorum{virtual_server="${web}"} 5`,
  )
  expect((await linesOf('holdfast_real_server_up')).slice(0, 2)).toEqual([
    `holdfast_real_server_up{${both(one)}} 0`,
    `holdfast_real_server_up{${both(two)}} 1`,
  ])
  expect((await linesOf('holdfast_real_server_weight'))[0]).toBe(
    `holdfast_real_server_weight{${both(two)}} 3`,
  )
  expect(await linesOf('holdfast_checks_total')).toEqual([
    `holdfast_checks_total{${both(one)},check="script /check/198.51.100.1",result="failure"} 2`,
    `holdfast_checks_total{${both(one)},check="script /check/198.51.100.1",result="unasked"} 0`,
    `holdfast_checks_total{${both(two)},check="script /check/198.51.100.2",result="failure"} 0`,
    `holdfast_checks_total{${both(two)},check="script /check/198.51.100.2",result="unasked"} 0`,
    `holdfast_checks_total{${both(two)},check="script /check/198.51.100.2",result="success"} 2`,
  ])
  expect(await linesOf('holdfast_check_duration_seconds')).toContain(
    `holdfast_check_duration_seconds_sum{virtual_server="${web}",kind="script"} 0.4`,
  )
  const service = parseServiceId('tcp 192.0.2.10:80')!
  ipvs.setConnections(service, { address: '198.51.100.2', port: 80 }, { active: 5 })
  const counted = { connections: 7, inBytes: 2 ** 40 }
  ipvs.setStatistics(service, { address: '198.51.100.2', port: 80 }, counted)
  ipvs.setStatistics(service, undefined, counted)
  const labels = `service="tcp 192.0.2.10:80",real_server="${two}"`
  expect(await linesOf('holdfast_ipvs_server_active_connections')).toContain(
    `holdfast_ipvs_server_active_connections{${labels}} 5`,
  )
  expect(await linesOf('holdfast_ipvs_server_incoming_bytes_total')).toContain(
    `holdfast_ipvs_server_incoming_bytes_total{${labels}} 1099511627776`,
  )
  expect(await linesOf('holdfast_ipvs_service_connections_total')).toContain(
    'holdfast_ipvs_service_connections_total{service="tcp 192.0.2.10:80"} 7',
  )
})

test('the history has what happened to its servers', async () => {
  failing.add('/check/198.51.100.1')
  await cluster.advanceAsync(3000)
  const texts = agent.history(web).map(({ kind, text }) => `${kind} ${text}`)
  expect(texts).toEqual([
    `server VS ${web} is up: Starting with quorum up 6 <= 6`,
    `server RS [198.51.100.1]:tcp:80 ${web} is down: CHECK failed on service: ` +
      'script /check/198.51.100.1: exited with status 1',
    `server VS ${web} is down: Lost quorum 4 > 3`,
  ])
})
