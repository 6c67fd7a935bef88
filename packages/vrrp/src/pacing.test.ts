import { expect, test } from 'vitest'
import { SimCluster } from './testing/index.js'

const paced = { garpMasterRepeat: 1, garpMasterDelayMs: 0, garpIntervalMs: 40 }
const onEth0 = { ...paced, name: 'VI_1' }
const onEth1 = {
  ...{ ...paced, name: 'VI_2', interface: 'eth1', virtualRouterId: 52 },
  virtualAddresses: ['198.51.100.100/24'],
}

/** When each interface announces its one address, in ms; masters are made at the same moment. */
function announced(announcePaceGroup?: string): readonly string[] {
  const group = announcePaceGroup === undefined ? {} : { announcePaceGroup }
  const instances = [onEth0, onEth1].map((each) => ({ ...each, ...group }))
  const cluster = new SimCluster({ a: { instances } })
  const seen: string[] = []
  cluster.network.tap(({ kind, atMs, packet }) => {
    if (kind === 'sent' && packet.kind === 'ethernet') seen.push(`${atMs} ${packet.interface}`)
  })
  cluster.start()
  cluster.advance(5000)
  return seen
}

test('rule 121: interfaces keep their distances for themselves, or together in a group', () => {
  expect(announced()).toEqual(['3609.375 eth0', '3609.375 eth1'])
  expect(announced('a switch')).toEqual(['3609.375 eth0', '3649.375 eth1'])
})
