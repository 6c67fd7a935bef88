import { SimClock, SimNetwork, SimProcess } from '@holdfast/core/testing'
import { expect, test } from 'vitest'
import { VrrpListener } from './listener.js'
import { SimCluster } from './testing/index.js'

test('a listener tells who speaks and which VRIDs are free, and never speaks itself', async () => {
  const cluster = new SimCluster({ a: { priority: 150 }, b: { priority: 100 } })
  const ports = cluster.addNode('ear')
  const listener = new VrrpListener(['eth0'], ports)
  const heard: string[] = []
  listener.on('speaker', ({ source, priority }) => heard.push(`${source} ${priority}`))
  const spoke: string[] = []
  cluster.network.tap(({ kind, node }) => {
    if (kind === 'sent') spoke.push(node)
  })
  await listener.start()
  cluster.start()
  cluster.advance(5_000)

  expect(heard).toEqual(['192.0.2.1 150'])
  expect(listener.speakers()).toMatchObject([
    { interface: 'eth0', virtualRouterId: 51, version: 2, adverts: 2, advertIntMs: 1000 },
  ])
  const free = listener.freeVirtualRouterIds('eth0')
  expect(free).toHaveLength(254)
  expect(free).not.toContain(51)
  expect(listener.freeVirtualRouterIds('eth0', 6)).toHaveLength(255)
  expect(new Set(spoke)).toEqual(new Set(['a']))

  cluster.crash('a')
  cluster.advance(60_000)
  expect(listener.speakers(1_000).map(({ source }) => source)).toEqual(['192.0.2.2'])
  await listener.stop()
  cluster.advance(5_000)
  expect(listener.speakers(1_000)).toEqual([])
})

test('garbage is reported and remembered nowhere', async () => {
  const clock = new SimClock()
  const network = new SimNetwork(clock)
  const node = (name: string, address: string) =>
    network.attach(new SimProcess(clock, { name }), { eth0: { address } })
  const listener = new VrrpListener(['eth0'], { transport: node('ear', '192.0.2.1'), clock })
  const codes: string[] = []
  listener.on('rejected', (_interface, source, { code }) => codes.push(`${source} ${code}`))
  await listener.start()
  const stranger = node('stranger', '192.0.2.2')
  await stranger.open(['eth0'])
  const packet = { kind: 'ip', interface: 'eth0', source: '192.0.2.2', tos: 0, ttl: 255 } as const
  stranger.send({
    ...packet,
    destination: '224.0.0.18',
    protocol: 112,
    payload: new Uint8Array([0x21, 51]),
  })
  clock.advance(1)
  expect(codes).toEqual(['192.0.2.2 truncated'])
  expect(listener.speakers()).toEqual([])
})
