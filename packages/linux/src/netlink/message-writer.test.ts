import { describe, expect, test } from 'vitest'
import { isLittleEndian } from '../socket/host-order.js'
import { bytesOf } from '../testing/bytes-of.js'
import { MessageWriter } from './message-writer.js'

describe.runIf(isLittleEndian)('a message, on a little-endian machine', () => {
  test('has the header of struct nlmsghdr and its fixed part', () => {
    const message = new MessageWriter(0x0014, 0x0605).u8(2).u8(24).u16(0xfe00).u32(3).finish()
    expect(message).toEqual(
      bytesOf('18000000 1400 0506 00000000 00000000', '02 18 00fe', '03000000'),
    )
  })

  test('has attributes that are padded with zeros, but their length is not', () => {
    const message = new MessageWriter(16, 1)
      .textAttribute(3, 'eth0')
      .u8Attribute(11, 18)
      .u16Attribute(1, 0x1234)
      .u32Attribute(4, 1500)
      .attribute(1, bytesOf('0000 5e00 0133'))
      .finish()
    expect(message).toEqual(
      bytesOf(
        '40000000 1000 0100 00000000 00000000',
        '0900 0300 65746830 00 000000',
        '0500 0b00 12 000000',
        '0600 0100 3412 0000',
        '0800 0400 dc050000',
        '0a00 0100 00005e000133 0000',
      ),
    )
  })

  test('leaves out what has no value', () => {
    const message = new MessageWriter(16, 1)
      .attribute(1, undefined)
      .textAttribute(2, undefined)
      .u8Attribute(3, undefined)
      .u16Attribute(4, undefined)
      .u32Attribute(5, undefined)
      .finish()
    expect(message).toEqual(bytesOf('10000000 1000 0100 00000000 00000000'))
  })

  test('has nests with the length of all that is in them', () => {
    const message = new MessageWriter(16, 1)
      .nested(18, (info) =>
        info.textAttribute(1, 'macvlan').nested(2, (data) => data.u32Attribute(1, 1)),
      )
      .unmarkedNest(9, (row) => row.sized((hop) => hop.u16(0).u32(7)))
      .finish()
    expect(message).toEqual(
      bytesOf(
        '38000000 1000 0100 00000000 00000000',
        '1c00 1280',
        '0c00 0100 6d6163766c616e00',
        '0c00 0280',
        '0800 0100 01000000',
        '0c00 0900',
        '0800 0000 07000000',
      ),
    )
  })

  test('grows as far as it must', () => {
    const message = new MessageWriter(16, 1).attribute(1, new Uint8Array(1000).fill(7)).finish()
    expect(message.length).toBe(16 + 4 + 1000)
    expect(message.subarray(0, 21)).toEqual(
      bytesOf('fc030000 1000 0100 00000000 00000000 ec03 0100 07'),
    )
  })
})
