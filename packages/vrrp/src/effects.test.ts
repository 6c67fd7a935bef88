import type { Addresses, PacketTransport } from '@holdfast/core'
import { MemoryAddresses } from '@holdfast/core/testing'
import { beforeEach, describe, expect, it } from 'vitest'
import type { LanNode } from '../test/support/lan.js'
import { config, Lan, settled } from '../test/support/lan.js'
import type { EffectFailedEvent } from './event.js'
import { VrrpInstance } from './instance.js'
import type { VrrpPorts } from './ports.js'
import { VrrpRouter } from './router.js'

let lan: Lan
let node: LanNode

beforeEach(() => {
  lan = new Lan()
  node = lan.node('node', '192.0.2.1')
})

const two = { virtualAddresses: ['192.0.2.10/24', '192.0.2.11/24'], garpMasterRepeat: 1 }

function failures(vip: VrrpInstance): string[] {
  const texts: string[] = []
  vip.on('effectFailed', ({ effect, text }: EffectFailedEvent) => texts.push(`${effect} ${text}`))
  return texts
}

describe('addresses that cannot be held', () => {
  it('are tried again with pauses that double, and held in the end', async () => {
    node.addresses.fail('192.0.2.10', 'EEXIST', 3)
    const vip = await node.started({ garpMasterRepeat: 1 })
    const reported = failures(vip)
    const heldAt: number[] = []
    node.addresses.onChange(() => heldAt.push(lan.clock.now()))
    await lan.pass(3609.375)
    expect(vip.state).toBe('MASTER')
    expect(vip.status().addresses).toMatchObject({
      status: 'failed',
      failures: [{ address: '192.0.2.10', code: 'EEXIST' }],
    })
    await lan.pass(5000)
    // 200, 400 and 800 ms after 3609.375.
    expect(heldAt).toEqual([5009.375])
    expect(vip.status().addresses).toMatchObject({ status: 'held', failures: [] })
    expect(vip.status().counters.addressesFailed).toBe(3)
    expect(reported).toEqual(
      Array.from(
        { length: 3 },
        () => 'holdAddresses 192.0.2.10: 192.0.2.10 cannot be held: EEXIST',
      ),
    )
  })

  it('are given up after addressRetries, but the instance stays master', async () => {
    node.addresses.fail('192.0.2.10', 'EACCES', Infinity)
    const vip = await node.started({ addressRetries: 2, addressRetryDelayMs: 50 })
    const notes: string[] = []
    vip.on('note', ({ text }) => notes.push(text))
    await lan.pass(60_000)
    expect(vip.state).toBe('MASTER')
    expect(vip.status().counters.addressesFailed).toBe(3)
    const why = 'cannot hold 192.0.2.10 EACCES: 192.0.2.10 cannot be held: EACCES'
    expect(notes).toEqual([
      `${why} (attempt 1, trying again in 50 ms)`,
      `${why} (attempt 2, trying again in 100 ms)`,
      `${why} (attempt 3, giving up)`,
    ])
    expect(lan.adverts()).toHaveLength(57)
  })

  it('rule 116: the others are announced, now and at the second burst; the failed one is not', async () => {
    node.addresses.fail('192.0.2.10', 'EEXIST', Infinity)
    await node.started(two)
    await lan.pass(20_000)
    expect(lan.announcements()).toEqual(['3609.375 node 192.0.2.11', '8609.375 node 192.0.2.11'])
  })

  it('never disturb the adverts of another instance', async () => {
    const router = new VrrpRouter(node.ports)
    node.addresses.fail('192.0.2.10', 'EEXIST', Infinity)
    await node.started({}, {}, router)
    await node.started(
      { name: 'VI_2', virtualRouterId: 52, virtualAddresses: ['192.0.2.20/24'], priority: 200 },
      {},
      router,
    )
    await lan.pass(13_218.75)
    const second = lan.adverts().filter((line) => line.endsWith('200'))
    expect(second).toEqual(
      [3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13].map((second) => `${second}218.75 node 200`),
    )
    expect(node.held).toEqual(['192.0.2.20'])
  })

  it('are asked for anew in the next mastership', async () => {
    node.addresses.fail('192.0.2.10', 'EEXIST', 1)
    const vip = await node.started({ addressRetries: 0 })
    await lan.pass(3700)
    expect(vip.status().addresses.status).toBe('failed')
    await vip.demote()
    await lan.pass(3700)
    expect(vip.status().addresses.status).toBe('held')
  })

  it('a port that throws has held nothing', async () => {
    const broken: Addresses = {
      hold: () => {
        throw new Error('not implemented')
      },
    }
    const vip = new VrrpInstance(config({ addressRetries: 0 }), {
      ...node.ports,
      addresses: broken,
    })
    const reported = failures(vip)
    await vip.start()
    await lan.pass(4700)
    expect(vip.state).toBe('MASTER')
    expect(reported).toEqual(['holdAddresses 192.0.2.10: not implemented'])
    expect(vip.status().addresses.failures).toEqual([
      { address: '192.0.2.10', code: 'EPORT', message: 'not implemented' },
    ])
    expect(lan.adverts()).toHaveLength(2)
  })
})

