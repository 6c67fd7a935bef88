import { beforeEach, describe, expect, it } from 'vitest'
import { UsageError } from '../errors.js'
import type { IpDatagram, Packet } from '../transport.js'
import { SimClock } from './sim-clock.js'
import { SimNetwork } from './sim-network.js'
import type { SimInterface, SimNetworkOptions } from './sim-network.js'
import { SimProcess } from './sim-process.js'
import type { TappedPacket } from './sim-segment.js'
import type { SimTransport } from './sim-transport.js'

let clock: SimClock
let network: SimNetwork
let log: string[]

interface Node {
  readonly process: SimProcess
  readonly transport: SimTransport
}

/** A node on eth0 that logs `<name> <last payload byte>@<instant>` for what it hears. */
function join(name: string, address: string, plug: Partial<SimInterface> = {}): Node {
  const process = new SimProcess(clock, { name })
  const transport = network.attach(process, { eth0: { address, ...plug } })
  void transport.open(['eth0'])
  transport.subscribe((packet) => log.push(`${name} ${packet.payload.at(-1)}@${clock.now()}`))
  return { process, transport }
}

function advert(number: number, fields: Partial<IpDatagram> = {}): IpDatagram {
  return {
    kind: 'ip',
    interface: 'eth0',
    source: '192.0.2.1',
    destination: '224.0.0.18',
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: Uint8Array.of(0x21, number),
    ...fields,
  }
}

function start(options?: SimNetworkOptions): void {
  clock = new SimClock()
  network = new SimNetwork(clock, options)
  log = []
}

beforeEach(() => start())

describe('delivery', () => {
  it('comes in a later event even without latency', () => {
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    a.transport.send(advert(1))
    expect(log).toEqual([])
    clock.advance(0)
    expect(log).toEqual(['b 1@0'])
  })

  it('takes the latency of the faults given', () => {
    start({ faults: { latencyMs: 2.5 } })
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    join('c', '192.0.2.3')
    network.faults.set({ latencyMs: 1 }, { to: 'c' })
    a.transport.send(advert(1))
    clock.advance(10)
    expect(log).toEqual(['c 1@1', 'b 1@2.5'])
  })

  it('translates interface names of the sender to those of the receiver', () => {
    const a = join('a', '192.0.2.1')
    const heard: Packet[] = []
    const transport = network.attach(new SimProcess(clock, { name: 'b' }), {
      ens3: { address: '192.0.2.2' },
    })
    void transport.open(['ens3'])
    transport.subscribe((packet) => heard.push(packet))
    a.transport.send(advert(1))
    clock.advance(0)
    expect(heard).toEqual([advert(1, { interface: 'ens3' })])
  })

  it('copies the payload when it is sent', () => {
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    const payload = Uint8Array.of(7)
    a.transport.send(advert(0, { payload }))
    payload[0] = 9
    clock.advance(0)
    expect(log).toEqual(['b 7@0'])
  })

  it('follows the addresses and MAC addresses of the links', () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2', { macAddress: '02:00:00:00:00:02' })
    b.transport.links.set('eth0', { addresses: ['192.0.2.20'] })
    a.transport.send(advert(1, { destination: '192.0.2.2' }))
    a.transport.send(advert(2, { destination: '192.0.2.20' }))
    const frame = {
      kind: 'ethernet',
      interface: 'eth0',
      source: '02:00:00:00:00:01',
      destination: '02:00:00:00:00:02',
      etherType: 0x0806,
    } as const
    a.transport.send({ ...frame, payload: Uint8Array.of(3) })
    b.transport.links.set('eth0', { macAddress: undefined })
    a.transport.send({ ...frame, payload: Uint8Array.of(4) })
    clock.advance(0)
    expect(log).toEqual(['b 2@0', 'b 3@0'])
  })

  it('gives an interface without a MAC address one that shows its IP address', () => {
    expect(join('a', '192.0.2.11').transport.links.get('eth0').macAddress).toBe('02:04:c0:00:02:0b')
    expect(join('b', 'fe80::1:203').transport.links.get('eth0').macAddress).toBe(
      '02:06:00:01:02:03',
    )
  })
})

describe('faults', () => {
  it('are decided between nodes, for each segment by itself', () => {
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    join('c', '192.0.2.3')
    network.faults.cut('a', 'b')
    network.faultsOf('other').partition(['a'])
    a.transport.send(advert(1))
    clock.advance(0)
    expect(log).toEqual(['c 1@0'])
    expect(network.faultsOf('lan')).toBe(network.faults)
  })

  it('duplicate packets', () => {
    start({ faults: { duplicate: 1, latencyMs: 3 } })
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    a.transport.send(advert(1))
    clock.advance(5)
    expect(log).toEqual(['b 1@3', 'b 1@3'])
  })

  const chaos = {
    latencyMs: [1, 5],
    loss: 0.3,
    duplicate: 0.2,
    reorder: 0.1,
    reorderMs: 9,
  } as const

  function chaoticRun(seed: number): string[] {
    start({ seed, faults: chaos })
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    for (let number = 0; number < 50; number += 1) {
      a.transport.send(advert(number))
      clock.advance(2)
    }
    clock.advance(20)
    return log
  }

  it('depend on the seed and on nothing else', () => {
    const run = chaoticRun(11)
    expect(run.length).toBeGreaterThan(20)
    expect(chaoticRun(11)).toEqual(run)
    expect(chaoticRun(12)).not.toEqual(run)
  })
})

