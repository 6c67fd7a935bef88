import { report } from './diagnostic-codes.js'
import type { DiagnosticSink } from './diagnostic.js'
import { between, tokenize } from './lexer.js'
import type { Token } from './lexer.js'
import type { MappedText, Span } from './mapped-text.js'
import type { Statement, Word } from './syntax-tree.js'

/** Whether this keyword begins a block, below these keywords and with so many words behind it. */
export type OpensBlock = (path: readonly string[], keyword: string, words: number) => boolean

/** Takes lines one by one and makes statements of them. */
export interface Parser {
  line(line: MappedText): void
  /** What was read; blocks that are still open are reported and closed. */
  end(): readonly Statement[]
}

interface MutableStatement {
  keyword: Word
  words: readonly Word[]
  rest: MappedText
  block?: { statements: MutableStatement[]; open: Span; endLine: number }
}

interface Frame {
  readonly statements: MutableStatement[]
  /** Whose block it is; undefined for the file itself and for a brace that nobody expected. */
  readonly owner: MutableStatement | undefined
  readonly open: Span | undefined
  readonly path: readonly string[]
}

const deepestBlock = 32

/** A parser that says what is wrong with braces; whether keywords exist is not its business. */
export function createParser(
  sink: DiagnosticSink,
  limit: number,
  opens: OpensBlock = () => false,
): Parser {
  return new StatementParser(sink, limit, opens)
}

class StatementParser implements Parser {
  readonly #sink: DiagnosticSink
  readonly #limit: number
  readonly #opens: OpensBlock
  readonly #root: Frame = { statements: [], owner: undefined, open: undefined, path: [] }
  readonly #stack: Frame[] = [this.#root]
  /** The keyword line that a `{` at the start of the next line would belong to. */
  #pending: MutableStatement | undefined
  #lastLine = 1
  #count = 0
  #tooDeep = 0

  constructor(sink: DiagnosticSink, limit: number, opens: OpensBlock) {
    this.#sink = sink
    this.#limit = limit
    this.#opens = opens
  }

  line(line: MappedText): void {
    if (this.#count > this.#limit) return
    let words: Token[] = []
    for (const token of tokenize(line, this.#sink)) {
      this.#lastLine = token.span.line
      if (token.kind === 'word') {
        words.push(token)
        continue
      }
      this.#addStatement(line, words)
      words = []
      if (token.kind === 'open') this.#openBrace(token)
      else this.#closeBrace(token)
    }
    this.#addStatement(line, words)
  }

  end(): readonly Statement[] {
    this.#settle()
    for (const { owner, open } of this.#stack.splice(1).reverse()) {
      if (owner?.block !== undefined) owner.block.endLine = this.#lastLine
      const name = owner === undefined ? '`{`' : `the block of \`${owner.keyword.text}\``
      if (open !== undefined) {
        report(this.#sink, 'missing-close-brace', open, `${name} is never closed`)
      }
    }
    return this.#root.statements
  }

  #top(): Frame {
    return this.#stack.at(-1) ?? this.#root
  }

  #addStatement(line: MappedText, tokens: readonly Token[]): void {
    const [keyword, ...words] = tokens
    if (keyword === undefined) return
    this.#settle()
    if (this.#tooDeep > 0) return
    if (++this.#count > this.#limit) {
      // Said once: nothing is read after it.
      const message = `there are more than ${this.#limit} statements`
      if (this.#count === this.#limit + 1) {
        report(this.#sink, 'file-too-large', keyword.span, message)
      }
      return
    }
    const statement: MutableStatement = {
      keyword: toWord(keyword),
      words: words.map(toWord),
      rest: between(line, words),
    }
    this.#top().statements.push(statement)
    this.#pending = statement
  }

  #openBrace(brace: Token): void {
    if (this.#tooDeep > 0) {
      this.#tooDeep++
      return
    }
    const owner = this.#pending
    this.#pending = undefined
    if (owner === undefined) {
      report(this.#sink, 'unexpected-open-brace', brace.span, 'no keyword stands before this `{`')
    }
    this.#push(owner, brace.span)
  }

  #closeBrace(brace: Token): void {
    this.#settle()
    if (this.#tooDeep > 0) {
      this.#tooDeep--
    } else if (this.#stack.length === 1) {
      report(this.#sink, 'extra-close-brace', brace.span, 'this `}` closes nothing')
    } else {
      const frame = this.#stack.pop()
      if (frame?.owner?.block !== undefined) frame.owner.block.endLine = brace.span.line
    }
  }

  /** A keyword that needs a block and got none when the next statement begins. */
  #settle(): void {
    const statement = this.#pending
    this.#pending = undefined
    if (statement === undefined) return
    const { keyword, words } = statement
    if (!this.#opens(this.#top().path, keyword.text, words.length)) return
    report(this.#sink, 'missing-open-brace', keyword.span, `\`${keyword.text}\` needs a \`{\``, {
      hint: 'write the `{` behind it or at the start of the next line',
    })
    this.#push(statement, keyword.span)
  }

  #push(owner: MutableStatement | undefined, open: Span): void {
    if (this.#stack.length > deepestBlock) {
      this.#tooDeep = 1
      report(this.#sink, 'nesting-too-deep', open, 'blocks are nested too deeply')
      return
    }
    const { path, statements: around } = this.#top()
    if (owner === undefined) {
      this.#stack.push({ statements: around, owner, open, path })
      return
    }
    const statements: MutableStatement[] = []
    owner.block = { statements, open, endLine: open.line }
    this.#stack.push({ statements, owner, open, path: [...path, owner.keyword.text] })
  }
}

function toWord({ text, quoted, span }: Token): Word {
  return { text, quoted, span }
}
