import { systemClock } from '@holdfast/core'
import { SimClock } from '@holdfast/core/testing'
import type { TappedPacket } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { connectSegment } from '../src/segment-control.js'
import { nextPacket, numbered, settle, startLan } from './support/lan.js'

const everybodyHears = { a: [2, 3], b: [1, 3], c: [1, 2] }

describe('faults on real sockets', () => {
  it('does no harm by default', async () => {
    await using lan = await startLan(['a', 'b', 'c'])
    expect(await lan.everybodySpeaks()).toEqual(everybodyHears)
  })

  it('cuts one way only', async () => {
    await using lan = await startLan(['a', 'b', 'c'])
    lan.segment.faults.cut('a', 'b')
    expect(await lan.everybodySpeaks()).toEqual({ a: [2, 3], b: [3], c: [1, 2] })
  })

  it('parts and heals', async () => {
    await using lan = await startLan(['a', 'b', 'c'])
    lan.segment.faults.partition(['a'], ['b', 'c'])
    expect(await lan.everybodySpeaks()).toEqual({ a: [], b: [3], c: [2] })
    lan.segment.faults.heal()
    expect(await lan.everybodySpeaks()).toEqual(everybodyHears)
  })

  it('loses everything with loss 1, and counts it', async () => {
    await using lan = await startLan(['a', 'b', 'c'], { faults: { loss: 1 } })
    expect(await lan.everybodySpeaks()).toEqual({ a: [], b: [], c: [] })
    expect(lan.segment.counters).toMatchObject({ received: 3, forwarded: 0, lost: 6 })
  })

  it('duplicates everything with duplicate 1', async () => {
    await using lan = await startLan(['a', 'b'], { faults: { duplicate: 1 } })
    expect(await lan.everybodySpeaks()).toEqual({ a: [2, 2], b: [1, 1] })
  })

  it('holds a clogged way back, and in order', async () => {
    await using lan = await startLan(['a', 'b', 'c'])
    const [a, b, c] = [lan.node('a'), lan.node('b'), lan.node('c')]
    lan.segment.faults.clog('a', 'b', 50)
    const atC = nextPacket(c)
    const atB = new Promise<number>((resolve) => {
      b.transport.subscribe(() => {
        if (b.heard.length === 20) resolve(systemClock.now())
      })
    })
    const lastSentAt = sendNumbers(20, (number) => a.transport.send(numbered(a, number)))
    await atC
    expect(b.heard).toEqual([])
    expect((await atB) - lastSentAt).toBeGreaterThanOrEqual(50)
    expect(b.heard).toEqual(Array.from({ length: 20 }, (_, index) => index))
  })

  it('is the same for the same seed', async () => {
    const survivors = async (seed: number): Promise<readonly number[]> => {
      await using lan = await startLan(['a', 'b'], { seed, faults: { loss: 0.5 } })
      const [a, b] = [lan.node('a'), lan.node('b')]
      sendNumbers(50, (number) => a.transport.send(numbered(a, number)))
      await settle([a.transport, b.transport])
      return b.heard
    }
    const first = await survivors(1)
    expect(first).not.toEqual([])
    expect(await survivors(1)).toEqual(first)
    expect(await survivors(2)).not.toEqual(first)
  })
})

