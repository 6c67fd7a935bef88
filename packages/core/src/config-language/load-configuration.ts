import { readStatements } from './block-reader.js'
import { defaultLimits } from './budget.js'
import type { Limits } from './budget.js'
import { report } from './diagnostic-codes.js'
import { createSink, inReadingOrder } from './diagnostic.js'
import type { Diagnostic } from './diagnostic.js'
import type { FileReader } from './file-reader.js'
import type { LineSource } from './format-diagnostic.js'
import { createHints } from './hints.js'
import { asTable, blocksOf } from './keyword-table.js'
import type { BlockDefinition } from './keyword-table.js'
import type { Surroundings } from './parameters.js'
import { createParser } from './parser.js'
import { preprocess } from './preprocessor.js'
import { createScope } from './scope.js'
import type { Places } from './scope.js'
import type { Statement } from './syntax-tree.js'

export interface LoadOptions<Value extends object> {
  /** The path of the main file, as the reader knows it. */
  readonly file: string
  readonly reader: FileReader
  /** The keywords of the file itself, that is outside all blocks. */
  readonly definition: BlockDefinition<Value>
  readonly surroundings: Surroundings
  readonly limits?: Partial<Limits>
}

export interface LoadedConfiguration<Value extends object> {
  /** What could be read: everything that is faulty is left out, and a diagnostic says so. */
  readonly value: Partial<Value>
  /** Where each property of each object was written. */
  readonly places: Places
  /** In reading order. */
  readonly diagnostics: readonly Diagnostic[]
  readonly statements: readonly Statement[]
  /** The lines of the files that were read, for `formatDiagnostic`. */
  readonly lines: LineSource
  /** The files that were read, the main file first. */
  readonly files: readonly string[]
}

/** Reads a configuration with all that it includes. Never throws, whatever the bytes are. */
export function loadConfiguration<Value extends object>(
  options: LoadOptions<Value>,
): LoadedConfiguration<Value> {
  const { file, reader, definition, surroundings } = options
  const table = asTable(definition)
  const limits = { ...defaultLimits, ...options.limits }
  const sink = createSink(limits.diagnostics)
  const parser = createParser(sink, limits.lines, blocksOf(table))
  const sources = preprocess(file, {
    reader,
    surroundings,
    limits,
    sink,
    emit: (line) => parser.line(line),
  })
  const statements = parser.end()
  const scope = createScope(sink, createHints(table))
  const value: Record<string, unknown> = {}
  readStatements(table, statements, value, scope)
  const diagnostics = inReadingOrder(sink.diagnostics)
  if (sink.dropped > 0) diagnostics.push(tooMany(file, sink.dropped))
  return {
    value: value as Partial<Value>,
    places: scope.places,
    diagnostics,
    statements,
    lines: (name, line) => sources.get(name)?.[line - 1],
    files: [...sources.keys()],
  }
}

function tooMany(file: string, dropped: number): Diagnostic {
  const sink = createSink()
  const start = { file, line: 1, column: 1, endColumn: 2 }
  report(sink, 'too-many-problems', start, `there are ${dropped} more problems that are not listed`)
  return sink.diagnostics[0] as Diagnostic
}
