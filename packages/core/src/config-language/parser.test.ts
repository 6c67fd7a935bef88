import { describe, expect, test } from 'vitest'
import { createSink } from './diagnostic.js'
import { withoutComment } from './lexer.js'
import { textAt, trimmed } from './mapped-text.js'
import { createParser, noBlocks } from './parser.js'
import type { BlockKeywords } from './parser.js'
import type { Statement } from './syntax-tree.js'

function blocksDownTo(depth: number): BlockKeywords {
  return {
    begins: (keyword) => keyword === 'block',
    inside: () => (depth === 1 ? noBlocks : blocksDownTo(depth - 1)),
  }
}

function parse(text: string): { tree: string; problems: string[] } {
  const sink = createSink()
  const parser = createParser(sink, 1000, blocksDownTo(2))
  text.split('\n').forEach((each, at) => {
    const line = trimmed(withoutComment(textAt(each, { file: 'a', line: at + 1, column: 1 })))
    if (line.text !== '') parser.line(line)
  })
  const tree = parser.end().map(show).join('; ')
  return { tree, problems: sink.diagnostics.map((d) => `${d.code} ${d.line}:${d.column}`) }
}

function show({ keyword, words, block }: Statement): string {
  const line = [keyword, ...words].map((word) => word.text).join(' ')
  if (block === undefined) return line
  return `${line} {${block.statements.map(show).join('; ')}}`
}

describe('braces', () => {
  test.each([
    ['a b {\n c d\n}', 'a b {c d}'],
    ['a b\n\n# x\n{\n c\n}', 'a b {c}'],
    ['a{b}c', 'a {b}; c'],
    ['a { b { c } d } e', 'a {b {c}; d}; e'],
    ['a { b\nc }', 'a {b; c}'],
    ['a {}{', 'a {}'],
    ['block x\n{ a }', 'block x {a}'],
  ])('%j', (text, tree) => {
    expect(parse(text).tree).toBe(tree)
  })

  test('a brace that nobody expected is ignored together with its partner', () => {
    expect(parse('a {\n{\nb\n}\nc\n}\nd')).toEqual({
      tree: 'a {b; c}; d',
      problems: ['unexpected-open-brace 2:1'],
    })
  })

  test('a brace that closes nothing', () => {
    expect(parse('a { b }\n}\nc')).toEqual({
      tree: 'a {b}; c',
      problems: ['extra-close-brace 2:1'],
    })
  })

  test('a block that is not closed is named by its beginning', () => {
    expect(parse('a {\n b {\n c\n}')).toEqual({
      tree: 'a {b {c}}',
      problems: ['missing-close-brace 1:3'],
    })
  })

  test('a block without its first brace', () => {
    expect(parse('block x\n a\n}\nb')).toEqual({
      tree: 'block x {a}; b',
      problems: ['missing-open-brace 1:1'],
    })
  })

  test('a thousand nested blocks are one diagnostic', () => {
    const { problems } = parse('a {'.repeat(1000) + 'b' + '}'.repeat(1000))
    expect(problems).toEqual(['nesting-too-deep 1:99'])
  })
})

test('too many statements are one error', () => {
  expect(parse('a\n'.repeat(1200)).problems).toEqual(['file-too-large 1001:1'])
})

test('a statement keeps its words as they were written', () => {
  const parser = createParser(createSink(), 10)
  parser.line(textAt('script  \'/a b\'  "c"', { file: 'a', line: 1, column: 1 }))
  expect(parser.end()[0]?.rest.text).toBe('\'/a b\'  "c"')
})
