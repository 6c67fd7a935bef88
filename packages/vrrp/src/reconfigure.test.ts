import { ConfigError, UsageError } from '@holdfast/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { config, Lan, settled } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import type { VrrpInstance } from './instance.js'
import { reconfigure } from './reconfigure.js'
import { VrrpRouter } from './router.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  peer = lan.node('peer', '192.0.2.2')
})

async function master(changes: Partial<VrrpConfig> = {}): Promise<VrrpInstance> {
  const vip = await node.started(changes)
  await lan.pass(4000)
  expect(vip.state).toBe('MASTER')
  lan.sent()
  return vip
}

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('rule 156: a running master', () => {
  it('changes its addresses without a goodbye; what stays is never taken away', async () => {
    const vip = await master({ virtualAddresses: ['192.0.2.10/24', '192.0.2.11/24'] })
    const changes: string[] = []
    node.addresses.onChange(({ type, address }) => changes.push(`${type} ${address.address}`))
    await vip.reconfigure(config({ virtualAddresses: ['192.0.2.11/24', '192.0.2.12/24'] }))
    expect(changes).toEqual(['removed 192.0.2.10', 'added 192.0.2.12'])
    await lan.pass(1000)
    expect(lan.adverts()).toEqual(['4000 node 100', '5000 node 100'])
    expect(vip.state).toBe('MASTER')
  })

  it('advertises the new list', async () => {
    const vip = await master()
    await vip.reconfigure(config({ virtualAddresses: ['192.0.2.77/24'] }))
    await lan.pass(1000)
    const advert = lan.sent().find(({ packet }) => packet.kind === 'ip')?.packet
    expect([...(advert?.payload.subarray(8, 12) ?? [])]).toEqual([192, 0, 2, 77])
  })

  it('keeps its counters, and their place in time', async () => {
    const vip = await master()
    const before = vip.status()
    await vip.reconfigure(config({ priority: 120 }))
    expect(vip.status().counters).toEqual(before.counters)
    expect(vip.status().forMs).toBe(before.forMs)
    await lan.pass(1000)
    expect(lan.adverts()).toEqual(['4000 node 120', '5000 node 120'])
    expect(vip.status().counters.advertSent).toBe(before.counters.advertSent + 2)
  })

  it('with the same configuration does nothing at all', async () => {
    const vip = await master()
    await vip.reconfigure(config())
    expect(lan.sent()).toEqual([])
    await lan.pass(2000)
    expect(lan.adverts()).toEqual(['4609.375 node 100', '5609.375 node 100'])
  })

  it('a longer interval in VRRPv3 never costs it the mastership', async () => {
    const vip = await node.started({ version: 3, priority: 150 })
    const other = await peer.started({ version: 3 })
    await lan.pass(5500)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
    await vip.reconfigure(config({ version: 3, priority: 150, advertIntMs: 10_000 }))
    await lan.pass(60_000)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
    expect(other.status().counters.becomeMaster).toBe(0)
  })
})

describe('rule 51: a running backup', () => {
  it('takes over by the shifted timer', async () => {
    const vip = await node.started()
    await lan.pass(1000)
    await vip.reconfigure(config({ advertIntMs: 2000, priority: 200 }))
    // 3609.375 + 3000 - 390.625
    await lan.pass(5218.625)
    expect(vip.state).toBe('BACKUP')
    await lan.pass(0.125)
    expect(vip.state).toBe('MASTER')
  })

  it('rule 33: accepts the new interval, and no longer the old one', async () => {
    const vip = await node.started()
    await vip.reconfigure(config({ advertIntMs: 2000 }))
    await peer.advertise({ advertIntMs: 1000 })
    expect(vip.status().counters.rejected).toEqual({ intervalError: 1 })
    await peer.advertise({ advertIntMs: 2000 })
    expect(vip.status().master?.priority).toBe(200)
  })

  it('a new source address counts at once', async () => {
    const vip = await node.started()
    await vip.reconfigure(config({ sourceAddress: '192.0.2.50' }))
    expect(vip.status().sourceAddress).toBe('192.0.2.50')
    await vip.reconfigure(config())
    expect(vip.status().sourceAddress).toBe('192.0.2.1')
  })

  it('a new tracked interface is looked at', async () => {
    node.transport.links.set('eth1', { up: false, addresses: [] })
    const vip = await node.started()
    await vip.reconfigure(config({ trackers: [{ kind: 'interface', name: 'eth1' }] }))
    expect(vip.state).toBe('FAULT')
    await vip.reconfigure(config())
    expect(vip.state).toBe('BACKUP')
  })

  it('warnings are those of the new configuration', async () => {
    const vip = await node.started({ advertIntMs: 1500 })
    expect(vip.status().warnings).toHaveLength(1)
    await vip.reconfigure(config({ advertIntMs: 2000 }))
    expect(vip.status().warnings).toEqual([])
  })

  it('from within a listener: in force when the present step is told', async () => {
    const vip = await node.started()
    vip.on('transition', ({ to }) => {
      if (to === 'MASTER') void vip.reconfigure(config({ priority: 222 }))
    })
    await lan.pass(4700)
    await settled()
    expect(vip.status().effectivePriority).toBe(222)
    expect(lan.adverts()).toEqual(['3609.375 node 100', '3609.375 node 222', '4609.375 node 222'])
  })
})