describe('addresses that answer later', () => {
  const slow = (ms: number): MemoryAddresses =>
    new MemoryAddresses({ delay: { clock: node.process.clock, ms } })

  it('rule 116: are announced when they are there, not before', async () => {
    const vip = new VrrpInstance(config({ garpMasterRepeat: 1 }), {
      ...node.ports,
      addresses: slow(30),
    })
    await vip.start()
    await lan.pass(3639)
    expect(vip.status().addresses.status).toBe('pending')
    expect(lan.announcements()).toEqual([])
    await lan.pass(5100)
    expect(lan.announcements()).toEqual(['3639.375 node 192.0.2.10', '8639.375 node 192.0.2.10'])
  })

  it('an answer to a mastership that is over is void', async () => {
    const peer = lan.node('peer', '192.0.2.2')
    const vip = new VrrpInstance(config(), { ...node.ports, addresses: slow(30) })
    await vip.start()
    await lan.pass(3620)
    await peer.advertise()
    await lan.pass(100)
    expect(lan.announcements()).toEqual([])
    expect(vip.status().addresses.status).toBe('released')
  })

  it('only the answer to the last request counts, and only once', async () => {
    const answers: Parameters<Addresses['hold']>[2][] = []
    const vip = new VrrpInstance(config({ garpMasterRepeat: 1, garpMasterDelayMs: 0 }), {
      ...node.ports,
      addresses: { hold: (_owner, _desired, done) => answers.push(done) },
    })
    await vip.start()
    await lan.pass(3700)
    await vip.demote()
    await lan.pass(3700)
    expect([vip.state, answers.length]).toEqual(['MASTER', 3])
    const [first, release, second] = answers
    first?.({ ok: true })
    release?.({ ok: false, failures: [] })
    expect(vip.status().addresses.status).toBe('pending')
    second?.({ ok: true })
    second?.({ ok: false, failures: [] })
    expect(vip.status().addresses.status).toBe('held')
    expect(lan.announcements()).toEqual(['7400 node 192.0.2.10'])
    expect(vip.status().counters.addressesFailed).toBe(0)
  })

  it('stop waits until they are gone', async () => {
    const addresses = slow(70)
    const vip = new VrrpInstance(config(), { ...node.ports, addresses })
    await vip.start()
    await lan.pass(4000)
    let isStopped = false
    const stopped = vip.stop().then(() => (isStopped = true))
    await settled()
    await lan.pass(69)
    expect([isStopped, addresses.held().length]).toEqual([false, 1])
    await lan.pass(1)
    await stopped
    expect(addresses.held()).toEqual([])
  })

  it('stop does not wait for ever, and says so', async () => {
    const vip = new VrrpInstance(config(), { ...node.ports, addresses: slow(60_000) })
    const reported = failures(vip)
    await vip.start()
    await lan.pass(4000)
    const stopped = vip.stop()
    await settled()
    await lan.pass(5000)
    await stopped
    expect(reported).toEqual(['holdAddresses the addresses were not released within 5000 ms'])
  })
})

