import { HoldfastError } from '../errors.js'
import type { IpDatagram } from '../transport.js'
import {
  datagramFrom,
  expectCount,
  expectFailures,
  expectHeard,
  frameFrom,
  joinHosts,
  sendFrom,
} from './contract-host.js'
import type { TransportHarness } from './contract-host.js'

export type { ContractNode, TransportHarness } from './contract-host.js'

/** One promise of `PacketTransport`. */
export interface TransportContractCase {
  readonly name: string
  /** Throws an error that says what was expected; closes the harness in any case. */
  run(harness: TransportHarness): Promise<void>
}

type Check = (harness: TransportHarness) => Promise<void>

const delivery: Readonly<Record<string, Check>> = {
  'multicast reaches all others and not the sender': async (harness) => {
    const [a, b, c] = await joinHosts(harness, ['a', 'b', 'c'])
    const packet = datagramFrom(a)
    sendFrom(a, packet)
    await harness.settle()
    expectHeard(a)
    expectHeard(b, packet)
    expectHeard(c, packet)
    expectFailures(a, 0)
  },

  'every field of an IPv4 datagram survives': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    const packets = [
      datagramFrom(a, { protocol: 112, ttl: 255, tos: 0xc0, payload: Uint8Array.of(0, 255, 10) }),
      datagramFrom(a, { protocol: 51, ttl: 1, tos: 0, payload: Uint8Array.of(13, 0) }),
      datagramFrom(a, { destination: '224.0.0.1', protocol: 255, ttl: 64, tos: 255 }),
      datagramFrom(a, { source: '203.0.113.200', destination: '255.255.255.255', protocol: 1 }),
    ]
    for (const packet of packets) sendFrom(a, packet)
    await harness.settle()
    expectHeard(b, ...packets)
  },

  'every field of an IPv6 datagram survives': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    const packets = [
      datagramFrom(a, { source: a.ipv6, destination: 'ff02::12' }),
      datagramFrom(a, { source: '2001:db8::1', destination: 'ff02::1', protocol: 58, tos: 0 }),
    ]
    for (const packet of packets) sendFrom(a, packet)
    await harness.settle()
    expectHeard(b, ...packets)
  },

  'Ethernet frames survive; broadcast and multicast reach all others': async (harness) => {
    const [a, b, c] = await joinHosts(harness, ['a', 'b', 'c'])
    const frames = [
      frameFrom(a),
      frameFrom(a, { source: '00:00:5e:00:01:33', destination: '01:00:5e:00:00:12' }),
      frameFrom(a, { destination: '33:33:00:00:00:01', etherType: 0x86dd }),
    ]
    for (const frame of frames) sendFrom(a, frame)
    await harness.settle()
    expectHeard(a)
    expectHeard(b, ...frames)
    expectHeard(c, ...frames)
  },

  'unicast reaches only its addressee': async (harness) => {
    const [a, b, c] = await joinHosts(harness, ['a', 'b', 'c'])
    const ipv4 = datagramFrom(a, { destination: c.ipv4 })
    const ipv6 = datagramFrom(a, { source: a.ipv6, destination: b.ipv6 })
    const frame = frameFrom(a, { destination: c.mac })
    for (const packet of [ipv4, ipv6, frame]) sendFrom(a, packet)
    await harness.settle()
    expectHeard(a)
    expectHeard(b, ipv6)
    expectHeard(c, ipv4, frame)
  },

  'what is sent to nobody gets lost without a word': async (harness) => {
    const [a, b, c] = await joinHosts(harness, ['a', 'b', 'c'])
    sendFrom(a, datagramFrom(a, { destination: '192.0.2.99' }))
    sendFrom(a, frameFrom(a, { destination: '02:00:00:00:00:99' }))
    await harness.settle()
    for (const host of [a, b, c]) expectHeard(host)
    expectFailures(a, 0)
  },

  'a node alone on its segment may send': async (harness) => {
    const [a] = await joinHosts(harness, ['a'])
    sendFrom(a, datagramFrom(a))
    await harness.settle()
    expectHeard(a)
    expectFailures(a, 0)
  },

  'packets arrive in the order in which they were sent': async (harness) => {
    const [a, b, c] = await joinHosts(harness, ['a', 'b', 'c'])
    const packets: IpDatagram[] = []
    for (let number = 0; number < 100; number += 1) {
      packets.push(datagramFrom(a, { payload: Uint8Array.of(number) }))
    }
    for (const packet of packets) sendFrom(a, packet)
    await harness.settle()
    expectHeard(b, ...packets)
    expectHeard(c, ...packets)
  },

  'payloads may be empty, or as large as Ethernet carries': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    const large = Uint8Array.from({ length: 1400 }, (_, index) => index % 251)
    const packets = [
      datagramFrom(a, { payload: large }),
      datagramFrom(a, { payload: new Uint8Array(0) }),
      frameFrom(a, { payload: large }),
      frameFrom(a, { payload: new Uint8Array(0) }),
    ]
    for (const packet of packets) sendFrom(a, packet)
    await harness.settle()
    expectHeard(b, ...packets)
  },
}