describe('what it refuses', () => {
  it.each([
    ['name', { name: 'VI_9' }],
    ['interface', { interface: 'eth1' }],
    ['virtualRouterId', { virtualRouterId: 52 }],
    ['family', { virtualAddresses: ['fe80::10/64'] }],
  ] as const)('another %s: that is a new instance', async (path, changes) => {
    const vip = await node.started()
    const error = await failure(vip.reconfigure(config(changes)))
    expect(error).toBeInstanceOf(ConfigError)
    expect((error as ConfigError).issues.map((issue) => issue.path)).toEqual([path])
    expect(vip.snapshot().parameters.virtualRouterId).toBe(51)
  })

  it('a wrong configuration, which then changes nothing', async () => {
    const vip = await master()
    const before = vip.snapshot()
    const error = await failure(vip.reconfigure(config({ priority: 300, advertIntMs: 1 })))
    expect((error as ConfigError).issues.map(({ path }) => path)).toEqual([
      'priority',
      'advertIntMs',
    ])
    expect(vip.snapshot()).toEqual(before)
  })

  it('instances of different routers', async () => {
    const a = await node.started()
    const b = await peer.started()
    const error = await failure(
      reconfigure([
        [a, config()],
        [b, config()],
      ]),
    )
    expect(error).toBeInstanceOf(UsageError)
  })

  it('several at once: one that is wrong leaves all as they were', async () => {
    const router = new VrrpRouter(node.ports)
    const a = await node.started({}, {}, router)
    const b = await node.started({ name: 'VI_2', virtualRouterId: 52 }, {}, router)
    const error = await failure(
      reconfigure([
        [a, config({ priority: 120 })],
        [b, config({ name: 'VI_2', virtualRouterId: 52, priority: 0 })],
      ]),
    )
    expect(error).toBeInstanceOf(ConfigError)
    expect(a.status().effectivePriority).toBe(100)
  })
})

describe('rule 156: an address that moves between instances', () => {
  const first = { virtualAddresses: ['192.0.2.10/24', '192.0.2.11/24'] }
  const second = { name: 'VI_2', virtualRouterId: 52, virtualAddresses: ['192.0.2.20/24'] }

  async function masters(): Promise<readonly [VrrpInstance, VrrpInstance, string[]]> {
    const router = new VrrpRouter(node.ports)
    const a = await node.started(first, {}, router)
    const b = await node.started(second, {}, router)
    await lan.pass(4000)
    expect([a.state, b.state]).toEqual(['MASTER', 'MASTER'])
    lan.sent()
    const order: string[] = []
    node.addresses.onChange(({ type, address }) => order.push(`${type} ${address.address}`))
    return [a, b, order]
  }
  const without = config({ virtualAddresses: ['192.0.2.10/24'] })
  const withIt = config({ ...second, virtualAddresses: ['192.0.2.20/24', '192.0.2.11/24'] })

  it.each([
    ['giver first', true],
    ['taker first', false],
  ])('never lost: let go by the one before the other asks for it, %s', async (_, giverFirst) => {
    const [a, b, order] = await masters()
    const changes = [
      [a, without],
      [b, withIt],
    ] as const
    await reconfigure(giverFirst ? changes : changes.toReversed())
    expect(order).toEqual(['removed 192.0.2.11', 'added 192.0.2.11'])
    expect(node.held.toSorted()).toEqual(['192.0.2.10', '192.0.2.11', '192.0.2.20'])
    await lan.pass(5000)
    expect(node.held.toSorted()).toEqual(['192.0.2.10', '192.0.2.11', '192.0.2.20'])
    expect([a.state, b.state]).toEqual(['MASTER', 'MASTER'])
    expect(lan.adverts().filter((line) => line.endsWith(' 0'))).toEqual([])
  })

  it('an exchange of addresses works both ways at once', async () => {
    const [a, b] = await masters()
    await reconfigure([
      [a, config({ virtualAddresses: ['192.0.2.20/24'] })],
      [b, config({ ...second, virtualAddresses: first.virtualAddresses })],
    ])
    expect(node.held.toSorted()).toEqual(['192.0.2.10', '192.0.2.11', '192.0.2.20'])
    expect(a.status().addresses).toMatchObject({ status: 'held', virtual: ['192.0.2.20'] })
    expect(b.status().addresses).toMatchObject({
      status: 'held',
      virtual: ['192.0.2.10', '192.0.2.11'],
    })
  })
})
