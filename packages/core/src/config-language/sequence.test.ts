import { describe, expect, test } from 'vitest'
import { textAt } from './mapped-text.js'
import { parseSequence } from './sequence.js'

function turnsOf(text: string): string[] | string {
  const outcome = parseSequence(textAt(text, { file: 'a.conf', line: 1, column: 1 }))
  if (!outcome.ok) return outcome.message
  return [...outcome.value.turns].map((turn) => turn.map((pair) => pair.join('=')).join(' '))
}

describe('~SEQ', () => {
  test.each([
    ['~SEQ(v, 1, 3) x', ['v=1', 'v=2', 'v=3']],
    ['~SEQ(v, 3, 1) x', ['v=3', 'v=2', 'v=1']],
    ['~SEQ(v, 2) x', ['v=1', 'v=2']],
    ['~SEQ(v, -2) x', ['v=-1', 'v=-2']],
    ['~SEQ(v, 1, 2, 6) x', ['v=1', 'v=3', 'v=5']],
    ['~SEQ(v,-1,1) x', ['v=-1', 'v=0', 'v=1']],
    ['~SEQx(v, 0x90, 0x10, 0xb0) x', ['v=90', 'v=a0', 'v=b0']],
    ['~SEQ(v) x', 'it takes a name and one to three numbers'],
    ['~SEQ(v, a, b) x', '`a` is not a whole number'],
    ['~SEQ(v, 1, 0, 5) x', 'it never gets from 1 to 5'],
    ['~SEQ(v, 5, 1, 1) x', 'it never gets from 5 to 1'],
    ['~SEQx(v, -1, 1) x', '`~SEQx` takes no negative numbers'],
    ['~SEQ(v, 1, 2', 'the `)` is missing'],
  ])('%s', (text, expected) => {
    expect(turnsOf(text)).toEqual(expected)
  })
})

describe('~LST', () => {
  test.each([
    ['~LST(v, a, b) x', ['v=a', 'v=b']],
    ['~LST({v, w}, {a, b}, {c, d}) x', ['v=a w=b', 'v=c w=d']],
    ['~LST({v, w}, {a, b}, {c}) x', ['v=a w=b', 'v=c w=']],
    ['~LST(v, ) x', ['v=']],
    ['~LST({v, w}, {a, b, c}) x', '`a, b, c` has more values than there are names'],
    ['~LST(v) x', 'it lists no values'],
    ['~LST() x', '`` is not a name'],
  ])('%s', (text, expected) => {
    expect(turnsOf(text)).toEqual(expected)
  })
})
