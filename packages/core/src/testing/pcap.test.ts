import { describe, expect, it } from 'vitest'
import type { EthernetFrame } from '../transport.js'
import { fromHex, toHex } from './hex.js'
import { toPcap } from './pcap.js'

const header = 'd4c3b2a1020004000000000000000000' + '0000040001000000'

const frame: EthernetFrame = {
  kind: 'ethernet',
  interface: 'eth0',
  source: '02:00:00:00:00:01',
  destination: 'ff:ff:ff:ff:ff:ff',
  etherType: 0x0806,
  payload: fromHex('0001'),
}
const frameHex = 'ffffffffffff02000000000108060001'

describe('toPcap', () => {
  it('writes a file without packets', () => {
    expect(toHex(toPcap([]))).toBe(header)
  })

  it('writes packets with their times and lengths', () => {
    const packets = [
      { atMs: 0, packet: frame },
      { atMs: 3609.375, packet: { ...frame, payload: fromHex('000108') } },
    ]
    expect(toHex(toPcap(packets))).toBe(
      header +
        '00000000' +
        '00000000' +
        '10000000' +
        '10000000' +
        frameHex +
        // 3 s and 609,375 us, which is 0x94c5f.
        '03000000' +
        '5f4c0900' +
        '11000000' +
        '11000000' +
        frameHex +
        '08',
    )
  })

  it('rounds to whole microseconds, into the next second if need be', () => {
    const bytes = toPcap([{ atMs: 999.9996, packet: frame }])
    expect(toHex(bytes.subarray(24, 32))).toBe('01000000' + '00000000')
  })

  it('counts from a given moment', () => {
    // 2026-01-02T03:04:05.006Z is 1,767,323,045.006 s after 1970, and 1767323045 is 0x695735a5.
    const bytes = toPcap([{ atMs: 0.5, packet: frame }], { epochMs: 1_767_323_045_006 })
    expect(toHex(bytes.subarray(24, 32))).toBe('a5355769' + '64190000')
  })

  it('pads short frames when asked to', () => {
    const bytes = toPcap([{ atMs: 0, packet: frame }], { frameBytesMin: 60 })
    expect(toHex(bytes.subarray(24))).toBe(
      '0000000000000000' + '3c000000' + '3c000000' + frameHex + '00'.repeat(44),
    )
    expect(toPcap([{ atMs: 0, packet: frame }], { frameBytesMin: 10 })).toHaveLength(24 + 16 + 16)
  })

  it('takes the source from what a tap saw', () => {
    const datagram = {
      kind: 'ip',
      interface: 'eth0',
      source: '192.0.2.11',
      destination: '192.0.2.12',
      protocol: 112,
      ttl: 255,
      tos: 0,
      payload: new Uint8Array(0),
    } as const
    const tapped = { atMs: 0, packet: datagram, sourceMac: '02:00:00:00:00:0b' }
    const macOf = (): string => '02:00:00:00:00:0c'
    const bytes = toPcap([tapped], { macOf })
    expect(toHex(bytes.subarray(40, 52))).toBe('02000000000c' + '02000000000b')
  })
})
