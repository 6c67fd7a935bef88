import { report } from './diagnostic-codes.js'
import type { DiagnosticSink } from './diagnostic.js'
import { between, tokenize } from './lexer.js'
import type { Token } from './lexer.js'
import type { MappedText, Span } from './mapped-text.js'
import type { Statement, Word } from './syntax-tree.js'

/** Which keywords begin a block, at one place of a file. */
export interface BlockKeywords {
  begins(keyword: string): boolean
  /** The same within the block of a keyword. */
  inside(keyword: string): BlockKeywords
}

/** A place where nothing is known to begin a block. */
export const noBlocks: BlockKeywords = { begins: () => false, inside: () => noBlocks }

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
  readonly blocks: BlockKeywords
}

const deepestBlock = 32

/** A parser that says what is wrong with braces; whether keywords exist is not its business. */
export function createParser(
  sink: DiagnosticSink,
  limit: number,
  blocks: BlockKeywords = noBlocks,
): Parser {
  return new StatementParser(sink, limit, blocks)
}

class StatementParser implements Parser {
  readonly #sink: DiagnosticSink
  readonly #limit: number
  readonly #root: Frame
  readonly #stack: Frame[]
  /** The keyword line that a `{` at the start of the next line would belong to. */
  #pending: MutableStatement | undefined
  #lastLine = 1
  #count = 0
  #tooDeep = 0

  constructor(sink: DiagnosticSink, limit: number, blocks: BlockKeywords) {
    this.#sink = sink
    this.#limit = limit
    this.#root = { statements: [], owner: undefined, open: undefined, blocks }
    this.#stack = [this.#root]
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
    const { keyword } = statement
    if (!this.#top().blocks.begins(keyword.text)) return
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
    const { blocks, statements: around } = this.#top()
    if (owner === undefined) {
      this.#stack.push({ statements: around, owner, open, blocks })
      return
    }
    const statements: MutableStatement[] = []
    owner.block = { statements, open, endLine: open.line }
    this.#stack.push({ statements, owner, open, blocks: blocks.inside(owner.keyword.text) })
  }
}

function toWord({ text, quoted, span }: Token): Word {
  return { text, quoted, span }
}
