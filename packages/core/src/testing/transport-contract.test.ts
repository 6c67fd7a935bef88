import { describe, expect, it } from 'vitest'
import type { Packet, PacketTransport, SendFailed } from '../transport.js'
import { SimClock } from './sim-clock.js'
import { SimNetwork } from './sim-network.js'
import { SimProcess } from './sim-process.js'
import type { SimTransport } from './sim-transport.js'
import { transportContract } from './transport-contract.js'
import type { TransportHarness } from './transport-contract.js'

type Wrap = (transport: SimTransport) => PacketTransport

function simulated(wrap: Wrap = (transport) => transport): TransportHarness {
  const clock = new SimClock()
  const network = new SimNetwork(clock, { faults: { latencyMs: 1 }, onError: () => undefined })
  const attached: SimTransport[] = []
  return {
    attach: (nodes) => {
      const transports = nodes.map(({ name, interfaces }) =>
        network.attach(new SimProcess(clock, { name }), interfaces),
      )
      attached.push(...transports)
      return Promise.resolve(transports.map(wrap))
    },
    settle: () => {
      clock.advance(100)
      return Promise.resolve()
    },
    close: async () => {
      for (const transport of attached) await transport.close()
    },
  }
}

describe('SimNetwork keeps the transport contract', () => {
  for (const { name, run } of transportContract) it(name, () => run(simulated()))
})

/** A transport that does everything right, but for what `defects` says. */
function defective(transport: SimTransport, defects: Partial<PacketTransport>): PacketTransport {
  return {
    open: (interfaces) => transport.open(interfaces),
    subscribe: (onPacket) => transport.subscribe(onPacket),
    send: (packet, failed) => transport.send(packet, failed),
    close: () => transport.close(),
    ...defects,
  }
}

function sending(change: (packet: Packet) => Packet | undefined): Wrap {
  return (transport) =>
    defective(transport, {
      send: (packet, failed) => {
        const changed = change(packet)
        if (changed !== undefined) transport.send(changed, failed)
      },
    })
}

const echo: Wrap = (transport) => {
  const subscribers: ((packet: Packet) => void)[] = []
  return defective(transport, {
    subscribe: (onPacket) => {
      subscribers.push(onPacket)
      return transport.subscribe(onPacket)
    },
    send: (packet, failed) => {
      for (const onPacket of subscribers) onPacket(packet)
      transport.send(packet, failed)
    },
  })
}

const reordering: Wrap = (transport) => {
  let kept: [Packet, SendFailed | undefined] | undefined
  return defective(transport, {
    send: (packet, failed) => {
      const before = kept
      kept = packet.payload.length === 1 && packet.payload[0] === 50 ? [packet, failed] : undefined
      if (kept === undefined) transport.send(packet, failed)
      if (before !== undefined) transport.send(...before)
    },
  })
}

const deafAfterThrow: Wrap = (transport) =>
  defective(transport, {
    subscribe: (onPacket) => {
      const unsubscribe = transport.subscribe((packet) => {
        try {
          onPacket(packet)
        } catch {
          void transport.close()
        }
      })
      return unsubscribe
    },
  })

function isBroadcast({ destination }: Packet): boolean {
  return destination.endsWith('255') || destination.startsWith('ff:') || destination.includes('224')
}