describe('links', () => {
  it('block both ways while they are down, and tell the node', () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    const failures: string[] = []
    b.transport.links.watch(['eth0'], ({ up }) => log.push(`b is ${up ? 'up' : 'down'}`))
    network.setLink('b', 'eth0', false)
    a.transport.send(advert(1))
    b.transport.send(advert(2), ({ message }) => failures.push(message))
    clock.advance(0)
    expect(failures).toEqual(['b cannot send: eth0 is down'])
    network.setLink('b', 'eth0', true)
    a.transport.send(advert(3))
    clock.advance(0)
    expect(log).toEqual(['b is up', 'b is down', 'b is up', 'b 3@0'])
  })

  it('lose what is under way when they go down', () => {
    start({ faults: { latencyMs: 10 } })
    const a = join('a', '192.0.2.1')
    join('b', '192.0.2.2')
    a.transport.send(advert(1))
    clock.advance(5)
    network.setLink('b', 'eth0', false)
    clock.advance(10)
    expect(log).toEqual([])
  })

  it('have to exist', () => {
    join('a', '192.0.2.1')
    expect(() => network.setLink('a', 'eth1', false)).toThrow(UsageError)
    expect(() => network.setLink('b', 'eth0', false)).toThrow(UsageError)
  })
})

describe('processes', () => {
  it('get what came in a stall when it ends', () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    b.process.stall()
    a.transport.send(advert(1))
    clock.advance(100)
    expect(log).toEqual([])
    b.process.resume()
    clock.advance(0)
    expect(log).toEqual(['b 1@100'])
  })

  it('that crash leave behind what they sent, and send and hear no more', () => {
    start({ faults: { latencyMs: 10 } })
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    a.transport.send(advert(1))
    b.transport.send(advert(2))
    a.process.crash()
    a.transport.send(advert(3), () => log.push('failed was called'))
    clock.advance(20)
    expect(log).toEqual(['b 1@10'])
  })

  it('may come back under their name after a crash or a close, with the same links', async () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    expect(() => join('b', '192.0.2.2')).toThrow(UsageError)
    b.process.crash()
    const again = join('b', '192.0.2.2')
    const seen: string[] = []
    const untap = network.tap(({ kind, node }) => seen.push(`${kind} ${node}`))
    a.transport.send(advert(1))
    clock.advance(0)
    untap()
    expect(log).toEqual(['b 1@0'])
    expect(seen).toEqual(['sent a', 'delivered b'])
    network.setLink('b', 'eth0', false)
    await again.transport.close()
    const third = join('b', '192.0.2.2')
    expect(third.transport.links.get('eth0').up).toBe(false)
    network.setLink('b', 'eth0', true)
    a.transport.send(advert(2))
    clock.advance(0)
    expect(log).toEqual(['b 1@0', 'b 2@0'])
  })
})

describe('errors', () => {
  it('come out of the clock by default, after everybody was served', () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    b.transport.subscribe(() => {
      throw new Error('on purpose')
    })
    b.transport.subscribe(() => log.push('after'))
    a.transport.send(advert(1))
    expect(() => clock.advance(1)).toThrow('on purpose')
    expect(log).toEqual(['b 1@0', 'after'])
  })

  it('go to the handler that is given, whoever throws', () => {
    const errors: unknown[] = []
    start({ onError: (error) => errors.push(error) })
    const a = join('a', '192.0.2.1')
    const thrown = [new Error('tap'), new Error('failed'), new Error('subscriber')]
    const untap = network.tap(() => {
      throw thrown[0] ?? new Error()
    })
    a.transport.send(advert(1))
    untap()
    a.transport.send(advert(2, { interface: 'eth9' }), () => {
      throw thrown[1] ?? new Error()
    })
    join('b', '192.0.2.2').transport.subscribe(() => {
      throw thrown[2] ?? new Error()
    })
    a.transport.send(advert(3))
    clock.advance(1)
    expect(errors).toEqual(thrown)
  })
})

describe('a tap', () => {
  it('sees packets leave, arrive and get lost', () => {
    start({ faults: { latencyMs: 10 } })
    const seen: TappedPacket[] = []
    const a = join('a', '192.0.2.1', { macAddress: '02:00:00:00:00:01' })
    join('b', '192.0.2.2')
    join('c', '192.0.2.3')
    const d = join('d', '192.0.2.4')
    network.faults.cut('a', 'c')
    const untap = network.tap((tapped) => seen.push(tapped))
    clock.advance(5)
    a.transport.send(advert(1))
    d.process.crash()
    clock.advance(20)
    const common = {
      segment: 'lan',
      from: 'a',
      packet: advert(1),
      sourceMac: '02:00:00:00:00:01',
    }
    expect(seen).toEqual([
      { ...common, kind: 'sent', atMs: 5, node: 'a' },
      { ...common, kind: 'lost', atMs: 5, node: 'c' },
      { ...common, kind: 'delivered', atMs: 15, node: 'b' },
      { ...common, kind: 'lost', atMs: 15, node: 'd' },
    ])
    untap()
    a.transport.send(advert(2))
    clock.advance(20)
    expect(seen).toHaveLength(4)
  })
})

describe('a subscriber', () => {
  it('that was unsubscribed by another gets nothing more of the same packet', () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    b.transport.subscribe(() => unsubscribe())
    const unsubscribe = b.transport.subscribe(() => log.push('unsubscribed'))
    a.transport.send(advert(1))
    clock.advance(0)
    expect(log).toEqual(['b 1@0'])
  })

  it('that closes the transport ends delivery at once', () => {
    const a = join('a', '192.0.2.1')
    const b = join('b', '192.0.2.2')
    b.transport.subscribe(() => void b.transport.close())
    b.transport.subscribe(() => log.push('after close'))
    a.transport.send(advert(1))
    clock.advance(0)
    expect(log).toEqual(['b 1@0'])
  })
})