describe('addresses that cannot be let go of', () => {
  it('are let go of again, and reported; stop waits for it', async () => {
    let refusals = 2
    const asked: string[] = []
    const port: Addresses = {
      hold: (_owner, desired, done) => {
        asked.push(`${lan.clock.now()} ${desired.length}`)
        const failures = [{ address: '192.0.2.10', code: 'EPERM', message: 'denied' }]
        done(desired.length > 0 || refusals-- <= 0 ? { ok: true } : { ok: false, failures })
      },
    }
    const vip = new VrrpInstance(config(), { ...node.ports, addresses: port })
    const reported = failures(vip)
    await vip.start()
    await lan.pass(4000)
    let isStopped = false
    const stopped = vip.stop().then(() => (isStopped = true))
    await settled()
    expect(vip.status().addresses).toMatchObject({ status: 'failed' })
    await lan.pass(599)
    expect(isStopped).toBe(false)
    await lan.pass(1)
    await stopped
    expect(asked).toEqual(['3609.375 1', '4000 0', '4200 0', '4600 0'])
    expect(reported).toHaveLength(2)
    expect(vip.status().addresses).toMatchObject({ status: 'released', failures: [] })
  })
})

describe('packets that do not leave', () => {
  let isFull: boolean
  let ports: VrrpPorts

  /** The node's transport, as long as its buffer has room. */
  beforeEach(() => {
    isFull = true
    const { transport } = node
    const send: PacketTransport['send'] = (packet, failed) => {
      if (isFull) failed?.(new Error('ENOBUFS'))
      else transport.send(packet, failed)
    }
    ports = {
      ...node.ports,
      transport: {
        open: (names) => transport.open(names),
        subscribe: (onPacket) => transport.subscribe(onPacket),
        close: () => transport.close(),
        send,
      },
    }
  })

  it('are counted and reported, once in the log; mastership goes on', async () => {
    const vip = new VrrpInstance(config(), ports)
    const reported = failures(vip)
    await vip.start()
    await lan.pass(5609.375)
    expect(vip.state).toBe('MASTER')
    // 3 adverts and 5 GARPs.
    expect(vip.status().counters.sendFailed).toBe(8)
    expect(reported).toHaveLength(8)
    expect(node.warnings).toEqual(['VI_1: sendAdvert: ENOBUFS', 'VI_1: announce: ENOBUFS'])
    isFull = false
    await lan.pass(1000)
    expect(lan.adverts()).toEqual(['6609.375 node 100'])
  })

  it('effects first, then the news: a failure within a step is told after the step', async () => {
    node.addresses.fail('192.0.2.10', 'EEXIST', 1)
    const vip = new VrrpInstance(config(), ports)
    await vip.start()
    const told: string[] = []
    vip.on('transition', ({ to }) => told.push(`transition ${to}`))
    vip.on('effectFailed', ({ effect }) => told.push(`effectFailed ${effect}`))
    vip.on('note', ({ note }) => told.push(`note ${note.kind}`))
    await lan.pass(3609.375)
    expect(told).toEqual([
      'transition MASTER',
      'effectFailed sendAdvert',
      'effectFailed holdAddresses',
      'note addressesFailed',
    ])
  })

  it('a goodbye through a link that went down is no news beside the FAULT', async () => {
    const vip = await node.started()
    const reported = failures(vip)
    await lan.pass(4000)
    lan.network.setLink('node', 'eth0', false)
    expect([vip.state, node.held]).toEqual(['FAULT', []])
    expect(vip.status().counters).toMatchObject({ priZeroSent: 1, sendFailed: 1 })
    expect([reported, node.warnings]).toEqual([[], []])
  })

  it('but all of them are while it is master without tracking its link', async () => {
    const vip = await node.started({ dontTrackPrimary: true, garpMasterRepeat: 1 })
    const reported = failures(vip)
    lan.network.setLink('node', 'eth0', false)
    await lan.pass(3609.375)
    expect(reported).toEqual([
      'sendAdvert sendAdvert: node cannot send: eth0 is down',
      'announce announce: node cannot send: eth0 is down',
    ])
  })
})

