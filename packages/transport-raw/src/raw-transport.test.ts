import type { Logger, LogFields, Packet } from '@holdfast/core'
import { transportContract } from '@holdfast/core/testing'
import type { TransportHarness } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { fromHex } from '../test/support/bytes.js'
import { MemoryBackend, MemorySegments } from '../test/support/memory-backend.js'
import type { FrameBackend, FrameSink } from './frame-backend.js'
import { RawTransport } from './raw-transport.js'
import type { RawTransportOptions } from './raw-transport.js'

describe('RawTransport keeps the contract of PacketTransport:', () => {
  for (const promise of transportContract) {
    it(promise.name, () => promise.run(memoryHarness()))
  }
})

function memoryHarness(): TransportHarness {
  const segments = new MemorySegments()
  let transports: readonly RawTransport[] = []
  return {
    attach: async (nodes) => {
      transports = nodes.map(({ interfaces }) => {
        const backend = new MemoryBackend(segments, interfaces)
        return new RawTransport({ backend, filter: 'everything' })
      })
      return transports
    },
    settle: () => segments.settle(),
    close: async () => {
      await Promise.all(transports.map((transport) => transport.close()))
    },
  }
}

/** A transport with `eth0` open, what it hears, and the sink to feed it. */
async function openTransport(options: RawTransportOptions = {}): Promise<{
  readonly transport: RawTransport
  readonly heard: Packet[]
  readonly sink: FrameSink
  readonly sent: Uint8Array[]
  readonly joined: string[]
}> {
  const sent: Uint8Array[] = []
  const joined: string[] = []
  let attached: FrameSink | undefined
  const backend: FrameBackend = {
    attach: (sink) => (attached = sink),
    open: () => Promise.resolve(),
    joinGroup: (name, group) => joined.push(`${name} ${group}`),
    macAddress: () => '02:00:00:00:00:01',
    sendFrame: (_name, frame) => sent.push(frame),
    sendPacket: (_name, _destination, packet) => sent.push(packet),
    drain: () => attached?.frameArrived('eth0', arp, 1),
    droppedFrames: () => 3,
    close: () => Promise.resolve(),
  }
  const transport = new RawTransport({ ...options, backend })
  const heard: Packet[] = []
  transport.subscribe((packet) => heard.push(packet))
  await transport.open(['eth0'])
  return { transport, heard, sink: attached!, sent, joined }
}

const arp = fromHex('ffffffffffff 020000000002 0806 0001')
const udp = fromHex(
  '01005e000012 020000000002 0800',
  // 45c0 0014 0001 0000 ff11 c000 020b e000 0012: 2e703, folded e705, complemented 18fa.
  '45c00014 00010000 ff1118fa c000020b e0000012',
)
const damaged = fromHex(
  '01005e000012 020000000002 0800 45c00014 00010000 ff700000 c000020b e0000012',
)

describe('RawTransport', () => {
  it('joins the groups that it is told, on those interfaces', async () => {
    const { transport, joined } = await openTransport()
    expect(joined).toEqual([])
    await transport.open(['eth0', 'eth1'], ['239.1.2.3', 'ff02::99'])
    expect(joined).toEqual(['eth0 239.1.2.3', 'eth0 ff02::99', 'eth1 239.1.2.3', 'eth1 ff02::99'])
  })

  it('delivers nothing but VRRP, AH, ARP and ICMPv6, whatever the backend lets through', async () => {
    const { transport, heard, sink } = await openTransport()
    sink.frameArrived('eth0', udp, 0)
    sink.frameArrived('eth0', fromHex('ffffffffffff 020000000002 88cc 0001'), 0)
    sink.frameArrived('eth0', arp, 0)
    expect(heard).toHaveLength(1)
    expect(transport.counters.rejected).toEqual({ unexpectedType: 2 })
  })

  it('hands on what is no sound IP packet as a frame when everything is wanted', async () => {
    const { transport, heard, sink } = await openTransport({ filter: 'everything' })
    sink.frameArrived('eth0', damaged, 0)
    expect(heard).toMatchObject([{ kind: 'ethernet', etherType: 0x0800 }])
    expect(transport.counters.rejected).toEqual({ headerChecksumError: 1 })
  })

  it('rule 7: the identification goes up and skips 0', async () => {
    const { transport, sent } = await openTransport()
    const packet: Packet = {
      ...{ kind: 'ip', interface: 'eth0', source: '192.0.2.1', destination: '224.0.0.18' },
      ...{ protocol: 112, ttl: 255, tos: 0xc0, payload: new Uint8Array() },
    }
    for (let count = 0; count < 65_537; count += 1) transport.send(packet)
    const identifications = sent.map((frame) => (frame[18]! << 8) | frame[19]!)
    expect(identifications.slice(0, 2)).toEqual([1, 2])
    expect(identifications.slice(-3)).toEqual([65_535, 1, 2])
  })

  it('counts, and says how many a drain delivered', async () => {
    const { transport } = await openTransport()
    expect(transport.drain()).toBe(1)
    expect(transport.counters).toEqual({
      sent: 0,
      sendErrors: 0,
      received: 1,
      rejected: {},
      dropped: 3,
    })
  })

  it('tells of refused frames once a minute for each cause', async () => {
    const told: LogFields[] = []
    const nothing = (): void => undefined
    const info: Logger['info'] = (_, fields) => told.push(fields ?? {})
    let now = 0
    const clock = { now: () => now, schedule: () => nothing, defer: nothing, timerSlackMs: 0 }
    const logger = { debug: nothing, info, warn: nothing, error: nothing }
    const { sink } = await openTransport({ clock, logger })
    sink.frameArrived('eth0', damaged, 0)
    now = 59_999
    sink.frameArrived('eth0', damaged, 0)
    sink.frameRejected('eth0', 'otherHost')
    now = 60_000
    sink.frameArrived('eth0', damaged, 0)
    expect(told).toEqual([
      { interface: 'eth0', code: 'headerChecksumError', count: 1 },
      { interface: 'eth0', code: 'otherHost', count: 1 },
      { interface: 'eth0', code: 'headerChecksumError', count: 3 },
    ])
  })
})
