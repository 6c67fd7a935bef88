import { expect, it } from 'vitest'
import { SimCluster } from '@holdfast/vrrp/testing'
import { Lan } from '../support/lan.js'

it('rule 36: another interval in VRRPv3 is told once, and the advert counts', async () => {
  const lan = new Lan()
  const vip = await lan.node('node', '192.0.2.1').started({ version: 3, advertIntMs: 1000 })
  const told: string[] = []
  vip.on('note', ({ text }) => told.push(text))
  const peer = lan.node('peer', '192.0.2.2')
  for (let round = 0; round < 3; round += 1) {
    await peer.advertise({ version: 3, advertIntMs: 2000 })
  }
  expect(vip.status().counters.advertRcvd).toBe(3)
  expect(told).toEqual(['advert interval 1000 ms -> 2000 ms, learned from 192.0.2.2'])
})

it('rule 150: two intervals in VRRPv2 make two masters, and each says why', () => {
  const cluster = new SimCluster({ a: { advertIntMs: 1000 }, b: { advertIntMs: 2000 } })
  const told: string[] = []
  for (const name of ['a', 'b']) {
    cluster.instance(name).on('split', ({ kind, rival, cause }) => {
      told.push(`${name}: ${kind} ${rival} ${cause}`)
    })
  }
  cluster.start()
  cluster.advance(30_000)
  expect(cluster.masters()).toEqual(['a', 'b'])
  expect(told.sort()).toEqual([
    'a: suspected 192.0.2.2 intervalError',
    'b: suspected 192.0.2.1 intervalError',
  ])
})
