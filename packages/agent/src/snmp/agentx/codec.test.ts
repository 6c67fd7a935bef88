import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { objectId } from '../object-id.js'
import { decodePacket } from './decode.js'
import { encodePacket } from './encode.js'
import { PacketStream } from './packet-stream.js'

const bytes = (hex: string): Uint8Array =>
  Uint8Array.from(hex.match(/[\da-f]{2}/g) ?? [], (pair) => Number.parseInt(pair, 16))
const hex = (packet: Uint8Array): string => Buffer.from(packet).toString('hex')
const head = { sessionId: 7, transactionId: 2, packetId: 3 }
const headHex = '00000007 00000002 00000003'.replaceAll(' ', '')

describe('what is sent', () => {
  test('opening says who comes, without an object identifier', () => {
    const packet = encodePacket({ kind: 'open', head, description: 'Hello' })
    // timeout 5, null identifier, 5 octets filled up to 8
    expect(hex(packet)).toBe(
      `01011000${headHex}00000014 05000000 00000000 00000005 48656c6c6f000000`.replaceAll(' ', ''),
    )
  })

  test('a registration: 1.3.6.1.2 is worth one octet', () => {
    const subtree = objectId('1.3.6.1.2.1.207')
    const packet = encodePacket({ kind: 'register', head, subtree })
    expect(hex(packet)).toBe(
      `01031000${headHex}00000010 057f0000 02020000 00000001 000000cf`.replaceAll(' ', ''),
    )
  })

  test('an answer, with values of all kinds', () => {
    const id = objectId('1.3.6.1.4.9')
    const word = '01040000 00000009'
    const answered = (value: Parameters<typeof encodePacket>[0] & { kind: 'response' }) =>
      hex(encodePacket(value)).slice(40 + 16)
    const one = (value: (typeof bindings)[number]['value']) =>
      answered({ kind: 'response', head, error: 0, index: 0, bindings: [{ id, value }] })
    const bindings = [
      { value: { kind: 'integer', value: -1 }, is: `0002 0000 ${word} ffffffff` },
      { value: { kind: 'gauge32', value: 4_294_967_295 }, is: `0042 0000 ${word} ffffffff` },
      { value: { kind: 'counter32', value: 1 }, is: `0041 0000 ${word} 00000001` },
      { value: { kind: 'timeTicks', value: 256 }, is: `0043 0000 ${word} 00000100` },
      {
        value: { kind: 'counter64', value: 2 ** 32 + 5 },
        is: `0046 0000 ${word} 00000001 00000005`,
      },
      {
        value: { kind: 'octets', bytes: bytes('c0000201ff') },
        is: `0004 0000 ${word} 00000005 c0000201ff000000`,
      },
      {
        value: { kind: 'ipAddress', bytes: bytes('c0000201') },
        is: `0040 0000 ${word} 00000004 c0000201`,
      },
      {
        value: { kind: 'objectId', id: [1, 2] },
        is: `0006 0000 ${word} 02000000 00000001 00000002`,
      },
      { value: { kind: 'endOfMibView' }, is: `0082 0000 ${word}` },
      { value: { kind: 'noSuchInstance' }, is: `0081 0000 ${word}` },
      { value: { kind: 'noSuchObject' }, is: `0080 0000 ${word}` },
    ] as const
    // 1.3.6.1.4.9: prefix 4, one number
    const spelled = bindings.map(({ is }) =>
      is.replaceAll(word, '01040000 00000009').replaceAll(' ', ''),
    )
    expect(bindings.map(({ value }) => one(value))).toEqual(spelled)
  })
})

describe('what is received', () => {
  const next = bytes(
    `01061000${headHex}00000024` +
      '02020100' +
      '00000001' +
      '000000cf' + // from 1.3.6.1.2.1.207, itself included
      '02020000' +
      '00000001' +
      '000000d0' + // to 1.3.6.1.2.1.208
      '00000000' +
      '02000000' +
      '00000001', // null, and the beginning of another one
  )

  test('a search: where it begins and where it ends', () => {
    const whole = bytes(
      `01061000${headHex}0000001802020100 00000001000000cf 02020000 00000001000000d0`,
    )
    expect(decodePacket(whole)).toEqual({
      ok: true,
      value: {
        ...{ kind: 'getNext', head },
        ranges: [{ start: [1, 3, 6, 1, 2, 1, 207], include: true, end: [1, 3, 6, 1, 2, 1, 208] }],
      },
    })
    expect(decodePacket(next)).toEqual({ ok: false, error: 'truncated' })
  })

  test('in the byte order of the other machine, and in a context', () => {
    // flags 08: a context, `abc` filled up to 4
    const packet = bytes(
      '01050800 07000000 02000000 03000000 14000000 03000000 61626300 01020000 01000000 00000000',
    )
    expect(decodePacket(packet)).toEqual({
      ok: true,
      value: {
        kind: 'get',
        head,
        ranges: [{ start: [1, 3, 6, 1, 2, 1], include: false, end: [] }],
      },
    })
  })

  test('an answer, with its error', () => {
    const packet = bytes(`01121000${headHex}00000008 0000000a 0107 0000`)
    expect(decodePacket(packet)).toEqual({
      ok: true,
      value: { kind: 'response', head, error: 263 },
    })
  })

  test('nothing makes it throw', () => {
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 80 }),
        fc.integer({ min: 0, max: 20 }),
        (tail, type) => {
          expect(decodePacket(tail)).toHaveProperty('ok')
          expect(decodePacket(Uint8Array.of(1, type, 0x10, 0, ...tail))).toHaveProperty('ok')
        },
      ),
    )
  })
})

describe('a stream', () => {
  const one = `01121000${headHex}00000008 0000000a 0000 0000`
  const two = bytes(one + one)

  test('may come in pieces of any size', () => {
    for (const size of [1, 3, 20, 27, 28, 29, 56]) {
      const stream = new PacketStream()
      const packets = []
      for (let at = 0; at < two.length; at += size) {
        packets.push(...stream.push(two.subarray(at, at + size)))
      }
      expect(packets).toHaveLength(2)
      expect(packets.every(({ ok }) => ok)).toBe(true)
    }
  })

  test('that announces too much is not waited for', () => {
    expect(new PacketStream().push(bytes(`01121000${headHex}7fffffff`))).toEqual([
      { ok: false, error: 'tooLong' },
    ])
  })

  test('of something else says so', () => {
    const text = new TextEncoder().encode('HTTP/1.1 400 Bad Request\0\0\0\0\0\0\0')
    expect(new PacketStream().push(text)[0]).toMatchObject({ ok: false })
  })
})
