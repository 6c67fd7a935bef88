import { ConfigError } from '@holdfast/core'
import type { AddressFailure, Addresses } from '@holdfast/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { Lan } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import type { RejectedEvent } from './event.js'
import type { VrrpInstance } from './instance.js'
import type { VrrpPorts } from './ports.js'
import { VrrpRouter } from './router.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  peer = lan.node('peer', '192.0.2.2')
})

async function backup(changes: Partial<VrrpConfig> = {}): Promise<VrrpInstance> {
  const instance = await node.started(changes)
  expect(instance.state).toBe('BACKUP')
  return instance
}

function rejections(instance: VrrpInstance): string[] {
  const codes: string[] = []
  instance.on('rejected', ({ code }: RejectedEvent) => codes.push(code))
  return codes
}

describe('rule 22: which virtual router a packet is for', () => {
  it('is told by VRID: others are counted, and change nothing', async () => {
    const router = new VrrpRouter(node.ports)
    const vip = await node.started({}, {}, router)
    const other = await node.started({ name: 'VI_2', virtualRouterId: 52 }, {}, router)
    await peer.advertise({ virtualRouterId: 52 })
    expect(vip.status().counters.advertRcvd).toBe(0)
    expect(other.status().counters.advertRcvd).toBe(1)
    await peer.advertise({ virtualRouterId: 53 })
    expect(router.unknownVrids).toBe(1)
    expect(vip.status().counters.rejected).toEqual({})
  })

  it('and by family: one VRID may serve both', async () => {
    const dual = lan.node('dual', '192.0.2.3', 'fe80::3')
    const router = new VrrpRouter(dual.ports)
    const ipv4 = await dual.started({}, {}, router)
    const ipv6 = await dual.started({ name: 'VI_6', virtualAddresses: ['fe80::10/64'] }, {}, router)
    await peer.advertise(
      { version: 3, addresses: ['fe80::10'] },
      { source: 'fe80::2', destination: 'ff02::12' },
    )
    expect(ipv6.status().counters.advertRcvd).toBe(1)
    expect(ipv4.status().counters.advertRcvd).toBe(0)
  })

  it('too short for a VRID, or another protocol: nobody', async () => {
    const router = new VrrpRouter(node.ports)
    const vip = await node.started({}, {}, router)
    await peer.transport.open(['eth0'])
    peer.send({ payload: Uint8Array.of(0x21, 51, 200) })
    peer.send({ protocol: 89, payload: new Uint8Array(20) })
    lan.clock.advance(0)
    expect(router.unknownVrids).toBe(1)
    expect(vip.status().counters).toMatchObject({ advertRcvd: 0, rejected: {} })
  })
})

describe('rules 25, 26, 147: several unicast instances share a VRID', () => {
  async function pair(): Promise<readonly [VrrpInstance, VrrpInstance]> {
    const router = new VrrpRouter(node.ports)
    const first = { unicastPeers: ['192.0.2.2'] }
    const second = {
      name: 'VI_2',
      unicastPeers: ['192.0.2.3'],
      virtualAddresses: ['192.0.2.11/24'],
    }
    return [await node.started(first, {}, router), await node.started(second, {}, router)]
  }
  const heard = (instance: VrrpInstance): number => instance.status().counters.advertRcvd

  it('the one that lists the sender as a peer gets it', async () => {
    const [first, second] = await pair()
    const third = lan.node('third', '192.0.2.3')
    await third.advertise({}, { destination: '192.0.2.1' })
    expect([heard(first), heard(second)]).toEqual([0, 1])
    await peer.advertise({}, { destination: '192.0.2.1' })
    expect([heard(first), heard(second)]).toEqual([1, 1])
  })

  it('a sender that nobody lists, and multicast, are ignored', async () => {
    const [first, second] = await pair()
    const stranger = lan.node('stranger', '192.0.2.77')
    await stranger.advertise({}, { destination: '192.0.2.1' })
    await peer.advertise()
    expect([heard(first), heard(second)]).toEqual([0, 0])
    expect(first.status().counters.rejected).toEqual({})
  })

  it('rule 147: but not when their peers overlap', async () => {
    const router = new VrrpRouter(node.ports)
    node.instance({ unicastPeers: ['192.0.2.2', '192.0.2.3'] }, {}, router)
    expect(() => node.instance({ name: 'VI_2', unicastPeers: ['192.0.2.3'] }, {}, router)).toThrow(
      'virtualRouterId: 51 is taken on eth0 by VI_1',
    )
  })

  it('rule 146: and not when one speaks multicast', () => {
    const router = new VrrpRouter(node.ports)
    node.instance({}, {}, router)
    const same = (): VrrpInstance => node.instance({ unicastPeers: ['192.0.2.3'] }, {}, router)
    expect(same).toThrow(ConfigError)
    expect(same).toThrow('name: VI_1 is taken; virtualRouterId: 51 is taken on eth0 by VI_1')
  })

  it('rule 146: another interface or family is another virtual router', () => {
    const router = new VrrpRouter(node.ports)
    node.instance({}, {}, router)
    node.instance({ name: 'VI_2', interface: 'eth1' }, {}, router)
    node.instance({ name: 'VI_3', virtualAddresses: ['fe80::1/64'] }, {}, router)
    expect(router.members.map(({ name }) => name)).toEqual(['VI_1', 'VI_2', 'VI_3'])
  })
})

