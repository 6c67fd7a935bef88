import { describe, expect, it } from 'vitest'
import { ahPayload, ipv4Packet, ipv6Packet, v2Message, v3Message } from './bytes.js'

describe('messages', () => {
  it('makes VRRPv2 as in rule 166', () => {
    const message = v2Message({ vrid: 51, priority: 100, addresses: ['192.0.2.1'] })
    expect(message.toString('hex')).toBe('213364010001b8c8c00002010000000000000000')
  })

  it('makes VRRPv2 with a password as in rule 167', () => {
    const message = v2Message({
      vrid: 51,
      priority: 150,
      addresses: ['192.0.2.1', '192.0.2.2'],
      authenticationType: 1,
      authentication: '1234',
    })
    expect(message.toString('hex')).toBe('2133960201015f5ec0000201c00002023132333400000000')
  })

  it.each([
    [true, '313364010064a865c0000201'],
    [false, '31336401006405cbc0000201'],
  ])('makes VRRPv3 over IPv4, without pseudo-header: %s (rules 169, 170)', (without, expected) => {
    const message = v3Message({
      vrid: 51,
      priority: 100,
      addresses: ['192.0.2.1'],
      source: '192.0.2.11',
      destination: '224.0.0.18',
      withoutPseudoHeader: without,
    })
    expect(message.toString('hex')).toBe(expected)
  })

  it('makes VRRPv3 over IPv6 as in rule 172', () => {
    const message = v3Message({
      vrid: 10,
      interval: 10,
      addresses: ['fe80::100', '2001:db8::100'],
      source: 'fe80::1',
      destination: 'ff02::12',
    })
    expect(message.toString('hex')).toBe(
      '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
    )
  })

  it('spoils what it is asked to', () => {
    const advert = { vrid: 1, addresses: ['192.0.2.1'], checksum: 0x1234, count: 7, cutTo: 12 }
    expect(v2Message(advert).toString('hex')).toBe('2101c80700011234c0000201')
  })
})

it('makes AH as keepalived does', () => {
  // A packet of keepalived 2.2.7: its first advert with the key secret12.
  const message = Buffer.from('2133640102016e5d0a0900640000000000000000', 'hex')
  const ah = { source: '10.9.0.1', key: 'secret12', sequence: 1 }
  expect(ahPayload(message, ah).subarray(0, 24).toString('hex')).toBe(
    '700400000a090001000000013cce0338b823f9e46755e9d9',
  )
})

describe('packets', () => {
  it('puts an IPv4 header before it', () => {
    const packet = ipv4Packet(Buffer.from([1, 2]), { source: '10.77.0.1' })
    // 45c0 + 0016 + 0001 + 0000 + ff70 + 0a4d + 0001 + e000 + 0012 = 22fa7; 2fa7 + 2 = 2fa9; ~ d056.
    expect(packet.toString('hex')).toBe('45c0001600010000ff70d0560a4d0001e00000120102')
  })

  it('puts an IPv6 header before it', () => {
    const packet = ipv6Packet(Buffer.from([9]), { source: 'fe80::a', hopLimit: 254 })
    expect(packet.toString('hex')).toBe(
      '60000000' +
        '000170fe' +
        'fe80000000000000000000000000000a' +
        'ff020000000000000000000000000012' +
        '09',
    )
  })
})
