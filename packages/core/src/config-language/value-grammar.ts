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
  return new StatementWords(statement, scope, withKeyword)
}

/** A class, because there is one for each line of a file. */
class StatementWords implements WordReader {
  readonly #statement: Statement
  readonly #scope: Scope
  readonly #withKeyword: boolean
  readonly #words: readonly Word[]
  #at = 0

  constructor(statement: Statement, scope: Scope, withKeyword: boolean) {
    const { keyword, words } = statement
    this.#statement = statement
    this.#scope = scope
    this.#withKeyword = withKeyword
    this.#words = withKeyword ? [keyword, ...words] : words
  }

  peek(): Word | undefined {
    return this.#words[this.#at]
  }

  next(): Word | undefined {
    return this.#words[this.#at++]
  }

  demand(syntax: string): Word | undefined {
    const word = this.next()
    if (word === undefined) {
      const message = `\`${this.#statement.keyword.text}\` needs a value: ${syntax}`
      this.fail('missing-value', undefined, message)
    }
    return word
  }

  takeRest(): MappedText {
    const { rest } = this.#statement
    const isAll = this.#at === 0 && !this.#withKeyword
    this.#at = this.#words.length
    return isAll ? rest : slice(rest, rest.text.length, rest.text.length)
  }

  fail(code: LanguageCode, word: Word | undefined, message: string, details?: Details): void {
    this.#scope.report(code, (word ?? this.#statement.keyword).span, message, details)
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
