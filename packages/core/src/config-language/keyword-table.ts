import type { Severity } from './diagnostic.js'
import { noBlocks } from './parser.js'
import type { BlockKeywords } from './parser.js'
import type { Scope } from './scope.js'
import type { Statement } from './syntax-tree.js'
import type { TextWriter } from './text-writer.js'
import type { ValueGrammar } from './value-grammar.js'

/** One property of a configuration object: its keywords, and how they are read and written. */
export interface Field<Value> {
  /** The first is the one that is written. A header has none: it stands behind the block's name. */
  readonly words: readonly string[]
  /** Present where a block follows. */
  readonly block?: BlockShape
  /** False where a second line adds to the first, so that it is no mistake. */
  readonly once: boolean
  /** The new value, or undefined where the line cannot be heeded, which is then reported. */
  read(statement: Statement, before: Value | undefined, scope: Scope): Value | undefined
  /** Present in a header, which writes no line of its own. */
  readonly header?: ValueGrammar<Value>
  write(value: Value, out: TextWriter): void
}

/** What stands in a block: a table (`fields`), lines without keywords, or it depends. */
export interface BlockShape {
  /** True where the keyword may also stand without a block. */
  readonly optional?: boolean
  /** The table of its keywords; absent for lists. Deferred, because tables may be recursive. */
  readonly definition?: () => Table
}

/** A keyword that is accepted though nothing comes of it, and what to say about that. */
export interface NotedKeyword {
  readonly code: 'unsupported-keyword' | 'obsolete-keyword'
  readonly reason: string
  readonly hint?: string
  /** `info` where nobody can notice that nothing comes of it. Default: that of the code. */
  readonly severity?: Severity
}

/**
 * The keywords of one kind of block, and the object they make. There is one field for each property
 * of the object, so that the compiler finds what a table forgot.
 */
export interface BlockDefinition<Value extends object> {
  /** As in messages: `vrrp_instance`; `the configuration` for the file itself. */
  readonly title: string
  readonly fields: { readonly [Name in keyof Value]-?: Field<Exclude<Value[Name], undefined>> }
  /** Without one of these the block is dropped. */
  readonly required?: readonly (keyof Value & string)[]
  readonly noted?: Readonly<Record<string, NotedKeyword>>
}

type AnyField = Field<unknown>

/** A table of whatever block. */
export interface Table {
  readonly title: string
  readonly fields: Readonly<Record<string, AnyField>>
  readonly required?: readonly string[]
  readonly noted?: Readonly<Record<string, NotedKeyword>>
}

/** A table without the type of its object, which only matters to those who write tables. */
export function asTable<Value extends object>(definition: BlockDefinition<Value>): Table {
  return definition
}

/** A table as the interpreter uses it. */
export interface FieldIndex {
  readonly byWord: ReadonlyMap<string, readonly [name: string, field: AnyField]>
  readonly header: readonly [name: string, field: AnyField] | undefined
}

const indexes = new WeakMap<object, FieldIndex>()

/** The fields of a table by keyword; made once for each table. */
export function indexOf(table: Table): FieldIndex {
  const known = indexes.get(table)
  if (known !== undefined) return known
  const byWord = new Map<string, readonly [string, AnyField]>()
  let header: FieldIndex['header']
  for (const entry of Object.entries(table.fields)) {
    for (const word of entry[1].words) byWord.set(word, entry)
    if (entry[1].words.length === 0) header = entry
  }
  const index = { byWord, header }
  indexes.set(table, index)
  return index
}

/** Tells the parser which keywords of a table and of the tables in it begin a block. */
export function blocksOf(table: Table): BlockKeywords {
  const { byWord } = indexOf(table)
  return {
    begins(keyword) {
      const block = byWord.get(keyword)?.[1].block
      return block !== undefined && block.optional !== true
    },
    inside(keyword) {
      const inner = byWord.get(keyword)?.[1].block?.definition?.()
      return inner === undefined ? noBlocks : blocksOf(inner)
    },
  }
}

/** In which blocks a keyword exists: for the hint that it stands in the wrong one. */
export function homesOf(root: Table): ReadonlyMap<string, ReadonlySet<string>> {
  const homes = new Map<string, Set<string>>()
  const seen = new Set<Table>()
  const waiting: Table[] = [root]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (seen.has(next)) continue
    seen.add(next)
    for (const [word, [, field]] of indexOf(next).byWord) {
      const titles = homes.get(word) ?? new Set()
      homes.set(word, titles.add(next.title))
      const inner = field.block?.definition?.()
      if (inner !== undefined) waiting.push(inner)
    }
  }
  return homes
}
