import type { LanguageCode } from './diagnostic-codes.js'
import type { Details } from './diagnostic.js'
import { slice } from './mapped-text.js'
import type { MappedText } from './mapped-text.js'
import type { Scope } from './scope.js'
import type { Statement, Word } from './syntax-tree.js'

/** How the value of a keyword is written. */
export interface ValueGrammar<Value> {
  /** For people, such as `SECONDS` or `on|off`. */
  readonly syntax: string
  /** Takes what belongs to the value; undefined when it cannot be read, which it has then said. */
  read(words: WordReader): Value | undefined
  /** The words that `read` makes the value of, quoted where they need it. */
  write(value: Value): readonly string[]
}

/** The words behind a keyword, taken from the left. */
export interface WordReader {
  /** The next word, left where it is. */
  peek(): Word | undefined
  next(): Word | undefined
  /** The next word, or undefined after saying that there is none. */
  demand(syntax: string): Word | undefined
  /** All that is left, as it was written; for grammars that read quotes themselves. */
  takeRest(): MappedText
  /** Reports against a word, or against the keyword. */
  fail(code: LanguageCode, word: Word | undefined, message: string, details?: Details): void
}

/** A reader of the words behind the keyword; in a list, the first word of a line is one of them. */
export function readWords(statement: Statement, scope: Scope, withKeyword = false): WordReader {
  const { keyword, rest } = statement
  const words = withKeyword ? [keyword, ...statement.words] : statement.words
  let at = 0
  const fail: WordReader['fail'] = (code, word, message, details) => {
    scope.report(code, (word ?? keyword).span, message, details)
  }
  return {
    peek: () => words[at],
    next: () => words[at++],
    demand(syntax) {
      const word = words[at++]
      if (word === undefined) {
        fail('missing-value', undefined, `\`${keyword.text}\` needs a value: ${syntax}`)
      }
      return word
    },
    takeRest() {
      const isAll = at === 0 && !withKeyword
      at = words.length
      return isAll ? rest : slice(rest, rest.text.length, rest.text.length)
    },
    fail,
  }
}

/** Reads one value and says when words are left over. */
export function readValue<Value>(
  grammar: ValueGrammar<Value>,
  statement: Statement,
  scope: Scope,
  withKeyword = false,
): Value | undefined {
  const words = readWords(statement, scope, withKeyword)
  const value = grammar.read(words)
  const extra = value === undefined ? undefined : words.peek()
  if (extra !== undefined) {
    const message = `\`${extra.text}\` is one word too many: ${grammar.syntax}`
    scope.report('extra-words', extra.span, message)
  }
  return value
}
