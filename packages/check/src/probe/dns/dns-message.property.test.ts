import fc from 'fast-check'
import { expect, test } from 'vitest'
import { judgeDnsAnswer } from './dns-message.js'

test('any bytes are judged', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 600 }), fc.nat(0xffff), (bytes, id) => {
      const problem = judgeDnsAnswer(bytes, id)?.problem
      expect(['string', 'undefined']).toContain(typeof problem)
    }),
  )
})

test('an answer to our query is well whatever comes behind its header', () => {
  fc.assert(
    fc.property(fc.nat(0xffff), fc.uint8Array({ maxLength: 600 }), (id, rest) => {
      const header = [id >> 8, id & 0xff, 0x81, 0x80, 0, 1, 0, 1, 0, 0, 0, 0]
      expect(judgeDnsAnswer(Uint8Array.from([...header, ...rest]), id)).toEqual({})
    }),
  )
})
