import type { Field, Table } from './keyword-table.js'
import { indexOf } from './keyword-table.js'
import type { Span } from './mapped-text.js'
import type { Scope } from './scope.js'
import type { Statement } from './syntax-tree.js'
import type { TextWriter } from './text-writer.js'

type Fields = Record<string, unknown>

/** Reads a block by its table; undefined when it has to be dropped. */
export function readBlock(
  table: Table,
  statement: Statement,
  before: object | undefined,
  scope: Scope,
): object | undefined {
  const { keyword, block } = statement
  if (block === undefined) {
    scope.report('missing-block', keyword.span, `\`${keyword.text}\` needs a block`)
    return undefined
  }
  const value = (before ?? {}) as Fields
  const { header } = indexOf(table)
  const [extra] = statement.words
  if (header !== undefined) {
    const read = header[1].read(statement, undefined, scope)
    // What cannot be named cannot be kept, and what is inside would only confuse.
    if (read === undefined) return undefined
    value[header[0]] = read
    scope.record(value, header[0], extra?.span ?? keyword.span)
  } else if (extra !== undefined) {
    const message = `\`${extra.text}\` stands between \`${keyword.text}\` and its block`
    scope.report('extra-words', extra.span, message)
  }
  scope.record(value, '', keyword.span)
  readStatements(table, block.statements, value, scope)
  return isComplete(table, value, keyword.span, scope) ? value : undefined
}

/** Reads statements by a table, into `value`. */
export function readStatements(
  table: Table,
  statements: readonly Statement[],
  value: Fields,
  scope: Scope,
): void {
  const { byWord } = indexOf(table)
  for (const statement of statements) {
    const entry = byWord.get(statement.keyword.text)
    if (entry === undefined) readUnknown(table, statement, scope)
    else readField(table, entry[0], entry[1], statement, value, scope)
  }
}

function readField(
  table: Table,
  name: string,
  field: Field<unknown>,
  statement: Statement,
  value: Fields,
  scope: Scope,
): void {
  const { keyword, block } = statement
  const before = Object.hasOwn(value, name) ? value[name] : undefined
  if (before !== undefined && field.once) {
    const message = `\`${keyword.text}\` has been said before in this \`${table.title}\``
    scope.report('repeated-keyword', keyword.span, message)
  }
  const read = field.read(statement, before, scope)
  if (read !== undefined) {
    value[name] = read
    scope.record(value, name, statement.words[0]?.span ?? keyword.span)
  }
  if (block === undefined || field.block !== undefined) return
  const message = `\`${keyword.text}\` has no block`
  const { open, endLine } = block
  scope.report('unexpected-open-brace', open, message, { endLine })
  readStatements(table, block.statements, value, scope)
}

function readUnknown(table: Table, statement: Statement, scope: Scope): void {
  const { keyword, block } = statement
  const noted = table.noted?.[keyword.text]
  if (noted !== undefined && Object.hasOwn(table.noted ?? {}, keyword.text)) {
    const { code, reason, hint, severity } = noted
    scope.report(code, keyword.span, `\`${keyword.text}\`: ${reason}`, { hint, severity })
    return
  }
  const { title } = table
  const message = `unknown keyword \`${keyword.text}\` in \`${title}\``
  const hint = scope.hintFor(table, keyword.text)
  if (block === undefined) scope.report('unknown-keyword', keyword.span, message, { hint })
  else scope.report('unknown-block', keyword.span, message, { hint, endLine: block.endLine })
}

function isComplete(table: Table, value: Fields, span: Span, scope: Scope): boolean {
  const missing = (table.required ?? []).filter((name) => value[name] === undefined)
  for (const name of missing) {
    const word = table.fields[name]?.words[0] ?? name
    const message = `this \`${table.title}\` has no valid \`${word}\``
    scope.report('missing-keyword', span, message)
  }
  return missing.length === 0
}

/** Writes an object by its table: as a block, or its fields alone where there is no keyword. */
export function writeFields(
  table: Table,
  keyword: string | undefined,
  value: object,
  out: TextWriter,
): void {
  const { header } = indexOf(table)
  const given = value as Fields
  const inside = (): void => {
    for (const [name, field] of Object.entries(table.fields)) {
      if (name !== header?.[0] && given[name] !== undefined) field.write(given[name], out)
    }
  }
  if (keyword === undefined) {
    inside()
    return
  }
  const named = header === undefined ? [] : (header[1].header?.write(given[header[0]]) ?? [])
  out.block([keyword, ...named], inside)
}
