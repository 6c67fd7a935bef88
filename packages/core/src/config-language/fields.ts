import { readBlock, writeFields } from './block-reader.js'
import { asTable } from './keyword-table.js'
import type { BlockDefinition, Field } from './keyword-table.js'
import { readValue } from './value-grammar.js'
import type { ValueGrammar } from './value-grammar.js'
import type { Word } from './syntax-tree.js'

/** The first is written; the others are read. */
export type Keywords = string | readonly string[]

const wordsOf = (keywords: Keywords): readonly string[] =>
  typeof keywords === 'string' ? [keywords] : keywords

/** What stands behind the name of the block: `vrrp_instance NAME {`. */
export function header<Value>(grammar: ValueGrammar<Value>): Field<Value> {
  return {
    words: [],
    once: false,
    read: (statement, _before, scope) => readValue(grammar, statement, scope),
    header: grammar,
    write: () => undefined,
  }
}

/** `KEYWORD VALUE`; the last line counts. */
export function value<Value>(keywords: Keywords, grammar: ValueGrammar<Value>): Field<Value> {
  const words = wordsOf(keywords)
  return {
    words,
    once: true,
    read: (statement, _before, scope) => readValue(grammar, statement, scope),
    write: (each, out) => out.line([words[0] ?? '', ...grammar.write(each)]),
  }
}

/** Keywords alone on their line, each with its meaning: `nopreempt` false, `preempt` true. */
export function flag<Value>(meanings: Readonly<Record<string, Value>>): Field<Value> {
  const words = Object.keys(meanings)
  return {
    words,
    once: true,
    read(statement, _before, scope) {
      const [extra] = statement.words
      if (extra !== undefined) {
        const message = `\`${statement.keyword.text}\` takes no value, so \`${extra.text}\` is ignored`
        scope.report('extra-words', extra.span, message)
      }
      return meanings[statement.keyword.text]
    },
    write: (each, out) => {
      const word = words.find((name) => meanings[name] === each)
      if (word !== undefined) out.line([word])
    },
  }
}

/** `KEYWORD VALUE` as often as wanted. */
export function values<Value>(
  keywords: Keywords,
  grammar: ValueGrammar<Value>,
): Field<readonly Value[]> {
  const one = value(keywords, grammar)
  return {
    words: one.words,
    once: false,
    read: (statement, before = [], scope) =>
      appended(before, one.read(statement, undefined, scope)),
    write: (all, out) => all.forEach((each) => one.write(each, out)),
  }
}

/** `KEYWORD { one item on each line }`; several blocks make one list. */
export function lines<Value>(
  keywords: Keywords,
  grammar: ValueGrammar<Value>,
): Field<readonly Value[]> {
  const words = wordsOf(keywords)
  return {
    words,
    once: false,
    block: {},
    read(statement, before = [], scope) {
      const { keyword, block } = statement
      if (block === undefined) {
        const message = `\`${keyword.text}\` needs a block`
        scope.report('missing-block', keyword.span, message)
        return undefined
      }
      reportExtra(statement.words, keyword, scope.report)
      const items = before as Value[]
      for (const line of block.statements) {
        const item = readValue(grammar, line, scope, true)
        if (item !== undefined) {
          scope.record(items, String(items.length), line.keyword.span)
          if (typeof item === 'object' && item !== null) scope.record(item, '', line.keyword.span)
          items.push(item)
        }
        if (line.block === undefined) continue
        const endLine = line.block.endLine
        const message = `there are no blocks in \`${keyword.text}\``
        scope.report('unexpected-open-brace', line.block.open, message, { endLine })
      }
      return items
    },
    write: (all, out) =>
      out.block([words[0] ?? ''], () => {
        for (const each of all) out.line(grammar.write(each))
      }),
  }
}

/** `KEYWORD [HEADER] { ... }` that makes one object; a second block adds to the first. */
export function block<Value extends object>(
  keywords: Keywords,
  definition: () => BlockDefinition<Value>,
): Field<Value> {
  const words = wordsOf(keywords)
  return {
    words,
    once: false,
    block: { definition: () => asTable(definition()) },
    read: (statement, before, scope) =>
      readBlock(asTable(definition()), statement, before, scope) as Value | undefined,
    write: (each, out) => writeFields(asTable(definition()), words[0], each, out),
  }
}

/** `KEYWORD [HEADER] { ... }` as often as wanted, each an object of its own. */
export function blocks<Value extends object>(
  keywords: Keywords,
  definition: () => BlockDefinition<Value>,
): Field<readonly Value[]> {
  const one = block(keywords, definition)
  return {
    words: one.words,
    once: false,
    block: { definition: () => asTable(definition()) },
    read: (statement, before = [], scope) =>
      appended(before, one.read(statement, undefined, scope)),
    write: (all, out) => all.forEach((each) => one.write(each, out)),
  }
}

/** The list is the reader's own until all is read: a copy for each line would take the square. */
function appended<Value>(
  before: readonly Value[],
  item: Value | undefined,
): readonly Value[] | undefined {
  if (item === undefined) return undefined
  ;(before as Value[]).push(item)
  return before
}

function reportExtra(
  words: readonly Word[],
  keyword: Word,
  report: (code: 'extra-words', span: Word['span'], message: string) => void,
): void {
  const [extra] = words
  if (extra === undefined) return
  report(
    'extra-words',
    extra.span,
    `\`${extra.text}\` stands between \`${keyword.text}\` and its block`,
  )
}
