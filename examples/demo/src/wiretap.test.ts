import type { TappedPacket } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { Wiretap } from './wiretap.js'

function advert(from: string, atMs: number, virtualRouterId = 51, priority = 100): TappedPacket {
  return {
    kind: 'sent',
    atMs,
    segment: 'lan',
    node: from,
    from,
    packet: {
      kind: 'ip',
      interface: 'eth0',
      source: '192.0.2.1',
      destination: '224.0.0.18',
      protocol: 112,
      ttl: 255,
      tos: 0xc0,
      payload: Uint8Array.of(0x21, virtualRouterId, priority, 1, 0, 1, 0, 0),
    },
  }
}

describe('the wiretap', () => {
  test('measures from the last advert of one node to the next of another', () => {
    const wiretap = new Wiretap()
    for (const atMs of [1000, 2000]) wiretap.hear(advert('a', atMs))
    expect(wiretap.takeoverFrom('a', 51)).toBeUndefined()
    wiretap.hear(advert('b', 5609.375))
    wiretap.hear(advert('c', 5700))
    expect(wiretap.takeoverFrom('a', 51)).toEqual({ node: 'b', afterMs: 3609.375 })
    expect(wiretap.takeoverFrom('d', 51)).toBeUndefined()
  })

  test('keeps virtual routers apart', () => {
    const wiretap = new Wiretap()
    wiretap.hear(advert('a', 1000, 51))
    wiretap.hear(advert('b', 1100, 52))
    expect(wiretap.takeoverFrom('a', 51)).toBeUndefined()
  })

  test('knows who has spoken lately, and that a goodbye is no claim', () => {
    const wiretap = new Wiretap()
    wiretap.hear(advert('a', 1000))
    wiretap.hear(advert('b', 2000))
    wiretap.hear(advert('b', 3000))
    wiretap.hear(advert('c', 3000, 51, 0))
    expect(wiretap.speakers(2000)).toEqual(['b'])
  })

  test('hears each advert once, and nothing else', () => {
    const wiretap = new Wiretap()
    const sent = advert('a', 1000)
    expect(wiretap.hear({ ...sent, kind: 'delivered' })).toBeUndefined()
    expect(
      wiretap.hear({ ...sent, packet: { ...sent.packet, protocol: 6 } as never }),
    ).toBeUndefined()
    expect(wiretap.hear(sent)).toEqual({
      node: 'a',
      virtualRouterId: 51,
      priority: 100,
      atMs: 1000,
    })
  })
})