describe('a segment', () => {
  it('keeps segments apart, with faults of their own', async () => {
    await using lan = await startLan(['a', 'b'])
    lan.segment.faultsOf('other').set({ loss: 1 })
    expect(lan.segment.faultsOf('lan')).toBe(lan.segment.faults)
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
  })

  it('names who is plugged in until they leave', async () => {
    await using lan = await startLan(['a', 'b'])
    expect(lan.segment.nodes()).toEqual([
      {
        segment: 'lan',
        node: 'a',
        interface: 'eth0',
        macAddress: '02:04:c0:00:02:01',
        addresses: ['192.0.2.1'],
      },
      {
        segment: 'lan',
        node: 'b',
        interface: 'eth0',
        macAddress: '02:04:c0:00:02:02',
        addresses: ['192.0.2.2'],
      },
    ])
    await lan.node('a').transport.close()
    await lan.node('b').transport.roundTrip()
    expect(lan.segment.nodes().map(({ node }) => node)).toEqual(['b'])
  })

  it('forgets who has been silent for more than 10 s, until they speak again', async () => {
    const clock = new SimClock()
    await using lan = await startLan(['a', 'b'], { clock })
    clock.advance(10_000)
    expect(lan.segment.nodes()).toHaveLength(2)
    clock.advance(0.5)
    expect(lan.segment.nodes()).toEqual([])
    await settle(lan.nodes.map(({ transport }) => transport))
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
  })

  it('shows every packet to taps, whatever a tap throws', async () => {
    await using lan = await startLan(['a', 'b', 'c'])
    lan.segment.faults.cut('a', 'c')
    const tapped: TappedPacket[] = []
    lan.segment.tap(() => {
      throw new Error('thrown by a tap, on purpose')
    })
    const untap = lan.segment.tap((packet) => tapped.push(packet))
    const a = lan.node('a')
    a.transport.send(numbered(a, 1))
    await a.transport.roundTrip()
    untap()
    a.transport.send(numbered(a, 2))
    await a.transport.roundTrip()
    expect(tapped.map(({ kind, from, node }) => [kind, from, node])).toEqual([
      ['sent', 'a', 'a'],
      ['delivered', 'a', 'b'],
      ['lost', 'a', 'c'],
    ])
    expect(tapped[0]).toMatchObject({
      segment: 'lan',
      sourceMac: '02:04:c0:00:02:01',
      packet: { kind: 'ip', interface: 'eth0', source: '192.0.2.1', ttl: 255 },
    })
  })
})

describe('control from another process', () => {
  it('has the calls of the fault plan', async () => {
    await using lan = await startLan(['a', 'b', 'c'])
    await using control = connectSegment({ port: lan.segment.port })
    expect((await control.nodes()).map(({ node }) => node)).toEqual(['a', 'b', 'c'])
    await control.partition(['a'])
    expect(await lan.everybodySpeaks()).toEqual({ a: [], b: [3], c: [2] })
    await control.heal()
    await control.cut('b', 'a')
    expect(await lan.everybodySpeaks()).toEqual({ ...everybodyHears, a: [3] })
    await control.reset()
    await control.set({ loss: 1 }, { to: 'c' })
    expect(await lan.everybodySpeaks()).toEqual({ ...everybodyHears, c: [] })
    await control.set({ loss: 0 }, { to: 'c' })
    await control.clog('a', 'b', 3_600_000)
    expect(await lan.everybodySpeaks()).toEqual({ ...everybodyHears, b: [3] })
    await control.unclog()
    expect(await lan.everybodySpeaks()).toEqual(everybodyHears)
  })

  it('controls the segment it was asked for', async () => {
    await using lan = await startLan(['a', 'b'])
    await using control = connectSegment({ port: lan.segment.port, segment: 'other' })
    await control.set({ loss: 1 })
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
    expect(lan.segment.faultsOf('other').deliveries('a', 'b')).toEqual([])
  })

  it('says what the hub refused', async () => {
    await using lan = await startLan(['a', 'b'])
    await using control = connectSegment({ port: lan.segment.port })
    await expect(control.set({ loss: 2 })).rejects.toMatchObject({
      code: 'ERR_HOLDFAST_USAGE',
      message: expect.stringContaining('loss') as string,
    })
    expect(await lan.everybodySpeaks()).toEqual({ a: [2], b: [1] })
  })

  it('rejects what still waits when it is closed', async () => {
    await using lan = await startLan([])
    const control = connectSegment({ port: lan.segment.port })
    const waiting = control.nodes()
    const outcome = expect(waiting).rejects.toMatchObject({ code: 'ERR_HOLDFAST_TRANSPORT' })
    await control.close()
    await outcome
    await expect(control.heal()).rejects.toMatchObject({ code: 'ERR_HOLDFAST_TRANSPORT' })
  })
})

/** Returns when the last of them was sent. */
function sendNumbers(count: number, send: (number: number) => void): number {
  for (let number = 0; number < count; number += 1) send(number)
  return systemClock.now()
}
