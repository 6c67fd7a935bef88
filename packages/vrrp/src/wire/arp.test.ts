import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../test/wire-fixtures.js'
import { decodeArp, encodeArpProbe, encodeGratuitousArp } from './arp.js'

// Sender and target address are both 192.0.2.10; target MAC is broadcast (rule 118).
const gratuitous = '0001080006040001020000000001c000020affffffffffffc000020a'

describe('encodeGratuitousArp', () => {
  it('makes a broadcast request', () => {
    const { payload, ...frame } = encodeGratuitousArp({
      address: '192.0.2.10',
      macAddress: '02:00:00:00:00:01',
    })
    expect(toHex(payload)).toBe(gratuitous)
    expect(frame).toEqual({
      kind: 'ethernet',
      source: '02:00:00:00:00:01',
      destination: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
    })
  })

  it('takes another target MAC, and stays an Ethernet broadcast', () => {
    const { payload, destination } = encodeGratuitousArp({
      address: '192.0.2.10',
      macAddress: '02:00:00:00:00:01',
      targetMac: '00:00:00:00:00:00',
    })
    expect(toHex(payload)).toBe('0001080006040001020000000001c000020a000000000000c000020a')
    expect(destination).toBe('ff:ff:ff:ff:ff:ff')
  })
})

describe('encodeArpProbe', () => {
  it('asks for an address and names none as its own (RFC 5227 1.1)', () => {
    const { payload, ...frame } = encodeArpProbe({
      address: '192.0.2.10',
      macAddress: '02:00:00:00:00:01',
    })
    expect(toHex(payload)).toBe('000108000604000102000000000100000000000000000000c000020a')
    expect(frame).toEqual({
      kind: 'ethernet',
      source: '02:00:00:00:00:01',
      destination: 'ff:ff:ff:ff:ff:ff',
      etherType: 0x0806,
    })
  })
})

describe('decodeArp', () => {
  it('reads a request', () => {
    expect(decodeArp(fromHex(gratuitous))).toEqual({
      ok: true,
      value: {
        operation: 'request',
        senderMac: '02:00:00:00:00:01',
        senderAddress: '192.0.2.10',
        targetMac: 'ff:ff:ff:ff:ff:ff',
        targetAddress: '192.0.2.10',
      },
    })
  })

  it('reads a reply in a padded frame', () => {
    const reply = '000108000604000202000000000ac0000201020000000001c0000202'
    expect(decodeArp(fromHex(reply + '00'.repeat(18)))).toEqual({
      ok: true,
      value: {
        operation: 'reply',
        senderMac: '02:00:00:00:00:0a',
        senderAddress: '192.0.2.1',
        targetMac: '02:00:00:00:00:01',
        targetAddress: '192.0.2.2',
      },
    })
  })

  it.each([
    ['one octet short', gratuitous.slice(0, -2), 'truncated'],
    ['empty', '', 'truncated'],
    ['InfiniBand', gratuitous.replace(/^0001/, '0020'), 'unsupported'],
    ['not IPv4', gratuitous.replace(/^00010800/, '000186dd'), 'unsupported'],
    [
      'MAC addresses of 8 octets',
      gratuitous.replace(/^000108000604/, '000108000804'),
      'unsupported',
    ],
    [
      'IP addresses of 16 octets',
      gratuitous.replace(/^000108000604/, '000108000610'),
      'unsupported',
    ],
    ['operation 0', gratuitous.replace(/^0001080006040001/, '0001080006040000'), 'operationError'],
    ['operation 3', gratuitous.replace(/^0001080006040001/, '0001080006040003'), 'operationError'],
  ])('refuses: %s', (_name, hex, code) => {
    expect(decodeArp(fromHex(hex))).toEqual({ ok: false, error: { code } })
  })

  it('any bytes decode to a result', () => {
    const nearly = fc.tuple(fc.nat(27), fc.nat(255), fc.nat(46)).map(([offset, value, length]) => {
      const bytes = new Uint8Array(46)
      bytes.set(fromHex(gratuitous))
      bytes[offset] = value
      return bytes.slice(0, length)
    })
    fc.assert(
      fc.property(fc.oneof(fc.uint8Array({ maxLength: 100 }), nearly), (payload) => {
        expect(typeof decodeArp(payload).ok).toBe('boolean')
      }),
    )
  })
})