describe('rule 83: our own source address', () => {
  it('is never heard, and counted', async () => {
    const vip = await backup()
    const codes = rejections(vip)
    await peer.advertise({ priority: 255 }, { source: '192.0.2.1' })
    expect(codes).toEqual(['ownSource'])
    expect(vip.status().counters).toMatchObject({ ownSource: 1, advertRcvd: 0 })
    expect(vip.status().master).toBeUndefined()
  })
})

describe('rules 128-131: unicast', () => {
  it('rules 88, 128: each peer gets a copy; it counts as one advert', async () => {
    const vip = await node.started({ unicastPeers: ['192.0.2.2', '192.0.2.3'] })
    await lan.pass(3609.375)
    expect(vip.state).toBe('MASTER')
    const adverts = lan.sent().filter(({ packet }) => packet.kind === 'ip')
    expect(adverts.map(({ packet }) => packet.destination)).toEqual(['192.0.2.2', '192.0.2.3'])
    expect(vip.status().counters.advertSent).toBe(1)
  })

  it('rule 131: never to ourselves, although the list has us', async () => {
    await node.started({ unicastPeers: ['192.0.2.1', '192.0.2.2'] })
    await lan.pass(3609.375)
    const destinations = lan
      .sent()
      .flatMap(({ packet }) => (packet.kind === 'ip' ? [packet.destination] : []))
    expect(destinations).toEqual(['192.0.2.2'])
  })

  it('rule 129: multicast is not accepted, any TTL is', async () => {
    const vip = await backup({ unicastPeers: ['192.0.2.2'] })
    await peer.advertise()
    expect(vip.status().counters.rejected).toEqual({ destinationError: 1 })
    await peer.advertise({}, { destination: '192.0.2.1', ttl: 3 })
    expect(vip.status().counters.advertRcvd).toBe(1)
  })

  it('rule 43: check_unicast_src accepts peers only', async () => {
    const open = await backup({ unicastPeers: ['192.0.2.2'] })
    const stranger = lan.node('stranger', '192.0.2.77')
    await stranger.advertise({}, { destination: '192.0.2.1' })
    expect(open.status().counters.advertRcvd).toBe(1)
    const closed = await lan
      .node('closed', '192.0.2.4')
      .started({ unicastPeers: ['192.0.2.2'], checkUnicastSource: true })
    await stranger.advertise({}, { destination: '192.0.2.4' })
    expect(closed.status().counters).toMatchObject({ advertRcvd: 0, rejected: { sourceError: 1 } })
  })

  it('rule 130: an empty list is multicast', async () => {
    await node.started({ unicastPeers: [] })
    await lan.pass(3609.375)
    expect(lan.sent()[0]?.packet.destination).toBe('224.0.0.18')
  })

  it('rule 132: routers that hear each other by unicast elect one master', async () => {
    const a = await node.started({ priority: 150, unicastPeers: ['192.0.2.2'] })
    const b = await peer.started({ priority: 100, unicastPeers: ['192.0.2.1'] })
    await lan.pass(10_000)
    expect([a.state, b.state]).toEqual(['MASTER', 'BACKUP'])
    lan.network.faults.partition(['node'], ['peer'])
    await lan.pass(5000)
    expect([a.state, b.state]).toEqual(['MASTER', 'MASTER'])
    lan.network.faults.heal()
    await lan.pass(1000)
    expect([a.state, b.state]).toEqual(['MASTER', 'BACKUP'])
  })
})

