import { describe, expect, test } from 'vitest'
import { MibView, row, scalar } from '../mib/mib-view.js'
import { objectId } from '../object-id.js'
import { integer, text } from '../value.js'
import { answerTo } from './answer.js'
import type { ReceivedPacket, SearchRange } from './packet.js'

const base = objectId('1.3.6.1.4.1.9')
const head = { sessionId: 1, transactionId: 2, packetId: 3 }
const view = new MibView([
  ...row([...base, 2, 1], [2], { 1: integer(12), 2: text('b') }),
  ...row([...base, 2, 1], [1], { 1: integer(11), 2: text('a') }),
  scalar([...base, 1], integer(1)),
])

const from = (...rest: readonly number[]): SearchRange => ({
  ...{ start: [...base, ...rest], include: false, end: [] },
})

/** The values that come back: numbers and texts, or why there is none. */
function answered(packet: Partial<ReceivedPacket> & { readonly kind: string }): unknown {
  const answer = answerTo({ head, ...packet } as ReceivedPacket, () => view)
  if (answer?.kind !== 'response') return answer
  expect(answer.head).toBe(head)
  if (answer.error !== 0) return `error ${answer.error} at ${answer.index}`
  return answer.bindings.map(({ value }) => {
    if ('value' in value) return value.value
    return 'bytes' in value ? new TextDecoder().decode(value.bytes) : value.kind
  })
}

describe('a request is answered', () => {
  test('one value, or what is missing of it', () => {
    const ranges = [from(1, 0), from(2, 1, 2, 2), from(2, 1, 2, 3), from(2, 1, 9, 1)]
    expect(answered({ kind: 'get', ranges })).toEqual([1, 'b', 'noSuchInstance', 'noSuchObject'])
  })

  test('the next one: by columns, and by rows in them', () => {
    const starts = [from(), from(1, 0), from(2, 1, 1, 1), from(2, 1, 1, 2), from(2, 1, 2, 2)]
    expect(answered({ kind: 'getNext', ranges: starts })).toEqual([1, 11, 12, 'a', 'endOfMibView'])
  })

  test('the next one: not beyond the end, and perhaps the first itself', () => {
    const end = [...base, 2, 1, 2]
    const ranges = [
      { ...from(2, 1, 1, 1), end },
      { ...from(2, 1, 1, 2), end },
      { ...from(2, 1, 1, 1), include: true, end },
    ]
    expect(answered({ kind: 'getNext', ranges })).toEqual([12, 'endOfMibView', 11])
  })

  test('many at once: some of them once, the others in turn', () => {
    const ranges = [from(), from(2, 1, 1), from(2, 1, 2)]
    const bulk = { kind: 'getBulk', nonRepeaters: 1, maxRepetitions: 3, ranges } as const
    expect(answered(bulk)).toEqual([1, 11, 'a', 12, 'b', 'a', 'endOfMibView'])
    expect(answered({ ...bulk, maxRepetitions: 0 })).toEqual([1])
  })

  test('many at once: no more than fit, and none behind the last', () => {
    const bulk = { kind: 'getBulk', nonRepeaters: 0, maxRepetitions: 65_535 } as const
    expect(answered({ ...bulk, ranges: [from(2, 1, 2)] })).toEqual(['a', 'b', 'endOfMibView'])
    const many = Array.from({ length: 300 }, () => from())
    expect(answered({ ...bulk, ranges: many })).toHaveLength(300)
  })

  test('nothing can be written', () => {
    expect(answered({ kind: 'testSet' })).toBe('error 17 at 1')
    expect(answered({ kind: 'cleanupSet' })).toBeUndefined()
    expect(answered({ kind: 'unknown' })).toBe('error 266 at 0')
  })
})
