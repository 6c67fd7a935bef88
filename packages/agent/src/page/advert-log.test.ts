import { FakeProcessRunner } from '@holdfast/check/testing'
import type { IpDatagram, Packet, PacketTransport } from '@holdfast/core'
import { SimCluster } from '@holdfast/vrrp/testing'
import { expect, test } from 'vitest'
import { createAgent } from '../create-agent.js'
import type { Agent } from '../running/agent.js'
import { AdvertLog } from './advert-log.js'

const config = `
vrrp_instance VI_1 {
    interface eth0
    virtual_router_id 51
    priority 150
    virtual_ipaddress {
        192.0.2.100/24
    }
}`

async function run(cluster: SimCluster, name: string, text = config): Promise<Agent> {
  const runner = new FakeProcessRunner({ clock: cluster.clock })
  const agent = createAgent({ config: text, ports: cluster.addNode(name), runner, page: true })
  await agent.start()
  return agent
}

test('what was sent, what was heard, and what was not believed', async () => {
  const cluster = new SimCluster()
  const a = await run(cluster, 'a')
  // Of priority 200, in VRRPv3: 192.0.2.1 speaks VRRPv2.
  await run(cluster, 'b', config.replace('priority 150', 'priority 200\nversion 3'))
  await cluster.advanceAsync(4000)
  const [details] = a.page?.snapshot().details ?? []
  const adverts = details?.adverts.map(({ at: _, ...advert }) => advert) ?? []
  expect(adverts).toContainEqual({
    ...{ source: '192.0.2.1', destination: '224.0.0.18' },
    ...{ isSent: true, priority: 150, rejected: undefined, failed: undefined },
  })
  expect(adverts).toContainEqual({
    ...{ source: '192.0.2.2', destination: '224.0.0.18' },
    ...{ isSent: false, priority: 200, rejected: 'versionError', failed: undefined },
  })
})

test('in FAULT it hears what the instance does not, and keeps 40', async () => {
  const cluster = new SimCluster()
  const a = await run(cluster, 'a')
  await run(cluster, 'b', config.replace('150', '100'))
  await cluster.advanceAsync(4000)
  await a.instance('VI_1').maintenance(true)
  await cluster.advanceAsync(60_000)
  const adverts = a.page?.snapshot().details[0]?.adverts ?? []
  expect(adverts.map(({ isSent, priority }) => ({ isSent, priority }))).toEqual(
    Array.from({ length: 40 }, () => ({ isSent: false, priority: 100 })),
  )
  expect(a.instance('VI_1').status().counters.advertRcvd).toBe(0)
})

test('it listens from the first who does until the end', async () => {
  const cluster = new SimCluster()
  const { transport } = cluster.addNode('a')
  let listeners = 0
  const counting: PacketTransport = {
    open: (interfaces, groups) => transport.open(interfaces, groups),
    send: (packet, failed) => transport.send(packet, failed),
    subscribe: () => {
      listeners += 1
      return () => void (listeners -= 1)
    },
    close: () => transport.close(),
  }
  const tapped = new AdvertLog().tap(counting, cluster.clock)
  expect(listeners).toBe(0)
  tapped.subscribe(() => undefined)()
  tapped.subscribe(() => undefined)()
  expect(listeners).toBe(1)
  await tapped.close()
  expect(listeners).toBe(0)
})

test('two agents with a page do not share a transport either', async () => {
  const cluster = new SimCluster()
  const ports = cluster.addNode('a')
  const make = (page: boolean): Agent => {
    const runner = new FakeProcessRunner({ clock: cluster.clock })
    return createAgent({ config, ports, runner, page, strict: true })
  }
  await make(true).start()
  await expect(make(true).start()).rejects.toThrow('serves another router already')
  await expect(make(false).start()).rejects.toThrow('serves another router already')
})

test('what did not leave was not sent', async () => {
  const cluster = new SimCluster()
  const ports = cluster.addNode('a')
  const { transport } = ports
  let isBroken = false
  const fragile: PacketTransport = {
    open: (interfaces, groups) => transport.open(interfaces, groups),
    subscribe: (onPacket) => transport.subscribe(onPacket),
    send: (packet, failed) => {
      if (!isBroken) transport.send(packet, failed)
      else cluster.clock.schedule(cluster.clock.now() + 1, () => failed?.(new Error('it is full')))
    },
    close: () => transport.close(),
  }
  const runner = new FakeProcessRunner({ clock: cluster.clock })
  const given = { ...ports, transport: fragile }
  const agent = createAgent({ config, ports: given, runner, page: true })
  await agent.start()
  await cluster.advanceAsync(4000)
  isBroken = true
  await cluster.advanceAsync(1000)
  const adverts = agent.page?.snapshot().details[0]?.adverts ?? []
  expect(adverts.map(({ failed }) => failed)).toEqual([undefined, 'it is full'])
})

test('a tapped transport is the transport it was', async () => {
  const sent: Packet[] = []
  const transport: PacketTransport = {
    open: () => Promise.resolve(),
    subscribe: () => () => undefined,
    send: (packet, failed) => {
      sent.push(packet)
      failed?.(new Error('no'))
    },
    drain: () => 7,
    close: () => Promise.resolve(),
  }
  const clock = new SimCluster().clock
  const tapped = new AdvertLog().tap(transport, clock)
  const packet: IpDatagram = {
    ...{ kind: 'ip', interface: 'eth0', source: '192.0.2.1', destination: '224.0.0.18' },
    ...{ protocol: 112, ttl: 255, tos: 0, payload: new Uint8Array() },
  }
  const failures: string[] = []
  tapped.send(packet, (error) => failures.push(error.message))
  expect([sent, failures]).toEqual([[packet], ['no']])
  expect([tapped.drain?.(), tapped.rehearse]).toEqual([7, undefined])
})