describe('rule 158: counters', () => {
  it('count what was sent, heard and become', async () => {
    const vip = await node.started({ garpMasterRepeat: 2, garpMasterDelayMs: 0 })
    await lan.pass(5609.375)
    await peer.advertise({ priority: 0 })
    await peer.advertise({ priority: 200 })
    await peer.advertise({ priority: 0 })
    await lan.pass(1000)
    await vip.stop()
    expect(vip.status().counters).toEqual({
      // 3 by the timer, 1 that answers the goodbye, 1 last word to the stronger router,
      // 1 on the second mastership, 1 goodbye
      advertSent: 7,
      advertRcvd: 3,
      becomeMaster: 2,
      releaseMaster: 2,
      priZeroSent: 1,
      priZeroRcvd: 2,
      addressListMismatch: 0,
      ownSource: 0,
      announcementsSent: 4,
      sendFailed: 0,
      addressesFailed: 0,
      rejected: {},
    })
  })

  it('peers are remembered with what they last said', async () => {
    const vip = await backup()
    await peer.advertise({ priority: 120 })
    await lan.pass(500)
    await peer.advertise({ priority: 130 })
    expect(vip.status().peers).toEqual([
      {
        address: '192.0.2.2',
        priority: 130,
        advertIntMs: 1000,
        checksum: 'message-only',
        addresses: ['192.0.2.10'],
        heardAt: 500,
        adverts: 2,
      },
    ])
  })

  it('but not more of them than a stranger could use to fill our memory', async () => {
    const vip = await backup()
    for (let last = 100; last < 200; last += 1) {
      await lan.pass(1)
      await peer.advertise({ priority: 50 }, { source: `192.0.2.${last}` })
    }
    const { peers } = vip.status()
    expect(peers).toHaveLength(32)
    expect(peers.at(-1)?.address).toBe('192.0.2.199')
  })
})

describe('rules 5, 105, 112, 113: links and source addresses', () => {
  it('never speaks from a virtual address that a former mastership left behind', async () => {
    const left = lan.node('left', '192.0.2.10', '192.0.2.4')
    const vip = await left.started()
    expect(vip.status().sourceAddress).toBe('192.0.2.4')
  })

  it('the owner speaks from the virtual address, if it has no other', async () => {
    const owner = lan.node('owner', '192.0.2.10')
    const vip = await owner.started({ priority: 255 })
    expect([vip.state, vip.status().sourceAddress]).toEqual(['MASTER', '192.0.2.10'])
    const left = lan.node('left', '192.0.2.10')
    const other = await left.started({ name: 'VI_2', virtualRouterId: 52 })
    expect(other.status().faults).toEqual([{ kind: 'sourceAddress', interface: 'eth0' }])
  })

  it('IPv6 speaks from the link-local address', async () => {
    const dual = lan.node('dual', '192.0.2.3', '2001:db8::3', 'fe80::3')
    const vip = await dual.started({ virtualAddresses: ['fe80::10/64'] })
    expect(vip.status().sourceAddress).toBe('fe80::3')
  })

  it('a configured source address wins', async () => {
    const vip = await node.started({ sourceAddress: '198.51.100.7' })
    expect(vip.status().sourceAddress).toBe('198.51.100.7')
  })

  it('rule 113: no address is a FAULT until there is one', async () => {
    const vip = await backup()
    node.transport.links.set('eth0', { addresses: [] })
    expect(vip.state).toBe('FAULT')
    node.transport.links.set('eth0', { addresses: ['192.0.2.9'] })
    expect(vip.state).toBe('BACKUP')
    expect(vip.status().sourceAddress).toBe('192.0.2.9')
  })

  it('rule 112: an interface that does not exist is a FAULT until it does', async () => {
    node.transport.links.delete('eth0')
    const vip = await node.started()
    expect(vip.status().faults.map(({ kind }) => kind)).toEqual(['interface', 'sourceAddress'])
    node.transport.links.set('eth0', { up: true, addresses: ['192.0.2.1'] })
    expect(vip.state).toBe('BACKUP')
  })

  it('without a Links port the interface counts as up, if the source is configured', async () => {
    const { transport, clock } = { transport: node.transport, clock: node.process.clock }
    const silent = new VrrpRouter({ transport, clock: clock })
    const vip = await node.started({ sourceAddress: '192.0.2.1' }, {}, silent)
    expect(vip.state).toBe('BACKUP')
    const lost = await node.started({ name: 'VI_2', virtualRouterId: 52 }, {}, silent)
    expect(lost.status().faults).toEqual([{ kind: 'sourceAddress', interface: 'eth0' }])
  })

  it('a tracked interface counts from the start, and later (rule 105)', async () => {
    node.transport.links.set('eth1', { up: false, addresses: [] })
    const vip = await node.started({
      trackers: [{ kind: 'interface', name: 'eth1', weight: -30 }],
    })
    expect(vip.status().effectivePriority).toBe(70)
    node.transport.links.set('eth1', { up: true })
    expect(vip.status().effectivePriority).toBe(100)
  })
})

