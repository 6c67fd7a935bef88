import { beforeEach, describe, expect, it } from 'vitest'
import { Lan } from '../test/support/lan.js'
import type { LanNode } from '../test/support/lan.js'
import { VrrpRouter } from './router.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1', '192.0.2.101')
  peer = lan.node('peer', '192.0.2.2')
})

describe('rule 29: TTL in unicast', () => {
  it('is sent as configured, but to a group as 255', async () => {
    await node.started({ unicastPeers: ['192.0.2.2'], unicastTtl: 7 })
    await lan.pass(3700)
    expect(lan.datagrams().map(({ ttl }) => ttl)).toEqual([7])
    const other = lan.node('other', '192.0.2.3')
    await other.started({ unicastTtl: 7 })
    await lan.pass(3700)
    const toGroup = lan.datagrams().filter(({ source }) => source === '192.0.2.3')
    expect(toGroup.map(({ ttl }) => ttl)).toEqual([255])
  })

  it('is judged by the range of the sender', async () => {
    const unicastPeers = ['192.0.2.9', { address: '192.0.2.2', minTtl: 250, maxTtl: 254 }]
    const vip = await node.started({ unicastPeers })
    const advertise = async (ttl: number, source: string = '192.0.2.2'): Promise<void> =>
      peer.advertise({}, { source, destination: '192.0.2.1', ttl })
    for (const ttl of [249, 250, 254, 255]) await advertise(ttl)
    expect(vip.status().counters.advertRcvd).toBe(2)
    expect(vip.status().counters.rejected).toEqual({ ttlError: 2 })
    await advertise(1, '192.0.2.9')
    expect(vip.status().counters.advertRcvd).toBe(3)
    // A stranger has no range: with one, only peers are heard (rule 43).
    await advertise(252, '192.0.2.8')
    expect(vip.status().counters.rejected).toEqual({ ttlError: 2, sourceError: 1 })
  })
})

describe('a multicast group of its own', () => {
  it('is spoken to, and no other is heard', async () => {
    const router = new VrrpRouter(node.ports)
    const vip = await node.started({ multicastGroup: '224.0.0.100' }, {}, router)
    await peer.advertise()
    expect(vip.status().counters.advertRcvd).toBe(0)
    expect(vip.status().counters.rejected).toEqual({})
    await peer.advertise({ priority: 50 }, { destination: '224.0.0.100' })
    expect(vip.status().counters.advertRcvd).toBe(1)
    await lan.pass(3700)
    const own = lan.datagrams().filter(({ source }) => source === '192.0.2.1')
    expect(own.map(({ destination }) => destination)).toEqual(['224.0.0.100'])
  })

  it('rule 146: one VRID may serve two groups, but not with one virtual MAC (rule 127)', async () => {
    const router = new VrrpRouter(node.ports)
    const usual = await node.started({}, {}, router)
    const other = await node.started({ name: 'VI_2', multicastGroup: '224.0.0.100' }, {}, router)
    await peer.advertise({}, { destination: '224.0.0.100' })
    expect(usual.status().counters.advertRcvd).toBe(0)
    expect(other.status().counters.advertRcvd).toBe(1)
    expect(() =>
      node.instance({ name: 'VI_3', multicastGroup: '224.0.0.100' }, {}, router),
    ).toThrow('51 is taken on eth0 by VI_2')
    const withMac = { name: 'VI_4', multicastGroup: '224.0.0.101', useVmac: true }
    expect(() => node.instance(withMac, {}, router)).toThrow('51 is taken on eth0 by VI_1')
  })
})

describe('faults', () => {
  it('rule 130: no peer, where that is a fault', async () => {
    const vip = await node.started({ unicastPeers: [], unicastFaultNoPeer: true })
    expect(vip.state).toBe('FAULT')
    expect(vip.status().faults).toEqual([{ kind: 'unicastPeer' }])
    expect(vip.status().because).toBe('INIT -> FAULT: there is no unicast peer to speak to')
    await vip.reconfigure({
      name: 'VI_1',
      interface: 'eth0',
      virtualRouterId: 51,
      virtualAddresses: ['192.0.2.10/24'],
      unicastPeers: ['192.0.2.2'],
      unicastFaultNoPeer: true,
    })
    expect(vip.state).toBe('BACKUP')
  })

  it('rule 109: track_src_ip: the source address is gone, until it is back', async () => {
    const vip = await node.started({ sourceAddress: '192.0.2.101', trackSourceAddress: true })
    expect(vip.state).toBe('BACKUP')
    node.transport.links.set('eth0', { addresses: ['192.0.2.1'] })
    expect(vip.state).toBe('FAULT')
    expect(vip.status().faults).toEqual([{ kind: 'sourceAddress', interface: 'eth0' }])
    node.transport.links.set('eth0', { addresses: ['192.0.2.1', '192.0.2.101'] })
    expect(vip.state).toBe('BACKUP')
    expect(vip.status().sourceAddress).toBe('192.0.2.101')
  })

  it('without it the configured address is spoken from wherever it may be', async () => {
    const vip = await node.started({ sourceAddress: '192.0.2.77' })
    expect(vip.state).toBe('BACKUP')
    expect(vip.status().sourceAddress).toBe('192.0.2.77')
  })
})
