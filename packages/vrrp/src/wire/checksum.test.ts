import { describe, expect, it } from 'vitest'
import { fromHex } from '../../test/wire-fixtures.js'
import { decodeAdvertisement, type AdvertExpectations } from './advertisement.js'

function formOf(
  hex: string,
  source: string,
  destination: string,
  expected?: AdvertExpectations,
): string {
  const payload = fromHex(hex)
  const result = decodeAdvertisement({ source, destination, ttl: 255, payload }, expected)
  return result.ok ? result.value.checksum : result.error.code
}

const source = '192.0.2.11'
const group = '224.0.0.18'
const peer = '192.0.2.12'

// Vectors 169, 170 and 171: the same advert, its checksum in three forms.
const messageOnly = '313364010064a865c0000201'
const toGroup = '31336401006405cbc0000201'
const toPeer = '31336401006423d1c0000201'

describe('VRRPv3 over IPv4', () => {
  it.each([
    [messageOnly, group, 'message-only'],
    [toGroup, group, 'pseudo-header'],
    [toPeer, group, 'checksumError'],
    [messageOnly, peer, 'message-only'],
    [toPeer, peer, 'pseudo-header'],
    // Rule 19: from keepalived before 1.3.7.
    [toGroup, peer, 'group-pseudo-header'],
  ])('%s to %s is %s', (hex, destination, form) => {
    expect(formOf(hex, source, destination)).toBe(form)
  })

  it('covers the group really used, which may be another one', () => {
    // 224.0.0.81 adds 3f more than 224.0.0.18.
    expect(formOf('313364010064058cc0000201', source, '224.0.0.81')).toBe('pseudo-header')
    expect(formOf(toGroup, source, '224.0.0.81')).toBe('checksumError')
  })

  it('accepts one form only where that is asked for', () => {
    expect(formOf(messageOnly, source, group, { checksum: 'message-only' })).toBe('message-only')
    expect(formOf(toGroup, source, group, { checksum: 'message-only' })).toBe('checksumError')
    expect(formOf(toGroup, source, group, { checksum: 'pseudo-header' })).toBe('pseudo-header')
    expect(formOf(messageOnly, source, group, { checksum: 'pseudo-header' })).toBe('checksumError')
    expect(formOf(toGroup, source, peer, { checksum: 'pseudo-header' })).toBe('checksumError')
  })

  it('compares with that form then, and with the pseudo-header otherwise', () => {
    const payload = fromHex('313364010064a864c0000201')
    const datagram = { source, destination: group, ttl: 255, payload }
    expect(decodeAdvertisement(datagram)).toEqual({
      ok: false,
      error: { code: 'checksumError', received: 0xa864, expected: 0x05cb },
    })
    expect(decodeAdvertisement(datagram, { checksum: 'message-only' })).toEqual({
      ok: false,
      error: { code: 'checksumError', received: 0xa864, expected: 0xa865 },
    })
  })

  it('can take a one-bit error for the other form, unless one form is asked for', () => {
    // c000 + 5f71 + e000 + 0012 + 0070 + 000c = 1ffff: this pseudo-header adds 1 to the sum. So the
    // checksum is a864 where vector 169 has a865, and whatever adds 1 hides that it is there.
    const unlucky = '192.0.95.113'
    const right = '313364010064a864c0000201'
    const flipped = '313364010065a864c0000201'
    expect(formOf(right, unlucky, group)).toBe('pseudo-header')
    expect(formOf(flipped, unlucky, group)).toBe('message-only')
    expect(formOf(right, unlucky, group, { checksum: 'pseudo-header' })).toBe('pseudo-header')
    expect(formOf(flipped, unlucky, group, { checksum: 'pseudo-header' })).toBe('checksumError')
  })
})

describe('where there is one form only', () => {
  const v2 = '213364010001b8c8c00002010000000000000000'

  it('VRRPv2 covers the message, whatever form VRRPv3 is to have', () => {
    expect(formOf(v2, source, group, { checksum: 'pseudo-header' })).toBe('message-only')
  })

  it('IPv6 covers the pseudo-header, whatever form IPv4 is to have', () => {
    const v6 = '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100'
    expect(formOf(v6, 'fe80::1', 'ff02::12', { checksum: 'message-only' })).toBe('pseudo-header')
    expect(formOf(v6, 'fe80::2', 'ff02::12')).toBe('checksumError')
  })

  it("takes all ones for zero, which one's complement does not tell apart", () => {
    // 2133 + 6401 + 0001 + 7aca = ffff: the checksum is 0000.
    expect(formOf('2133640100010000' + '7aca0000' + '0000000000000000', source, group)).toBe(
      'message-only',
    )
    expect(formOf('213364010001ffff' + '7aca0000' + '0000000000000000', source, group)).toBe(
      'message-only',
    )
  })
})
