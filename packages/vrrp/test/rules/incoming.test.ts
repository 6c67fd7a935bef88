import { SimClock, SimNetwork, SimProcess } from '@holdfast/core/testing'
import { expect, it } from 'vitest'
import { VrrpInstance } from '../../src/instance.js'
import { VrrpRouter } from '../../src/router.js'
import { config } from '../support/lan.js'
import { fromHex } from '../wire-fixtures.js'

it('rule 22: an advert counts on the interface that has its VRID, and on no other', async () => {
  const clock = new SimClock()
  const network = new SimNetwork(clock)
  const plugs = (host: number) => ({
    eth0: { segment: 'first', address: [`192.0.2.${host}`] },
    eth1: { segment: 'second', address: [`198.51.100.${host}`] },
  })
  const process = new SimProcess(clock, { name: 'node' })
  const transport = network.attach(process, plugs(1))
  const router = new VrrpRouter({ transport, links: transport.links, clock: process.clock })
  const first = new VrrpInstance(config({ interface: 'eth0', virtualRouterId: 51 }), router)
  const second = new VrrpInstance(
    config({ name: 'VI_2', interface: 'eth1', virtualRouterId: 52 }),
    router,
  )
  await first.start()
  await second.start()
  const peer = network.attach(new SimProcess(clock, { name: 'peer' }), plugs(2))
  await peer.open(['eth0', 'eth1'])
  const heard = (): number[] =>
    [first, second].map((instance) => instance.status().counters.advertRcvd)

  // The advert of rule 166: VRID 51.
  const payload = fromHex('213364010001b8c8c00002010000000000000000')
  const advert = { kind: 'ip', destination: '224.0.0.18', protocol: 112, ttl: 255, tos: 0 } as const
  peer.send({ ...advert, interface: 'eth1', source: '198.51.100.2', payload })
  clock.advance(0)
  expect([...heard(), router.unknownVrids]).toEqual([0, 0, 1])
  peer.send({ ...advert, interface: 'eth0', source: '192.0.2.2', payload })
  clock.advance(0)
  expect([...heard(), router.unknownVrids]).toEqual([1, 0, 1])
})
