import type { MappedText, Span } from './mapped-text.js'

/** A word and where it is; `quoted` tells `""` from nothing and `"on"` from `on`. */
export interface Word {
  readonly text: string
  readonly quoted: boolean
  readonly span: Span
}

/** A keyword, what stands behind it on its line, and the block that follows. */
export interface Statement {
  readonly keyword: Word
  readonly words: readonly Word[]
  /** The words as they were written, for the keywords that read quotes and escapes themselves. */
  readonly rest: MappedText
  readonly block?: Block
}

export interface Block {
  readonly statements: readonly Statement[]
  /** Where its `{` is. */
  readonly open: Span
  /** The line of its `}`, or of the last statement where that is missing. */
  readonly endLine: number
}
