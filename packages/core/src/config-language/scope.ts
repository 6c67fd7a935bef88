import type { LanguageCode } from './diagnostic-codes.js'
import { report } from './diagnostic-codes.js'
import type { Details, DiagnosticSink } from './diagnostic.js'
import type { Table } from './keyword-table.js'
import type { Span } from './mapped-text.js'

/** Where the fields of a configuration object were written. */
export interface Places {
  /**
   * Of a field, one place for each line that set it or added to it; without a field, of the block
   * or line that made the object. The items of a list are the fields `0`, `1` of the array. Empty
   * for what the file does not say.
   */
  of(value: object, field?: string): readonly Span[]
}

/** What the reading of a configuration shares. */
export interface Scope {
  readonly sink: DiagnosticSink
  readonly places: Places
  /** Remembers that this span set the field of the object, or is the object's own block. */
  record(value: object, field: string, span: Span): void
  readonly report: (code: LanguageCode, span: Span, message: string, details?: Details) => void
  /** What may have been meant by a keyword that this table does not have. */
  readonly hintFor: HintFor
}

export type HintFor = (table: Table, word: string) => string | undefined

const ofBlock = ''

export function createScope(sink: DiagnosticSink, hintFor: HintFor): Scope {
  const known = new Map<object, Map<string, Span[]>>()
  return {
    sink,
    places: { of: (value, field = ofBlock) => known.get(value)?.get(field) ?? [] },
    record(value, field, span) {
      let fields = known.get(value)
      if (fields === undefined) known.set(value, (fields = new Map<string, Span[]>()))
      const spans = fields.get(field)
      if (spans === undefined) fields.set(field, [span])
      else spans.push(span)
    },
    hintFor,
    report: (code, span, message, details) => report(sink, code, span, message, details),
  }
}