describe('the last act of a dying process', () => {
  it('is synchronous: every master says priority 0 and lets its addresses go', async () => {
    const router = new VrrpRouter(node.ports)
    await node.started({}, {}, router)
    await node.started(
      { name: 'VI_2', virtualRouterId: 52, virtualAddresses: ['192.0.2.20/24'] },
      {},
      router,
    )
    await node.started({ name: 'VI_3', virtualRouterId: 53, priority: 1 }, {}, router)
    await lan.pass(3700)
    expect(node.held).toEqual(['192.0.2.10', '192.0.2.20'])
    lan.sent()
    router.releaseNow()
    expect(node.held).toEqual([])
    expect(lan.adverts()).toEqual(['3700 node 0', '3700 node 0'])
  })
})

describe('without a port for addresses', () => {
  const withoutAddresses = (): VrrpPorts => {
    const { transport, links, clock, logger } = node.ports
    return {
      transport,
      ...(links && { links }),
      ...(clock && { clock }),
      ...(logger && { logger }),
    }
  }

  it('mastership is all there is: a note says so at the start, and a warning', async () => {
    const router = new VrrpRouter(withoutAddresses())
    const vip = node.instance({}, {}, router)
    const notes: unknown[] = []
    vip.on('note', ({ note, text }) => notes.push([note, text]))
    await vip.start()
    const text = 'virtual addresses are configured, but there is no port that could hold them'
    expect(notes).toEqual([[{ kind: 'portMissing', port: 'addresses' }, text]])
    expect(node.warnings).toEqual([`VI_1: ${text}`])
    await lan.pass(4000)
    expect(vip.state).toBe('MASTER')
  })

  it('nothing is said where there are no addresses', async () => {
    await node.started({ virtualAddresses: [] }, {}, new VrrpRouter(withoutAddresses()))
    expect(node.warnings).toEqual([])
  })
})

describe('close', () => {
  it('stops what still runs, with a goodbye', async () => {
    const router = new VrrpRouter(node.ports)
    const vip = await node.started({}, {}, router)
    await lan.pass(4000)
    lan.sent()
    await router.close()
    expect(vip.state).toBe('INIT')
    expect(node.held).toEqual([])
    expect(lan.adverts()).toEqual(['4000 node 0'])
  })
})

describe('the end of the process', () => {
  it('is a goodbye and a release, unless the router was closed before', async () => {
    const acts = new Set<() => void>()
    const beforeExit = (act: () => void): (() => void) => {
      acts.add(act)
      return () => acts.delete(act)
    }
    const router = new VrrpRouter({ ...node.ports, beforeExit })
    const vip = await node.started({}, {}, router)
    await lan.pass(4000)
    lan.sent()
    for (const act of acts) act()
    expect(lan.adverts()).toEqual(['4000 node 0'])
    expect([vip.state, node.held]).toEqual(['INIT', []])
    await router.close()
    expect(acts.size).toBe(0)
  })
})

describe('an address that somebody else took away', () => {
  it('is asked for again, as one that could not be had', async () => {
    let lose: (owner: string, failure: AddressFailure) => void = () => undefined
    const addresses: Addresses = {
      hold: (owner, desired, done) => node.addresses.hold(owner, desired, done),
      watchLosses: (onLost) => {
        lose = onLost
        return () => (lose = () => undefined)
      },
    }
    const router = new VrrpRouter({ ...node.ports, addresses })
    const vip = await node.started({}, {}, router)
    const loss = { address: '192.0.2.10', code: 'LOST', message: 'deleted' }
    lose('VI_1', loss)
    expect(vip.status().addresses.status).toBe('released')
    await lan.pass(4000)
    lose('another', loss)
    expect(vip.status().addresses.status).toBe('held')
    lose('VI_1', loss)
    expect(vip.status().addresses).toMatchObject({ status: 'failed', failures: [loss] })
    expect(vip.state).toBe('MASTER')
    await lan.pass(200)
    expect(vip.status().addresses.status).toBe('held')
  })
})
