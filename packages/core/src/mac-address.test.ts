import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { InvariantError } from './errors.js'
import { macFromBytes, macToBytes, parseMacAddress } from './mac-address.js'

describe('parseMacAddress', () => {
  it.each([
    ['00:00:5e:00:01:33', '00:00:5e:00:01:33'],
    ['00:00:5E:00:01:FF', '00:00:5e:00:01:ff'],
    ['00-00-5E-00-02-0a', '00:00:5e:00:02:0a'],
  ])('reads %s', (text, canonical) => {
    expect(parseMacAddress(text)).toBe(canonical)
  })

  it.each([
    ...['', '00:00:5e:00:01', '00:00:5e:00:01:33:44', '0:0:5e:0:1:33', '00:00:5e:00:01:3g'],
    ...['00005e000133', '00:00-5e:00:01:33', '00:00:5e:00:01:33 ', '00:00:5e:00:01:33\n'],
  ])('refuses %j', (text) => {
    expect(parseMacAddress(text)).toBeUndefined()
  })
})

describe('macToBytes and macFromBytes', () => {
  it('convert the virtual router MAC of VRID 51 both ways', () => {
    const bytes = Uint8Array.of(0x00, 0x00, 0x5e, 0x00, 0x01, 0x33)
    expect(macToBytes('00:00:5e:00:01:33')).toEqual(bytes)
    expect(macFromBytes(bytes)).toBe('00:00:5e:00:01:33')
  })

  it('read at an offset', () => {
    expect(macFromBytes(Uint8Array.of(9, 9, 255, 254, 253, 16, 1, 0, 9), 2)).toBe(
      'ff:fe:fd:10:01:00',
    )
  })

  it('survive the round trip', () => {
    fc.assert(
      fc.property(fc.uint8Array({ minLength: 6, maxLength: 6 }), (bytes) => {
        expect(macToBytes(macFromBytes(bytes))).toEqual(bytes)
      }),
    )
  })

  it('call it a bug to pass anything else', () => {
    expect(() => macToBytes('00:00:5E:00:01:33')).toThrow(InvariantError)
    expect(() => macToBytes('00-00-5e-00-01-33')).toThrow(InvariantError)
    expect(() => macToBytes('00:00:5e:00:01:33\n')).toThrow(InvariantError)
    expect(() => macFromBytes(new Uint8Array(6), 1)).toThrow(InvariantError)
  })
})
