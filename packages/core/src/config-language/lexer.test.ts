import { describe, expect, test } from 'vitest'
import { createSink } from './diagnostic.js'
import { tokenize, withoutComment } from './lexer.js'
import { textAt } from './mapped-text.js'

function lex(text: string): { words: string[]; problems: string[] } {
  const sink = createSink()
  const line = withoutComment(textAt(text, { file: 'a.conf', line: 1, column: 1 }))
  const words = tokenize(line, sink).map(({ kind, text: word, span }) =>
    kind === 'word' ? `${word}@${span.column}` : kind,
  )
  return { words, problems: sink.diagnostics.map(({ code, column }) => `${code}@${column}`) }
}

describe('comments', () => {
  test.each([
    ['state MASTER#c', ['state@1', 'MASTER@7']],
    ['state MASTER !c', ['state@1', 'MASTER@7']],
    ['# all of it', []],
    [' "a#b" c', ['a#b@2', 'c@8']],
    ["'a#b'", ["'a@1"]],
    ['VI_\\#1 {', ['VI_#1@1', 'open']],
    ['VI_\\!1', ['VI_!1@1']],
  ])('%s', (text, words) => {
    expect(lex(text)).toEqual({ words, problems: [] })
  })
})

describe('words', () => {
  test.each([
    ['a\tb\u000b\u000cc\r', ['a@1', 'b@3', 'c@6']],
    ['FO"O B"AR\'x y\'z', ['FO@1', 'O B@3', "AR'x@8", "y'z@13"]],
    ['"a""b"', ['a@1', 'b@4']],
    ['x ""', ['x@1', '@3']],
    ['A\\tB "C\\tD"', ['A\\tB@1', 'C\\tD@6']],
    ['V1{', ['V1@1', 'open']],
    ['a { b } c}{', ['a@1', 'open', 'b@5', 'close', 'c@9', 'close', 'open']],
    ['"{" x', ['{@1', 'x@5']],
    ['a${UNDEF}z', ['a${UNDEF}z@1']],
    ['a${', ['a$@1', 'open']],
  ])('%j', (text, words) => {
    expect(lex(text)).toEqual({ words, problems: [] })
  })
})

test('a quote that does not end takes the rest of the line', () => {
  expect(lex('state "a b } # c')).toEqual({
    words: ['state@1', 'a b } # c@7'],
    problems: ['unterminated-quote@7'],
  })
})

test('characters that only look like punctuation are named', () => {
  expect(lex('state\u3000MASTER \uff5b')).toEqual({
    words: ['state\u3000MASTER@1', '\uff5b@14'],
    problems: ['full-width-character@1', 'full-width-character@14'],
  })
})