const interfaces: Readonly<Record<string, Check>> = {
  'interfaces are kept apart': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b'], ['eth0', 'eth1'])
    const onFirst = datagramFrom(a, { interface: 'eth0' })
    const onSecond = datagramFrom(a, { interface: 'eth1', source: '198.51.100.1' })
    sendFrom(a, onSecond)
    await harness.settle()
    expectHeard(b, onSecond)
    sendFrom(a, onFirst)
    await harness.settle()
    expectHeard(b, onFirst)
    sendFrom(a, datagramFrom(a, { interface: 'eth1', destination: b.ipv4 }))
    await harness.settle()
    expectHeard(b)
  },

  'only interfaces that were opened listen, and opening again adds': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b'], ['eth0'])
    await a.transport.open(['eth1'])
    const onFirst = datagramFrom(a, { interface: 'eth0' })
    const onSecond = datagramFrom(a, { interface: 'eth1', source: '198.51.100.1' })
    sendFrom(a, onSecond)
    await harness.settle()
    expectHeard(b)
    await b.transport.open(['eth1'])
    sendFrom(a, onSecond)
    await harness.settle()
    expectHeard(b, onSecond)
    sendFrom(a, onFirst)
    await harness.settle()
    expectHeard(b, onFirst)
  },

  'opening an interface that does not exist rejects with a TransportError': async (harness) => {
    const [a] = await joinHosts(harness, ['a', 'b', 'c'])
    const error = await a.transport.open(['eth9']).then(
      () => undefined,
      (reason: unknown) => reason,
    )
    if (HoldfastError.isHoldfastError(error) && error.code === 'ERR_HOLDFAST_TRANSPORT') return
    throw new Error(`open of eth9 should reject with a TransportError and gave ${String(error)}`)
  },

  'sending through an interface that is not open fails once and throws nothing': async (
    harness,
  ) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    sendFrom(a, datagramFrom(a, { interface: 'eth1' }))
    sendFrom(a, datagramFrom(a, { interface: 'eth9' }))
    await harness.settle()
    expectHeard(b)
    expectFailures(a, 2)
  },
}

const subscriptions: Readonly<Record<string, Check>> = {
  'every subscriber gets every packet until it unsubscribes': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    let count = 0
    const unsubscribe = b.transport.subscribe(() => (count += 1))
    const packet = datagramFrom(a)
    sendFrom(a, packet)
    await harness.settle()
    expectHeard(b, packet)
    expectCount('the second subscriber was called', count, 1)
    unsubscribe()
    unsubscribe()
    sendFrom(a, packet)
    await harness.settle()
    expectHeard(b, packet)
    expectCount('the second subscriber was called', count, 1)
  },

  'a subscriber that throws does not stop the others': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    const heardAfter: string[] = []
    b.transport.subscribe(() => {
      throw new Error('thrown by a subscriber, on purpose')
    })
    b.transport.subscribe((packet) => heardAfter.push(packet.source))
    sendFrom(a, datagramFrom(a))
    sendFrom(a, datagramFrom(a))
    await harness.settle()
    expectHeard(b, datagramFrom(a), datagramFrom(a))
    expectCount('the subscriber after the one that throws was called', heardAfter.length, 2)
  },
}

const closing: Readonly<Record<string, Check>> = {
  'nothing is delivered after close, not even what is under way': async (harness) => {
    const [a, b, c] = await joinHosts(harness, ['a', 'b', 'c'])
    const packet = datagramFrom(a)
    sendFrom(a, packet)
    const closed = b.transport.close()
    await harness.settle()
    await closed
    expectHeard(b)
    expectHeard(c, packet)
    sendFrom(a, packet)
    await harness.settle()
    expectHeard(b)
    expectHeard(c, packet)
  },

  'sending after close fails once and throws nothing': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    await a.transport.close()
    sendFrom(a, datagramFrom(a))
    await harness.settle()
    expectFailures(a, 1)
    a.transport.send(datagramFrom(a))
    await harness.settle()
    expectHeard(b)
  },

  'closing twice is closing once': async (harness) => {
    const [a, b] = await joinHosts(harness, ['a', 'b', 'c'])
    await a.transport.close()
    await a.transport.close()
    sendFrom(b, datagramFrom(b))
    await harness.settle()
    expectHeard(a)
  },
}

/** What every `PacketTransport` keeps to, for any test runner: `it(name, () => run(harness))`. */
export const transportContract: readonly TransportContractCase[] = Object.entries({
  ...delivery,
  ...interfaces,
  ...subscriptions,
  ...closing,
}).map(([name, check]) => ({
  name,
  run: async (harness) => {
    try {
      await check(harness)
    } finally {
      await harness.close()
    }
  },
}))
