import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isLittleEndian } from '../socket/host-order.js'
import { bytesOf } from '../testing/bytes-of.js'
import { Attributes, eachAttribute } from './attributes.js'
import { decodeAcknowledgement, decodeEndOfDump, decodeMessages } from './message.js'
import type { NetlinkMessage } from './message.js'

const only = (datagram: Uint8Array): NetlinkMessage => decodeMessages(datagram)[0]!

describe.runIf(isLittleEndian)('a datagram, on a little-endian machine', () => {
  test('holds messages, padded to four bytes', () => {
    const datagram = bytesOf(
      '13000000 1400 0200 05000000 00000000 010203 00',
      '10000000 0300 0200 05000000 00000000',
    )
    expect(decodeMessages(datagram)).toEqual([
      { type: 20, flags: 2, sequence: 5, payload: bytesOf('010203') },
      { type: 3, flags: 2, sequence: 5, payload: bytesOf('') },
    ])
  })

  test.each([
    ['a length that is too small', '0f000000 1400 0200 05000000 00000000'],
    ['a length of nothing', '00000000 1400 0200 05000000 00000000'],
    ['a length that leads out', '11000000 1400 0200 05000000 00000000'],
    ['a header that is cut', '10000000 1400 0200 05000000 000000'],
    ['nothing', ''],
  ])('with %s has no message', (_, hex) => {
    expect(decodeMessages(bytesOf(hex))).toEqual([])
  })

  test('an acknowledgement is an error of 0', () => {
    const ack = only(
      bytesOf(
        '24000000 0200 0001 05000000 64000000 00000000',
        '2c000000 1400 0506 05000000 00000000',
      ),
    )
    expect(decodeAcknowledgement(ack)).toEqual({ errno: 0 })
  })

  test('a refusal has an errno and, after the header of the request, the words of the kernel', () => {
    const refusal = only(
      bytesOf(
        '34000000 0200 0003 05000000 64000000 eaffffff',
        '2c000000 1400 0506 05000000 00000000',
        // NLMSGERR_ATTR_MSG "bad prefix\0"
        '0f00 0100 62616420707265666978 00 00',
      ),
    )
    expect(decodeAcknowledgement(refusal)).toEqual({ errno: 22, text: 'bad prefix' })
  })

  test('a refusal with the whole request has its words after that', () => {
    const refusal = only(
      bytesOf(
        '34000000 0200 0002 05000000 64000000 efffffff',
        '17000000 1400 0506 05000000 00000000 aaaaaaaaaaaaaa 00',
        '0800 0100 6e6f 00 00',
      ),
    )
    expect(decodeAcknowledgement(refusal)).toEqual({ errno: 17, text: 'no' })
  })

  test('a refusal that is cut says nothing', () => {
    const cut = only(
      bytesOf('20000000 0200 0000 05000000 64000000 eaffffff 0000000000000000 00000000'),
    )
    expect(decodeAcknowledgement(cut)).toBeUndefined()
  })

  test('the end of a dump may be an error too', () => {
    const end = (hex: string): NetlinkMessage => only(bytesOf(hex))
    expect(decodeEndOfDump(end('14000000 0300 0200 05000000 00000000 00000000'))).toEqual({
      errno: 0,
    })
    expect(decodeEndOfDump(end('10000000 0300 0200 05000000 00000000'))).toEqual({ errno: 0 })
    expect(
      decodeEndOfDump(end('1c000000 0300 0202 05000000 00000000 edffffff 0800 0100 6f6f0000')),
    ).toEqual({ errno: 19, text: 'oo' })
  })

  test('attributes are read by type, without their flags; the last of two counts', () => {
    const attributes = new Attributes(
      bytesOf(
        '0500 0100 07 000000',
        '0600 0200 3412 0000',
        '0800 0340 78563412',
        '0900 0400 65746830 00 000000',
        '0800 0500 65746830',
        '0c00 0680 0500 0100 09 000000',
        '0500 0100 08 000000',
        '0c00 0800 efcdab89 67452301',
      ),
    )
    expect(attributes.u8(1)).toBe(8)
    expect(attributes.u16(2)).toBe(0x1234)
    expect(attributes.u32(3)).toBe(0x12345678)
    expect(attributes.text(4)).toBe('eth0')
    expect(attributes.text(5)).toBe('eth0')
    expect(attributes.nested(6)?.u8(1)).toBe(9)
    expect(attributes.u64(8)).toBe(0x0123456789abcdefn)
    expect(attributes.has(7)).toBe(false)
    expect(attributes.bytes(7)).toBeUndefined()
  })

  test('a value that is too short is none', () => {
    const attributes = new Attributes(bytesOf('0500 0100 07 000000', '0400 0200'))
    expect(attributes.u16(1)).toBeUndefined()
    expect(attributes.u32(1)).toBeUndefined()
    expect(attributes.u64(1)).toBeUndefined()
    expect(attributes.u8(2)).toBeUndefined()
    expect(attributes.text(2)).toBe('')
  })

  test('what follows a damaged attribute is not looked at', () => {
    const seen: number[] = []
    eachAttribute(bytesOf('0500 0100 07 000000', '0300 0200', '0400 0300'), 0, (type) =>
      seen.push(type),
    )
    expect(seen).toEqual([1])
  })
})

describe('any bytes', () => {
  const anyBytes = fc.uint8Array({ maxLength: 200 })

  test('are messages that lie within them', () => {
    fc.assert(
      fc.property(anyBytes, (bytes) => {
        const total = decodeMessages(bytes).reduce((sum, each) => sum + 16 + each.payload.length, 0)
        expect(total).toBeLessThanOrEqual(bytes.length)
      }),
    )
  })

  test('are an acknowledgement, an end and attributes, or nothing', () => {
    fc.assert(
      fc.property(anyBytes, fc.nat(0xffff), (payload, flags) => {
        const message = { type: 2, flags, sequence: 1, payload }
        expect(decodeAcknowledgement(message) === undefined).toBe(payload.length < 20)
        expect(decodeEndOfDump(message).errno).toBeGreaterThanOrEqual(0)
        const attributes = new Attributes(payload)
        for (let type = 0; type < 20; type++) {
          attributes.u32(type)
          attributes.text(type)
          attributes.nested(type)
        }
      }),
    )
  })
})
