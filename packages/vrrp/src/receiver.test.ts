import type { Clock, Packet } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { config } from '../test/support/lan.js'
import { VrrpInstance } from './instance.js'
import { encodeAdvertisement } from './wire/advertisement.js'
import { encodeGratuitousArp } from './wire/arp.js'
import { encodeUnsolicitedNeighborAdvertisement } from './wire/ndisc.js'

/** A transport by hand: a test delivers what it likes. */
function bench(changes: Partial<Clock> = {}): {
  readonly clock: SimClock
  readonly sent: Packet[]
  readonly vip: (options?: Parameters<typeof config>[0]) => Promise<VrrpInstance>
  readonly deliver: (packet: Packet) => void
} {
  const clock = new SimClock({ startMs: 10_000 })
  const sent: Packet[] = []
  let deliver: (packet: Packet) => void = () => undefined
  const transport = {
    open: () => Promise.resolve(),
    close: () => Promise.resolve(),
    subscribe: (onPacket: (packet: Packet) => void) => {
      deliver = onPacket
      return () => undefined
    },
    send: (packet: Packet) => void sent.push(packet),
  }
  const ticking: Clock = {
    now: () => clock.now(),
    schedule: (at, callback) => clock.schedule(at, callback),
    defer: (callback) => clock.defer(callback),
    timerSlackMs: 0,
    ...changes,
  }
  const addresses = ['192.0.2.1', 'fe80::1']
  const links = {
    watch: (names: readonly string[], onChange: (link: never) => void) => {
      const macAddress = '02:00:00:00:00:01'
      for (const name of names) {
        onChange({ interface: name, up: true, addresses, macAddress } as never)
      }
      return () => undefined
    },
  }
  const vip = async (options: Parameters<typeof config>[0] = {}): Promise<VrrpInstance> => {
    const instance = new VrrpInstance(config(options), { transport, links, clock: ticking })
    await instance.start()
    return instance
  }
  return { clock, sent, vip, deliver: (packet) => deliver(packet) }
}

function advertOf(priority: number, ageMs?: number): Packet {
  const source = '192.0.2.2'
  const destination = '224.0.0.18'
  const advertisement = {
    version: 2,
    virtualRouterId: 51,
    priority,
    advertIntMs: 1000,
    addresses: ['192.0.2.10'],
  } as const
  return {
    kind: 'ip',
    interface: 'eth0',
    source,
    destination,
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: encodeAdvertisement(advertisement, { source, destination }),
    ...(ageMs === undefined ? {} : { ageMs }),
  }
}

describe('a packet that has waited', () => {
  it('counts from its arrival at the machine', async () => {
    const { clock, vip, deliver } = bench()
    const instance = await vip()
    clock.advance(1000)
    deliver(advertOf(150, 250))
    // 11,000 - 250 + 3609.375 ms
    expect(instance.status().nextInMs).toBe(3359.375)
    expect(instance.status().peers[0]).toMatchObject({ heardAt: 10_750 })
  })
})

describe('rule 163: what other nodes announce', () => {
  const arp = (macAddress: string): Packet => ({
    ...encodeGratuitousArp({ address: '192.0.2.10', macAddress }),
    interface: 'eth0',
  })

  it('a GARP for our address is answered by ours', async () => {
    const { clock, sent, vip, deliver } = bench()
    const instance = await vip({ garpLowerPrioRepeat: 1 })
    const notes: string[] = []
    instance.on('note', ({ text }) => notes.push(text))
    clock.advance(3700)
    sent.length = 0
    deliver(arp('02:00:00:00:00:02'))
    expect(sent.map(({ source }) => source)).toEqual(['02:00:00:00:00:01'])
    expect(notes.at(-1)).toBe(
      '02:00:00:00:00:02 announces 192.0.2.10, which is ours: announcing it again',
    )
    deliver(arp('02:00:00:00:00:01'))
    expect(sent).toHaveLength(1)
  })

  it('a reply to us alone is an answer, which counts when nothing of ours is to be repeated', async () => {
    const { clock, sent, vip, deliver } = bench()
    await vip({ garpLowerPrioRepeat: 1, garpMasterDelayMs: 5000 })
    const claim = arp('02:00:00:00:00:02')
    const answer = {
      ...claim,
      destination: '02:00:00:00:00:01',
      // Where a request says 1, a reply says 2.
      payload: Uint8Array.from('payload' in claim ? claim.payload : []).fill(2, 7, 8),
    }
    clock.advance(3700)
    sent.length = 0
    deliver(answer)
    expect(sent).toEqual([])
    clock.advance(5000)
    sent.length = 0
    deliver(answer)
    expect(sent.map(({ source }) => source)).toEqual(['02:00:00:00:00:01'])
  })

  it('an NA for our address is answered by ours', async () => {
    const { clock, sent, vip, deliver } = bench()
    const macAddress = '02:00:00:00:00:02'
    await vip({ virtualAddresses: ['fe80::10/64'], garpLowerPrioRepeat: 1 })
    clock.advance(3700)
    sent.length = 0
    const rival = encodeUnsolicitedNeighborAdvertisement({ address: 'fe80::10', macAddress })
    deliver({ ...rival, interface: 'eth0' })
    expect(sent.map(({ source }) => source)).toEqual(['fe80::10'])
  })

  it('means nothing to a backup, on another interface, or if it makes no sense', async () => {
    const { clock, sent, vip, deliver } = bench()
    await vip()
    deliver(arp('02:00:00:00:00:02'))
    clock.advance(3700)
    sent.length = 0
    deliver({ ...arp('02:00:00:00:00:02'), interface: 'eth1' })
    deliver({ ...arp('02:00:00:00:00:02'), payload: new Uint8Array(3) })
    deliver({ ...advertOf(150), kind: 'ip', protocol: 58 } as Packet)
    expect(sent).toEqual([])
  })
})

describe('rule 153: a machine that slept', () => {
  it('is noticed before the next packet or timer is believed', async () => {
    let suspendedMs = 7000
    const { clock, sent, vip, deliver } = bench({ suspendedMs: () => suspendedMs })
    const instance = await vip()
    clock.advance(3700)
    expect(instance.state).toBe('MASTER')
    suspendedMs += 60_000
    sent.length = 0
    // Weaker: it would have been answered, had we not slept.
    deliver(advertOf(50))
    expect(instance.state).toBe('BACKUP')
    expect(sent).toEqual([])
    expect(instance.status().because).toBe(
      'MASTER -> BACKUP: the machine was suspended for 60000 ms: listening before speaking',
    )
  })

  it('two clocks read one after the other are not a sleep', async () => {
    let suspendedMs = 0
    const { clock, vip } = bench({ suspendedMs: () => (suspendedMs += 0.01) })
    const instance = await vip()
    clock.advance(10_000)
    expect(instance.state).toBe('MASTER')
  })
})
