import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fromHex, toHex } from '../../test/wire-fixtures.js'
import {
  authenticationCode,
  authenticationType,
  passwordBytes,
  passwordMatches,
} from './v2-auth.js'

describe('passwordBytes', () => {
  it.each([
    ['', '0000000000000000'],
    ['1234', '3132333400000000'],
    ['12345678', '3132333435363738'],
    ['123456789', '3132333435363738'],
    // UTF-8 of two, three and four bytes.
    ['pä', '70c3a40000000000'],
    ['€€', 'e282ace282ac0000'],
    ['🔑x', 'f09f949178000000'],
    // Cut between the bytes of one character.
    ['1234567ä', '31323334353637c3'],
    ['123456🔑', '313233343536f09f'],
    // Half a pair is no character, so U+FFFD stands in for it.
    ['\ud83dx', 'efbfbd7800000000'],
    ['x\udd11', '78efbfbd00000000'],
  ])('%j', (password, hex) => {
    expect(toHex(passwordBytes(password))).toBe(hex)
  })

  it('agrees with the platform on UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (password) => {
        const padded = new Uint8Array(8)
        padded.set(new TextEncoder().encode(password).slice(0, 8))
        expect(toHex(passwordBytes(password))).toBe(toHex(padded))
      }),
    )
  })
})

describe('passwordMatches', () => {
  const message = fromHex('aabb3132333400000000')

  it('compares at the offset, padding included', () => {
    expect(passwordMatches(message, 2, '1234')).toBe(true)
    expect(passwordMatches(message, 1, '1234')).toBe(false)
    expect(passwordMatches(message, 2, '12345')).toBe(false)
    expect(passwordMatches(message, 2, '123')).toBe(false)
  })

  it.each([0, 1, 2, 3, 4, 5, 6, 7])('notices a difference in byte %i alone', (index) => {
    const other = fromHex('3132333435363738')
    other[index] = (other[index] ?? 0) ^ 0x80
    expect(passwordMatches(other, 0, '12345678')).toBe(false)
  })
})

it('authentication types have the numbers of RFC 2338 5.3.6', () => {
  expect(authenticationCode('none')).toBe(0)
  expect(authenticationCode('pass')).toBe(1)
  expect(authenticationCode('ah')).toBe(2)
  expect([0, 1, 2, 3, 255].map(authenticationType)).toEqual([
    'none',
    'pass',
    'ah',
    undefined,
    undefined,
  ])
})
