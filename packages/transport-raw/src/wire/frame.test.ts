import { groupMacAddress } from '@holdfast/core'
import type { EthernetFrame, IpDatagram } from '@holdfast/core'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../test/support/bytes.js'
import { decodeFrame, decodeRawFrame, encodeDatagram, encodeFrame } from './frame.js'

const ownMac = '02:00:00:00:00:0b'

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

// The words 45c0 0028 0001 0000 ff70 c000 020b e000 0012 add up to 2e776, folded e778,
// complemented 1887.
const framedV2 = fromHex(
  '01005e000012 02000000000b 0800',
  '45 c0 0028 0001 0000 ff 70 1887 c000020b e0000012',
  '213364010001b8c8c00002010000000000000000',
)

const framedV6 = fromHex(
  '333300000012 02000000000b 86dd',
  '6c000000 0028 70 ff',
  'fe800000000000000000000000000001',
  'ff020000000000000000000000000012',
  '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
)

const garp: EthernetFrame = {
  kind: 'ethernet',
  interface: 'eth0',
  source: '00:00:5e:00:01:33',
  destination: 'ff:ff:ff:ff:ff:ff',
  etherType: 0x0806,
  payload: fromHex('0001 0800 06 04 0001 00005e000133 c0000201 ffffffffffff c0000201'),
}

describe('encodeFrame', () => {
  it('rules 1, 7, 8: an IPv4 advert, DF clear, with its identification', () => {
    expect(toHex(encodeFrame(advertV2, ownMac, 1) ?? new Uint8Array())).toBe(toHex(framedV2))
  })

  it('rules 1, 8: an IPv6 advert', () => {
    expect(toHex(encodeFrame(advertV6, ownMac, 1) ?? new Uint8Array())).toBe(toHex(framedV6))
  })

  it('a frame leaves as it is, from the MAC address it names', () => {
    expect(toHex(encodeFrame(garp, ownMac, 1) ?? new Uint8Array())).toBe(
      toHex(
        fromHex(
          'ffffffffffff 00005e000133 0806',
          '0001 0800 06 04 0001 00005e000133 c0000201 ffffffffffff c0000201',
        ),
      ),
    )
  })

  it('unicast has no frame: its MAC address is not known here', () => {
    expect(encodeFrame({ ...advertV2, destination: '192.0.2.12' }, ownMac, 1)).toBeUndefined()
    expect(encodeFrame({ ...advertV6, destination: 'fe80::2' }, ownMac, 1)).toBeUndefined()
  })

  it('the largest identification', () => {
    const bytes = encodeDatagram({ ...advertV2, payload: new Uint8Array() }, 0xffff)
    // 45c0 0014 ffff 0000 ff70 c000 020b e000 0012: 3e760, folded e763, complemented 189c.
    expect(toHex(bytes)).toBe('45c00014ffff0000ff70189cc000020be0000012')
  })
})

describe('groupMac', () => {
  it.each([
    ['224.0.0.18', '01:00:5e:00:00:12'],
    // RFC 1112 6.4: the low 23 bits only.
    ['239.255.255.250', '01:00:5e:7f:ff:fa'],
    ['255.255.255.255', 'ff:ff:ff:ff:ff:ff'],
    ['ff02::12', '33:33:00:00:00:12'],
    ['ff02::1:ff12:3456', '33:33:ff:12:34:56'],
    ['192.0.2.1', undefined],
    ['fe80::1', undefined],
  ])('of %s is %s', (address, mac) => {
    expect(groupMacAddress(address)).toBe(mac)
  })
})

describe('decodeFrame', () => {
  it('reads an IPv4 advert', () => {
    expect(decodeFrame('eth0', framedV2, 0.25)).toEqual({
      ok: true,
      value: { ...advertV2, ageMs: 0.25 },
    })
  })

  it('reads an IPv6 advert', () => {
    expect(decodeFrame('eth0', framedV6, 0)).toEqual({ ok: true, value: { ...advertV6, ageMs: 0 } })
  })

  it('reads ARP as a frame, with the padding', () => {
    const padded = fromHex(
      'ffffffffffff 00005e000133 0806',
      '0001 0800 06 04 0001 00005e000133 c0000201 ffffffffffff c0000201',
      '000000000000000000000000000000000000',
    )
    expect(decodeFrame('eth0', padded, 0)).toEqual({
      ok: true,
      value: {
        ...garp,
        ageMs: 0,
        payload: fromHex(
          '0001 0800 06 04 0001 00005e000133 c0000201 ffffffffffff c0000201',
          '000000000000000000000000000000000000',
        ),
      },
    })
  })

  it('rule 20: padding of a short packet is no payload', () => {
    const padded = fromHex(
      '01005e000012 02000000000b 0800',
      // 4500 0015 0001 0000 0170 c000 020b e000 0012: 1e8a3, folded e8a4, complemented 175b.
      '45 00 0015 0001 0000 01 70 175b c000020b e0000012',
      'ab',
      '0000000000000000000000000000000000000000000000000000',
    )
    const decoded = decodeFrame('eth0', padded, 0)
    expect(decoded.ok && toHex(decoded.value.payload)).toBe('ab')
  })

  it('passes over IPv4 options', () => {
    const withRouterAlert = fromHex(
      '01005e000012 02000000000b 0800',
      // 46c0 0019 0001 0000 ff70 c000 020b e000 0012 9404 0000: 37c6b, folded 7c6e.
      '46 c0 0019 0001 0000 ff 70 8391 c000020b e0000012 94040000',
      'ab',
    )
    const decoded = decodeFrame('eth0', withRouterAlert, 0)
    expect(decoded.ok && toHex(decoded.value.payload)).toBe('ab')
  })

  it('reads any frame raw', () => {
    const decoded = decodeRawFrame('eth0', framedV6, 0)
    expect(decoded.ok && decoded.value.etherType).toBe(0x86dd)
  })
})
