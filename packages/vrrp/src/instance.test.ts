import { ConfigError, TransportError, UsageError } from '@holdfast/core'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { config, Lan, settled } from '../test/support/lan.js'
import { VrrpInstance } from './instance.js'
import { VrrpRouter } from './router.js'

let lan: Lan
let node: LanNode
let peer: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
  peer = lan.node('peer', '192.0.2.2')
})

async function master(changes = {}): Promise<VrrpInstance> {
  const vip = await node.started(changes)
  await lan.pass(3700)
  expect(vip.state).toBe('MASTER')
  lan.sent()
  return vip
}

/** The error a promise was rejected with. */
async function failure(promise: Promise<unknown>): Promise<unknown> {
  return promise.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('the constructor', () => {
  it('checks the configuration and opens nothing', () => {
    const vip = node.instance()
    expect(vip.state).toBe('INIT')
    expect(vip.name).toBe('VI_1')
    lan.clock.advance(60_000)
    expect(lan.sent()).toEqual([])
    expect(() => node.instance({ virtualRouterId: 0 })).toThrow(ConfigError)
  })
})

describe('start', () => {
  it('rules 55, 58: enters the election, and takes over when nobody speaks', async () => {
    const vip = await node.started()
    expect(vip.state).toBe('BACKUP')
    await lan.pass(3609.25)
    expect([vip.state, node.held]).toEqual(['BACKUP', []])
    await lan.pass(0.125)
    expect([vip.state, node.held]).toEqual(['MASTER', ['192.0.2.10']])
  })

  it('rule 76: advert first, then the address, then five GARPs, then the news', async () => {
    const order: string[] = []
    node.addresses.onChange(({ type, address }) => order.push(`${type} ${address.address}`))
    lan.network.tap(({ kind, packet }) => {
      if (kind === 'sent') order.push(packet.kind === 'ip' ? 'advert' : 'GARP')
    })
    const vip = await node.started({ garpMasterRepeat: 2 })
    vip.on('transition', ({ to }) => order.push(to))
    await lan.pass(3609.375)
    // The addresses answer within the call, yet listeners come last.
    expect(order).toEqual(['advert', 'added 192.0.2.10', 'GARP', 'GARP', 'MASTER'])
  })

  it('rules 55, 71: the owner speaks at once', async () => {
    const vip = await node.started({ priority: 255 })
    expect(vip.state).toBe('MASTER')
    expect(lan.adverts()).toEqual(['0 node 255'])
  })

  it('twice is refused', async () => {
    const vip = await node.started()
    const error = await failure(vip.start())
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toHaveProperty('message', 'VI_1 was started already')
    await lan.pass(3700)
    expect(vip.state).toBe('MASTER')
  })

  it('rejects with TransportError, and stop works all the same', async () => {
    const vip = node.instance({ interface: 'eth7' })
    expect(await failure(vip.start())).toBeInstanceOf(TransportError)
    expect(vip.state).toBe('INIT')
    await vip.stop()
  })

  it.each([
    ['its own router', false],
    ['a shared one', true],
  ])('after stop is refused, with %s', async (_, shares) => {
    const router = shares ? new VrrpRouter(node.ports) : undefined
    const vip = node.instance({}, {}, router)
    await vip.stop()
    const error = await failure(vip.start())
    expect(error).toBeInstanceOf(UsageError)
    expect(error).toHaveProperty('message', 'VI_1 was stopped: make a new instance')
    await lan.pass(10_000)
    expect(lan.sent()).toEqual([])
  })

  it('a stop that comes while it opens wins: nothing is ever sent', async () => {
    const vip = node.instance()
    const starting = failure(vip.start())
    await vip.stop()
    await starting
    expect(vip.state).toBe('INIT')
    await lan.pass(10_000)
    expect(lan.sent()).toEqual([])
  })
})

describe('stop', () => {
  it('rules 63, 77: says priority 0 and lets the addresses go', async () => {
    const vip = await master()
    await vip.stop()
    expect(vip.state).toBe('INIT')
    expect(node.held).toEqual([])
    expect(lan.adverts()).toEqual(['3700 node 0'])
    await lan.pass(10_000)
    expect(lan.sent()).toEqual([])
  })

  it('rule 57: a backup stops in silence', async () => {
    const vip = await node.started()
    await vip.stop()
    await lan.pass(10_000)
    expect([vip.state, lan.sent()]).toEqual(['INIT', []])
  })

  it('twice is once', async () => {
    const vip = await master()
    const [first, second] = [vip.stop(), vip.stop()]
    expect(second).toBe(first)
    await first
    expect(lan.adverts()).toEqual(['3700 node 0'])
  })

  it('of an instance that was never started is nothing', async () => {
    const vip = node.instance()
    await vip.stop()
    expect([vip.state, lan.sent()]).toEqual(['INIT', []])
  })

  it('await using stops it', async () => {
    {
      await using vip = await master()
      expect(vip.state).toBe('MASTER')
    }
    expect(lan.adverts()).toEqual(['3700 node 0'])
    expect(node.held).toEqual([])
  })

  it('rule 59: the peer takes over after its skew, not after its interval', async () => {
    const vip = await node.started({ priority: 150 })
    const other = await peer.started({ priority: 100 })
    await lan.pass(5000)
    expect([vip.state, other.state]).toEqual(['MASTER', 'BACKUP'])
    await vip.stop()
    await lan.pass(609.25)
    expect(other.state).toBe('BACKUP')
    await lan.pass(0.125)
    expect(other.state).toBe('MASTER')
    expect(other.status().because).toBe('BACKUP -> MASTER: 192.0.2.1 resigned with priority 0')
  })

  it('leaves the other instances of a shared router alone', async () => {
    const router = new VrrpRouter(node.ports)
    const first = await node.started({}, {}, router)
    const second = await node.started({ name: 'VI_2', virtualRouterId: 52 }, {}, router)
    await lan.pass(3700)
    await first.stop()
    lan.sent()
    await lan.pass(2000)
    expect(second.state).toBe('MASTER')
    expect(lan.adverts()).toHaveLength(2)
    expect(router.members.map(({ name }) => name)).toEqual(['VI_2'])
    await second.stop()
    await router.close()
  })

  it('frees name and VRID for a new instance', async () => {
    const router = new VrrpRouter(node.ports)
    const first = await node.started({}, {}, router)
    await first.stop()
    const second = await node.started({}, {}, router)
    expect(second.state).toBe('BACKUP')
  })
})

describe('waitFor', () => {
  it('resolves at once in that state, else when it is reached', async () => {
    const vip = await node.started()
    await vip.waitFor('BACKUP')
    const reached = vip.waitFor('MASTER')
    lan.clock.advance(3609.375)
    await reached
    expect(vip.state).toBe('MASTER')
  })

  it('rejects in time, saying how things stand', async () => {
    const vip = await node.started()
    const error = failure(vip.waitFor('MASTER', { timeoutMs: 500 }))
    lan.clock.advance(500)
    expect(await error).toHaveProperty(
      'message',
      'not MASTER within 500 ms: VI_1 is BACKUP (INIT -> BACKUP: started)',
    )
  })

  it('a time that is not over yet rejects nothing', async () => {
    const vip = await node.started()
    const reached = vip.waitFor('MASTER', { timeoutMs: 3609.376 })
    lan.clock.advance(10_000)
    await reached
  })

  it('rejects on an abort, before or meanwhile', async () => {
    const vip = await node.started()
    const controller = new AbortController()
    const waiting = failure(vip.waitFor('MASTER', { signal: controller.signal }))
    controller.abort()
    expect(await waiting).toHaveProperty('message', 'waitFor was aborted')
    expect(await failure(vip.waitFor('MASTER', { signal: AbortSignal.abort() }))).toBeInstanceOf(
      UsageError,
    )
  })

  it('rejects on stop', async () => {
    const vip = await node.started()
    const waiting = failure(vip.waitFor('MASTER'))
    await vip.stop()
    expect(await waiting).toHaveProperty('message', 'VI_1 was stopped')
  })

  it('does not wait for ever on an instance that is stopped', async () => {
    const vip = await node.started()
    await vip.stop()
    expect(await failure(vip.waitFor('MASTER'))).toHaveProperty('message', 'VI_1 was stopped')
    await vip.waitFor('INIT')
  })
})

describe('events', () => {
  it('tell every transition once, with its reason in a sentence', async () => {
    const vip = node.instance({ priority: 150 })
    const told: unknown[] = []
    vip.on('transition', ({ from, to, text, at, priority }) => {
      told.push([from, to, text, at, priority])
    })
    await vip.start()
    await lan.pass(3500)
    await peer.advertise({ priority: 200 })
    await vip.stop()
    expect(told).toEqual([
      ['INIT', 'BACKUP', 'INIT -> BACKUP: started', 0, 150],
      [
        'BACKUP',
        'MASTER',
        'BACKUP -> MASTER: no advert from anybody for 3414.063 ms',
        3414.0625,
        150,
      ],
      ['MASTER', 'BACKUP', 'MASTER -> BACKUP: 192.0.2.2 has priority 200, ours is 150', 3500, 150],
      ['BACKUP', 'INIT', 'BACKUP -> INIT: stopped', 3500, 150],
    ])
  })

  it('tell faults with all their reasons', async () => {
    const vip = await node.started()
    const faults: string[] = []
    vip.on('fault', ({ text }) => faults.push(text))
    lan.network.setLink('node', 'eth0', false)
    expect(faults).toEqual(['interface eth0 is down'])
  })

  it('tell what was heard, after what follows from it', async () => {
    const vip = await master()
    const told: string[] = []
    vip.on('advertisement', ({ priority }) => told.push(`advert ${priority}`))
    vip.on('transition', ({ to }) => told.push(to))
    await peer.advertise({ priority: 200 })
    expect(told).toEqual(['BACKUP', 'advert 200'])
  })

  it('a listener that throws harms nobody', async () => {
    const vip = await node.started()
    const told: string[] = []
    vip.on('transition', () => {
      throw new Error('bug in the application')
    })
    vip.on('transition', ({ to }) => told.push(to))
    await lan.pass(5700)
    expect(told).toEqual(['MASTER'])
    expect(lan.adverts()).toHaveLength(3)
    expect(node.held).toEqual(['192.0.2.10'])
    expect(node.warnings).toEqual(["VI_1: a listener of 'transition' threw"])
  })

  it('run to completion: what a listener asks for waits its turn', async () => {
    const vip = await node.started()
    const told: string[] = []
    vip.on('transition', ({ to, priority }) => {
      told.push(`first ${to} ${priority}`)
      if (to === 'MASTER') void vip.setPriority(42)
      told.push(`then ${vip.status().effectivePriority}`)
    })
    vip.on('transition', ({ to }) => told.push(`second ${to} ${vip.status().effectivePriority}`))
    vip.on('note', ({ note }) => told.push(note.kind))
    await lan.pass(3609.375)
    expect(told).toEqual([
      'first MASTER 100',
      'then 100',
      'second MASTER 100',
      'addressesHeld',
      'priorityChanged',
    ])
    expect(vip.status().effectivePriority).toBe(42)
  })

  it('a listener may stop the instance it hears of', async () => {
    const vip = await node.started()
    const stopped: Promise<void>[] = []
    vip.on('transition', ({ to }) => {
      if (to === 'MASTER') stopped.push(vip.stop())
    })
    await lan.pass(3609.375)
    await Promise.all(stopped)
    expect(vip.state).toBe('INIT')
    expect(lan.adverts()).toEqual(['3609.375 node 100', '3609.375 node 0'])
    expect(node.held).toEqual([])
  })
})

describe('status and snapshot', () => {
  it('say what it is doing, as plain data', async () => {
    const vip = await master()
    expect(vip.status()).toMatchObject({
      name: 'VI_1',
      state: 'MASTER',
      takenAt: 3700,
      forMs: 90.625,
      because: 'BACKUP -> MASTER: no advert from anybody for 3609.375 ms',
      virtualRouterId: 51,
      interface: 'eth0',
      basePriority: 100,
      effectivePriority: 100,
      sourceAddress: '192.0.2.1',
      master: undefined,
      faults: [],
      addresses: { status: 'held', virtual: ['192.0.2.10'], failures: [] },
      nextInMs: 909.375,
      peers: [],
      warnings: [],
    })
    expect(structuredClone(vip.status())).toEqual(vip.status())
    expect(structuredClone(vip.snapshot())).toEqual(vip.snapshot())
  })

  it('are taken once: later changes do not reach into them', async () => {
    const vip = await node.started()
    await peer.advertise()
    const before = vip.status()
    await peer.advertise({}, { ttl: 1 })
    await peer.advertise({ priority: 210 })
    expect(before.counters.advertRcvd).toBe(1)
    expect(before.counters.rejected).toEqual({})
    expect(before.peers[0]?.priority).toBe(200)
  })

  it('carry the warnings of the configuration', () => {
    const vip = node.instance({ advertIntMs: 1500 })
    expect(vip.status().warnings).toEqual([
      'advertIntMs: 1500 is sent as 2000: VRRPv2 counts in 1000 ms',
    ])
  })
})

describe('two instances of the same ports', () => {
  it('are refused: each would close the transport under the other', async () => {
    const first = new VrrpInstance(config(), node.ports)
    const second = new VrrpInstance(config({ name: 'VI_2', virtualRouterId: 52 }), node.ports)
    await first.start()
    expect(await failure(second.start())).toBeInstanceOf(UsageError)
    await settled()
    expect(first.state).toBe('BACKUP')
  })
})