const defects: readonly (readonly [defect: string, failing: string, wrap: Wrap])[] = [
  ['a sender that hears itself', 'multicast reaches all others and not the sender', echo],
  [
    'a TTL that a router has lowered',
    'every field of an IPv4 datagram survives',
    sending((packet) => (packet.kind === 'ip' ? { ...packet, ttl: packet.ttl - 1 } : packet)),
  ],
  [
    'a lost traffic class',
    'every field of an IPv6 datagram survives',
    sending((packet) => (packet.kind === 'ip' ? { ...packet, tos: 0 } : packet)),
  ],
  [
    'frames that are not sent',
    'Ethernet frames survive; broadcast and multicast reach all others',
    sending((packet) => (packet.kind === 'ethernet' ? undefined : packet)),
  ],
  [
    'unicast that is flooded',
    'unicast reaches only its addressee',
    sending((packet) => (packet.kind === 'ip' ? { ...packet, destination: '224.0.0.18' } : packet)),
  ],
  [
    'unicast to nobody that is flooded',
    'what is sent to nobody gets lost without a word',
    sending((packet) =>
      isBroadcast(packet)
        ? packet
        : packet.kind === 'ip'
          ? { ...packet, destination: '224.0.0.18' }
          : { ...packet, destination: 'ff:ff:ff:ff:ff:ff' },
    ),
  ],
  ['packets that overtake', 'packets arrive in the order in which they were sent', reordering],
  [
    'payloads that are cut',
    'payloads may be empty, or as large as Ethernet carries',
    sending((packet) => ({ ...packet, payload: packet.payload.subarray(0, 1024) })),
  ],
  [
    'interfaces that are mixed up',
    'interfaces are kept apart',
    sending((packet) => ({ ...packet, interface: 'eth0' })),
  ],
  [
    'an open that listens everywhere',
    'only interfaces that were opened listen, and opening again adds',
    (transport) => defective(transport, { open: () => transport.open(['eth0', 'eth1']) }),
  ],
  [
    'an open that opens anything',
    'opening an interface that does not exist rejects with a TransportError',
    (transport) => defective(transport, { open: () => transport.open(['eth0']) }),
  ],
  [
    'a failure that is kept secret',
    'sending through an interface that is not open fails once and throws nothing',
    (transport) => defective(transport, { send: (packet) => transport.send(packet) }),
  ],
  [
    'a subscription that cannot be ended',
    'every subscriber gets every packet until it unsubscribes',
    (transport) =>
      defective(transport, {
        subscribe: (onPacket) => {
          transport.subscribe(onPacket)
          return () => undefined
        },
      }),
  ],
  [
    'a subscriber that stops the others',
    'a subscriber that throws does not stop the others',
    deafAfterThrow,
  ],
  [
    'a close that closes nothing',
    'nothing is delivered after close, not even what is under way',
    (transport) => defective(transport, { close: () => Promise.resolve() }),
  ],
  [
    'a failure that is reported twice',
    'sending after close fails once and throws nothing',
    (transport) =>
      defective(transport, {
        send: (packet, failed) => {
          transport.send(packet, failed)
          transport.send(packet, failed)
        },
      }),
  ],
  [
    'a send that throws',
    'a node alone on its segment may send',
    (transport) =>
      defective(transport, {
        send: () => {
          throw new Error('nobody is listening')
        },
      }),
  ],
  [
    'a close that throws the second time',
    'closing twice is closing once',
    (transport) => {
      let closed = 0
      return defective(transport, {
        close: () => {
          closed += 1
          return closed > 1 ? Promise.reject(new Error('closed')) : transport.close()
        },
      })
    },
  ],
]

describe('the contract finds', () => {
  it.each(defects)('%s', async (_defect, failing, wrap) => {
    const named = transportContract.find(({ name }) => name === failing)
    expect(named).toBeDefined()
    await expect(named?.run(simulated(wrap))).rejects.toThrow()
  })

  it('something for every case it has', () => {
    const found = new Set(defects.map(([, failing]) => failing))
    expect(found).toEqual(new Set(transportContract.map(({ name }) => name)))
  })

  it('and says what was heard and what should have been', async () => {
    const [first] = transportContract
    const silent = sending(() => undefined)
    await expect(first?.run(simulated(silent))).rejects.toThrow(
      'b heard\n  nothing\nand should have heard\n' +
        '  eth0 ip 192.0.2.1 > 224.0.0.18 protocol 112 ttl 255 tos 192 3 bytes 213364',
    )
  })
})
