import type { Logger, Packet } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { decodeEnvelope, encodeEnvelope } from '../src/envelope.js'
import { bindLoopback, closeSocket, connectLoopback, LOOPBACK } from '../src/loopback.js'
import { startSegment } from '../src/segment.js'
import { onSegment, udpSim } from '../src/udp-sim.js'
import { numbered, plugIn, settle, startLan, within } from './support/lan.js'

describe('without a hub', () => {
  it('open rejects, says how to start one, and may be called again', async () => {
    const first = await startSegment()
    await first.close()
    const { transport } = onSegment({ port: first.port, address: '192.0.2.1' })
    const error: unknown = await transport.open(['eth0']).catch((reason: unknown) => reason)
    expect(error).toMatchObject({
      code: 'ERR_HOLDFAST_TRANSPORT',
      message: expect.stringContaining(`holdfast-segment --port ${first.port}`) as string,
    })
    await using segment = await startSegment({ port: first.port })
    await transport.open(['eth0'])
    expect(segment.nodes()).toHaveLength(1)
    await transport.close()
  })

  it('open waits for a hub that is just starting', async () => {
    const first = await startSegment()
    await first.close()
    const { transport } = onSegment({ port: first.port, address: '192.0.2.1' })
    const opening = transport.open(['eth0'])
    await using segment = await startSegment({ port: first.port })
    await opening
    expect(segment.nodes()).toHaveLength(1)
    await transport.close()
  })

  it('close ends an open that waits', async () => {
    const segment = await startSegment()
    await segment.close()
    const { transport } = onSegment({ port: segment.port, address: '192.0.2.1' })
    const opening = expect(transport.open(['eth0'])).rejects.toThrow('closed')
    await transport.close()
    await opening
  })

  it('sends report that nobody listens any more', async () => {
    await using lan = await startLan(['a'])
    const a = lan.node('a')
    await lan.segment.close()
    const failed = new Promise<Error>((resolve) => {
      let isDone = false
      const done = (error: Error): void => {
        isDone = true
        resolve(error)
      }
      const send = (): void => {
        // The kernel tells of a packet that nobody took when the next one is sent.
        a.transport.send(numbered(a, 1), done)
        a.transport.send(numbered(a, 2), done)
        if (!isDone) setImmediate(send)
      }
      send()
    })
    const error = await within(failed, 'a failed send')
    expect(error).toMatchObject({ code: 'ERR_HOLDFAST_TRANSPORT' })
    expect(error.message).toContain('ECONNREFUSED')
  })
})

describe('a hub', () => {
  it('that cannot have its port says which one', async () => {
    await using segment = await startSegment()
    await expect(startSegment({ port: segment.port })).rejects.toMatchObject({
      code: 'ERR_HOLDFAST_TRANSPORT',
      message: expect.stringContaining(`127.0.0.1:${segment.port}`) as string,
    })
  })

  it('refuses faults that make no sense, and leaves the port free', async () => {
    const first = await startSegment()
    await first.close()
    const faulty = startSegment({ port: first.port, faults: { loss: 2 } })
    await expect(faulty).rejects.toThrow('loss: 2 is not a probability')
    await using second = await startSegment({ port: first.port })
    expect(second.port).toBe(first.port)
  })

  it('that starts again learns of all nodes by itself', async () => {
    await using lan = await startLan(['a', 'b'])
    await lan.segment.close()
    const joined: unknown[] = []
    const nothing = (): void => undefined
    let bothJoined = nothing
    const everybody = new Promise<void>((resolve) => (bothJoined = resolve))
    const info: Logger['info'] = (message, fields) => {
      if (message === 'station joined') joined.push(fields?.node)
      if (joined.length === 2) bothJoined()
    }
    await lan.restart({ logger: { debug: nothing, info, warn: nothing, error: nothing } })
    await within(everybody, 'two stations')
    expect(joined.sort()).toEqual(['a', 'b'])
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
  })
})