describe('rules 118, 119, 120: announcements', () => {
  it('rule 118: GARP: a broadcast request about the address, from our MAC', async () => {
    await node.started({ garpMasterRepeat: 1 })
    await lan.pass(3609.375)
    const frame = lan.sent().find(({ packet }) => packet.kind === 'ethernet')?.packet
    const { macAddress } = node.transport.links.get('eth0')
    expect(frame).toMatchObject({
      interface: 'eth0',
      source: macAddress,
      destination: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
    })
  })

  it('rule 119: NA: to all nodes, from the address, hop limit 255', async () => {
    const ipv6 = lan.node('ipv6', 'fe80::1')
    await ipv6.started({ virtualAddresses: ['fe80::10/64'], garpMasterRepeat: 1 })
    await lan.pass(3609.375)
    const sent = lan.sent().map(({ packet }) => packet)
    expect(sent).toHaveLength(2)
    expect(sent[1]).toMatchObject({
      kind: 'ip',
      source: 'fe80::10',
      destination: 'ff02::1',
      protocol: 58,
      ttl: 255,
    })
  })

  it('rule 120: none from an interface without link-layer address', async () => {
    node.transport.links.set('eth0', { macAddress: undefined })
    const vip = await node.started()
    await lan.pass(10_000)
    expect(vip.state).toBe('MASTER')
    expect(lan.announcements()).toEqual([])
  })
})

describe('rules 121, 155: pacing', () => {
  it('keeps the distance and the order, and loses none', async () => {
    await node.started({ ...two, garpMasterRepeat: 2, garpMasterDelayMs: 0, garpIntervalMs: 40 })
    await lan.pass(5000)
    expect(lan.announcements()).toEqual([
      '3609.375 node 192.0.2.10',
      '3649.375 node 192.0.2.11',
      '3689.375 node 192.0.2.10',
      '3729.375 node 192.0.2.11',
    ])
  })

  it('holds between instances of one interface', async () => {
    const router = new VrrpRouter(node.ports)
    const paced = { garpMasterRepeat: 1, garpMasterDelayMs: 0, garpIntervalMs: 40 }
    await node.started(paced, {}, router)
    await node.started(
      { ...paced, name: 'VI_2', virtualRouterId: 52, virtualAddresses: ['192.0.2.20/24'] },
      {},
      router,
    )
    await lan.pass(5000)
    expect(lan.announcements()).toEqual(['3609.375 node 192.0.2.10', '3649.375 node 192.0.2.20'])
  })

  it('never delays the adverts', async () => {
    await node.started({ ...two, garpMasterRepeat: 100, garpIntervalMs: 500 })
    await lan.pass(6609.375)
    expect(lan.adverts()).toEqual([
      '3609.375 node 100',
      '4609.375 node 100',
      '5609.375 node 100',
      '6609.375 node 100',
    ])
  })

  it('never sends what was queued once the instance has left MASTER', async () => {
    const router = new VrrpRouter(node.ports)
    const paced = { garpMasterDelayMs: 0, garpIntervalMs: 100 }
    const first = await node.started({ ...paced, garpMasterRepeat: 5 }, {}, router)
    await node.started(
      {
        ...paced,
        garpMasterRepeat: 1,
        name: 'VI_2',
        virtualRouterId: 52,
        virtualAddresses: ['192.0.2.20/24'],
      },
      {},
      router,
    )
    await lan.pass(3709.375)
    await first.maintenance(true)
    await lan.pass(5000)
    expect(lan.announcements()).toEqual([
      '3609.375 node 192.0.2.10',
      '3709.375 node 192.0.2.10',
      '3809.375 node 192.0.2.20',
    ])
  })

  it('a reconfigured pause counts from then on', async () => {
    const paced = { ...two, garpMasterDelayMs: 0, garpIntervalMs: 40 }
    const vip = await node.started(paced)
    await lan.pass(4000)
    lan.sent()
    await vip.reconfigure(config({ ...paced, garpIntervalMs: 100, garpLowerPrioRepeat: 1 }))
    vip.announce()
    await lan.pass(1000)
    expect(lan.announcements()).toEqual(['4000 node 192.0.2.10', '4100 node 192.0.2.11'])
  })
})
