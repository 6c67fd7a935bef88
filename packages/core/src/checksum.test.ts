import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { foldChecksum, pseudoHeaderSum, sumWords } from './checksum.js'
import { InvariantError } from './errors.js'

function bytes(hex: string): Uint8Array {
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16))
}

describe('sumWords', () => {
  it('adds words without folding: the example of RFC 1071 section 3', () => {
    expect(sumWords(bytes('0001f203f4f5f6f7'), 0, 8)).toBe(0x2ddf0)
  })

  it('pads an odd tail with a zero byte', () => {
    expect(sumWords(bytes('0001f2'), 0, 3)).toBe(0x0001 + 0xf200)
    expect(sumWords(bytes('f2'), 0, 1)).toBe(0xf200)
    expect(sumWords(bytes('f2ff'), 0, 1)).toBe(0xf200)
  })

  it('sums the part it is told to, upon what is there', () => {
    expect(sumWords(bytes('ffff00010002ffff'), 2, 6, 0x10000)).toBe(0x10003)
    expect(sumWords(bytes('ffff'), 1, 1, 7)).toBe(7)
    expect(sumWords(bytes(''), 0, 0)).toBe(0)
  })
})

describe('foldChecksum', () => {
  it.each([
    [0, 0xffff],
    [0xffff, 0],
    [0x10000, 0xfffe],
    [0x2ddf0, 0x220d],
    // Folding once leaves a carry: 0xffff + 0xffff = 0x1fffe.
    [0xffffffff, 0],
    [0xffff8000, 0x7fff],
    [0xfffffffe, 0x0001],
  ])('folds %i to %i', (sum, checksum) => {
    expect(foldChecksum(sum)).toBe(checksum)
  })
})

describe('pseudoHeaderSum', () => {
  it('sums the IPv4 pseudo-header', () => {
    // c000 + 020b, e000 + 0012, protocol 0070, length 000c.
    expect(pseudoHeaderSum('192.0.2.11', '224.0.0.18', 112, 12)).toBe(0x1a299)
  })

  it('sums the IPv6 pseudo-header', () => {
    // fe80 + 0001, ff02 + 0012, length 0028, next header 0070.
    expect(pseudoHeaderSum('fe80::1', 'ff02::12', 112, 40)).toBe(0x1fe2d)
    // Every group counts, wherever `::` stands: 1 + 2 + 3 + 4 + 5 + 6 + 7 + 8, 2001 + 0db8 + 1.
    expect(pseudoHeaderSum('1:2:3:4:5:6:7:8', '2001:db8::1', 0, 0)).toBe(36 + 0x2dba)
  })

  it('calls it a bug to pass anything else', () => {
    expect(() => pseudoHeaderSum('192.0.2', '224.0.0.18', 112, 12)).toThrow(InvariantError)
    expect(() => pseudoHeaderSum('fe80::1', 'ff02::12%eth0', 112, 40)).toThrow(InvariantError)
  })
})

describe('the vectors of rules 166 to 174', () => {
  it.each([
    ['213364010001b8c8c00002010000000000000000', 0],
    ['2133960201015f5ec0000201c00002023132333400000000', 0],
    ['2133000100011cc9c00002010000000000000000', 0],
    ['313364010064a865c0000201', 0],
    ['31336401006405cbc0000201', pseudoHeaderSum('192.0.2.11', '224.0.0.18', 112, 12)],
    ['31336401006423d1c0000201', pseudoHeaderSum('192.0.2.11', '192.0.2.12', 112, 12)],
    [
      '310ac802000ada7ffe80000000000000000000000000010020010db8000000000000000000000100',
      pseudoHeaderSum('fe80::1', 'ff02::12', 112, 40),
    ],
    ['31fffe010fffb5fe0a000001', 0],
  ])('%s carries its right checksum', (hex, pseudoHeader) => {
    const message = bytes(hex)
    expect(foldChecksum(sumWords(message, 0, message.length, pseudoHeader))).toBe(0)

    const written = Number.parseInt(hex.slice(12, 16), 16)
    message.fill(0, 6, 8)
    expect(foldChecksum(sumWords(message, 0, message.length, pseudoHeader))).toBe(written)
  })
})

it('finds every single flipped bit', () => {
  const message = fc.uint8Array({ minLength: 2, maxLength: 64 })
  fc.assert(
    fc.property(message, fc.nat(), (original, where) => {
      const flipped = original.slice()
      const bit = where % (8 * original.length)
      flipped[bit >> 3] = (original[bit >> 3] ?? 0) ^ (1 << (bit & 7))
      const before = foldChecksum(sumWords(original, 0, original.length))
      expect(foldChecksum(sumWords(flipped, 0, flipped.length))).not.toBe(before)
    }),
  )
})
