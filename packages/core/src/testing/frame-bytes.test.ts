import { describe, expect, it } from 'vitest'
import type { IpDatagram } from '../transport.js'
import { toFrameBytes } from './frame-bytes.js'
import { fromHex, toHex } from './hex.js'

/** The fields of a frame in hex, one a line, for reading beside the layout. */
function hexOf(...fields: readonly string[]): string {
  return fields.join('').replaceAll(' ', '')
}

// Rule 166: version 2, VRID 51, priority 100, 192.0.2.1.
const advertV2: IpDatagram = {
  kind: 'ip',
  interface: 'eth0',
  source: '192.0.2.11',
  destination: '224.0.0.18',
  protocol: 112,
  ttl: 255,
  tos: 0xc0,
  payload: fromHex('213364010001b8c8c00002010000000000000000'),
}

// Rule 172: version 3 over IPv6, VRID 10, priority 200.
const advertV6: IpDatagram = {
  ...advertV2,
  source: 'fe80::1',
  destination: 'ff02::12',
  payload: fromHex(
    '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
  ),
}

describe('toFrameBytes', () => {
  it('frames an IPv4 advertisement', () => {
    expect(toHex(toFrameBytes(advertV2, { sourceMac: '02:00:00:00:00:0b' }))).toBe(
      hexOf(
        '01005e000012 02000000000b 0800',
        // 4500 c0.. : the words 45c0 0028 0000 0000 ff70 c000 020b e000 0012 add up to 2e775,
        // folded e777, complemented 1888.
        '45 c0 0028 0000 0000 ff 70 1888 c000020b e0000012',
        '213364010001b8c8c00002010000000000000000',
      ),
    )
  })

  it('frames an IPv6 advertisement', () => {
    expect(toHex(toFrameBytes(advertV6, { sourceMac: '02:00:00:00:00:0b' }))).toBe(
      hexOf(
        '333300000012 02000000000b 86dd',
        '6c000000 0028 70 ff',
        'fe800000000000000000000000000001',
        'ff020000000000000000000000000012',
        '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
      ),
    )
  })

  it('leaves an Ethernet frame as it is', () => {
    const frame = {
      kind: 'ethernet',
      interface: 'eth0',
      source: '00:00:5e:00:01:33',
      destination: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
      payload: fromHex('0001080006040001'),
    } as const
    expect(toHex(toFrameBytes(frame, { sourceMac: '02:00:00:00:00:0b' }))).toBe(
      'ffffffffffff00005e00013308060001080006040001',
    )
  })

  it.each([
    ['only the low 23 bits of a group', '239.129.2.3', '01005e010203'],
    ['the broadcast address', '255.255.255.255', 'ffffffffffff'],
    ['a node that is looked up', '192.0.2.12', '02aaaaaaaaaa'],
    ['a node that is not known', '192.0.2.13', '0204c000020d'],
    ['the low 32 bits of an IPv6 group', 'ff02::1:ff12:3456', '3333ff123456'],
    ['an IPv6 node that is not known', '2001:db8::1:2', '020600010002'],
  ])('sends to the MAC address of %s', (_what, destination, expected) => {
    const macOf = (address: string): string | undefined =>
      address === '192.0.2.12' ? '02:aa:aa:aa:aa:aa' : undefined
    const source = destination.includes(':') ? 'fe80::1' : '192.0.2.11'
    const bytes = toFrameBytes({ ...advertV2, source, destination }, { macOf })
    expect(toHex(bytes.subarray(0, 6))).toBe(expected)
  })

  it('comes from the sender, looked up or derived, when no MAC address is given', () => {
    const sourceOf = (bytes: Uint8Array): string => toHex(bytes.subarray(6, 12))
    expect(sourceOf(toFrameBytes(advertV2))).toBe('0204c000020b')
    const macOf = (): string => '02:aa:aa:aa:aa:aa'
    expect(sourceOf(toFrameBytes(advertV2, { macOf }))).toBe('02aaaaaaaaaa')
    expect(sourceOf(toFrameBytes(advertV2, { macOf, sourceMac: '02:00:00:00:00:01' }))).toBe(
      '020000000001',
    )
  })
})