describe('garbage', () => {
  it('is counted and ignored by the hub', async () => {
    await using lan = await startLan(['a', 'b'])
    const stranger = await connectLoopback(lan.segment.port)
    const { packet, from } = somePacket()
    const datagrams = [
      Uint8Array.of(1, 2, 3),
      new Uint8Array(),
      Uint8Array.of(0x48, 0x46, 1, 1, 0, 0),
      encodeEnvelope({ kind: 'joined', id: 1 }),
      encodeEnvelope({ kind: 'packet', from, packet }),
    ]
    for (const bytes of datagrams) {
      await new Promise<void>((resolve) => stranger.send(bytes, () => resolve()))
    }
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
    expect(lan.segment.counters).toMatchObject({ rejected: 4, strangers: 1, received: 2 })
    await closeSocket(stranger)
  })

  it('is counted and ignored by a node', async () => {
    const hub = await bindLoopback(0)
    const { packet, from } = somePacket()
    hub.on('message', (bytes, { port }) => {
      const decoded = decodeEnvelope(bytes)
      if (!decoded.ok || decoded.value.kind !== 'join') return
      const { id } = decoded.value
      const answers = [
        Uint8Array.of(1, 2, 3),
        new Uint8Array(),
        encodeEnvelope({ kind: 'leave', from }),
        encodeEnvelope({ kind: 'packet', from, packet }),
        encodeEnvelope({ kind: 'joined', id }),
      ]
      for (const answer of answers) hub.send(answer, port, LOOPBACK)
    })
    const a = plugIn(hub.address().port, 'a', '192.0.2.1')
    await a.transport.open(['eth0'])
    expect(a.transport.counters).toMatchObject({ rejected: 3, received: 1 })
    expect(a.heard).toEqual([9])
    await a.transport.close()
    await closeSocket(hub)
  })

  it('of strangers does not reach a node at all', async () => {
    const udpPorts: number[] = []
    const hub = await bindLoopback(0)
    hub.on('message', (bytes, { port }) => {
      udpPorts.push(port)
      const decoded = decodeEnvelope(bytes)
      if (!decoded.ok || decoded.value.kind !== 'join') return
      hub.send(encodeEnvelope({ kind: 'joined', id: decoded.value.id }), port, LOOPBACK)
    })
    const c = plugIn(hub.address().port, 'c', '192.0.2.3')
    await c.transport.open(['eth0'])
    const stranger = await bindLoopback(0)
    const garbage = Uint8Array.of(1, 2, 3)
    await new Promise<void>((resolve) => {
      stranger.send(garbage, udpPorts[0] ?? 0, LOOPBACK, () => resolve())
    })
    await c.transport.roundTrip()
    expect(c.transport.counters.rejected).toBe(0)
    await c.transport.close()
    await Promise.all([closeSocket(hub), closeSocket(stranger)])
  })
})

describe('a node', () => {
  it('neither hears nor sends on an interface that is down', async () => {
    await using lan = await startLan(['a'])
    const a = lan.node('a')
    const b = onSegment({ port: lan.segment.port, node: 'b', address: '192.0.2.2' })
    const heard: Packet[] = []
    b.transport.subscribe((packet) => heard.push(packet))
    await b.transport.open(['eth0'])
    b.links.set('eth0', { up: false })
    const failures: string[] = []
    b.transport.send(numbered(a, 1), (error) => failures.push(error.message))
    expect(failures).toEqual(['b cannot send: eth0 is down'])
    a.transport.send(numbered(a, 2))
    await settle([a.transport, b.transport])
    expect([a.heard, heard]).toEqual([[], []])
    b.links.set('eth0', { up: true })
    a.transport.send(numbered(a, 3))
    await settle([a.transport, b.transport])
    expect(heard).toHaveLength(1)
    await b.transport.close()
  })

  it('is found at the addresses that its links tell now', async () => {
    await using lan = await startLan(['a'])
    const a = lan.node('a')
    const b = onSegment({ port: lan.segment.port, node: 'b', address: '192.0.2.2' })
    await b.transport.open(['eth0'])
    b.links.set('eth0', { addresses: ['192.0.2.2', '192.0.2.100'] })
    await settle([b.transport])
    a.transport.send(numbered(a, 1, '192.0.2.100'))
    await settle([a.transport, b.transport])
    expect(b.transport.counters.received).toBe(1)
    await b.transport.close()
  })

  it('does not hear its own other interface on the same segment', async () => {
    await using lan = await startLan(['a'])
    const { transport } = udpSim({
      port: lan.segment.port,
      node: 'b',
      interfaces: { eth0: { address: '192.0.2.2' }, eth1: { address: '192.0.2.3' } },
    })
    await transport.open(['eth0', 'eth1'])
    transport.send({ ...numbered(lan.node('a'), 2), interface: 'eth1' })
    await settle([transport, lan.node('a').transport])
    expect(transport.counters.received).toBe(0)
    expect(lan.node('a').heard).toEqual([2])
    await transport.close()
  })

  it('shares an interface that is opened several times at once', async () => {
    await using segment = await startSegment()
    const { transport } = onSegment({ port: segment.port, address: '192.0.2.1' })
    await Promise.all([transport.open(['eth0']), transport.open(['eth0']), transport.open([])])
    expect(segment.nodes()).toHaveLength(1)
    await transport.close()
  })

  it('reports packets that cannot be sent', async () => {
    await using lan = await startLan(['a', 'b'])
    const a = lan.node('a')
    const failures: Promise<Error>[] = []
    const send = (packet: Packet): void => {
      failures.push(new Promise((resolve) => a.transport.send(packet, resolve)))
    }
    send({ ...numbered(a, 1), payload: new Uint8Array(70_000) })
    send(numbered(a, 1, 'ff02::12'))
    send(numbered(a, 1, 'nowhere'))
    const errors = await within(Promise.all(failures), 'three failures')
    expect(errors.map(({ message }) => message)).toEqual([
      expect.stringContaining('EMSGSIZE'),
      expect.stringContaining('differ in family'),
      expect.stringContaining('not an IPv4 address'),
    ])
    expect(a.transport.counters.sendErrors).toBe(3)
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
  })
})

function somePacket(): {
  readonly from: { segment: string; node: string; interface: string }
  readonly packet: Packet
} {
  return {
    from: { segment: 'lan', node: 'z', interface: 'eth0' },
    packet: {
      kind: 'ip',
      interface: 'eth0',
      source: '192.0.2.9',
      destination: '224.0.0.18',
      protocol: 112,
      ttl: 255,
      tos: 0,
      payload: Uint8Array.of(9),
    },
  }
}
