import type { Place, Span } from './mapped-text.js'

/** `error`: the author's wish is not met. `warning`: probably not. `info`: good to know. */
export type Severity = 'error' | 'warning' | 'info'

/** Something to say about a configuration, and where. */
export interface Diagnostic {
  /** Stable and in kebab-case; each package lists its own in a table of `DiagnosticCodes`. */
  readonly code: string
  readonly severity: Severity
  readonly file: string
  /** 1-based. */
  readonly line: number
  /** 1-based, in UTF-16 code units. */
  readonly column: number
  /** The column after the last character. */
  readonly endColumn?: number
  /** The last line of the block that is concerned, where it is more than one line. */
  readonly endLine?: number
  /** Where the text was defined, when a parameter brought it here. */
  readonly definedAt?: Place
  readonly message: string
  readonly hint?: string
  /** What keepalived does in this case. */
  readonly keepalived?: string
  /** What Holdfast does. */
  readonly holdfast?: string
}

/** What a table says about a code: defaults for each diagnostic, and a line of the documentation. */
export interface DiagnosticCode {
  readonly severity: Severity
  readonly summary: string
  readonly keepalived?: string
  readonly holdfast?: string
}

export type DiagnosticCodes<Code extends string = string> = Readonly<Record<Code, DiagnosticCode>>

/** Collects diagnostics, each once; the first `limit` are kept and the others counted. */
export interface DiagnosticSink {
  add(diagnostic: Diagnostic): void
  /** Whether this was said there before: sequences say the same thousands of times. */
  isSaid(code: string, place: Place, message: string): boolean
  /** Counts one that nobody made, because there is no room for it. */
  drop(): void
  readonly isFull: boolean
  readonly diagnostics: readonly Diagnostic[]
  readonly dropped: number
}

/** What a report adds to its code and its place. */
export interface Details {
  /** A function where it takes time to find: it is only asked when the diagnostic is kept. */
  readonly hint?: string | (() => string | undefined) | undefined
  readonly severity?: Severity | undefined
  readonly keepalived?: string | undefined
  readonly holdfast?: string | undefined
  readonly endLine?: number | undefined
}

export function createSink(limit = 10_000): DiagnosticSink {
  const diagnostics: Diagnostic[] = []
  const said = new Set<string>()
  let dropped = 0
  return {
    diagnostics,
    get dropped() {
      return dropped
    },
    get isFull() {
      return diagnostics.length >= limit
    },
    drop() {
      dropped++
    },
    isSaid: (code, place, message) => said.has(keyOf(code, place, message)),
    add(diagnostic) {
      const key = keyOf(diagnostic.code, diagnostic, diagnostic.message)
      if (said.has(key)) return
      said.add(key)
      if (diagnostics.length < limit) diagnostics.push(diagnostic)
      else dropped++
    },
  }
}

function keyOf(code: string, { file, line, column }: Place, message: string): string {
  return `${code} ${file}:${line}:${column} ${message}`
}

/** Says it with the severity and the explanations that the table has for the code. */
export function describe<Code extends string>(
  codes: DiagnosticCodes<Code>,
  code: Code,
  span: Span,
  message: string,
  details: Details = {},
): Diagnostic {
  const entry = codes[code]
  const keepalived = details.keepalived ?? entry.keepalived
  const holdfast = details.holdfast ?? entry.holdfast
  const hint = typeof details.hint === 'function' ? details.hint() : details.hint
  return {
    code,
    severity: details.severity ?? entry.severity,
    file: span.file,
    line: span.line,
    column: span.column,
    endColumn: span.endColumn,
    ...(details.endLine === undefined ? {} : { endLine: details.endLine }),
    ...(span.definedAt === undefined ? {} : { definedAt: span.definedAt }),
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(keepalived === undefined ? {} : { keepalived }),
    ...(holdfast === undefined ? {} : { holdfast }),
  }
}

/** In reading order: file by file as they first appear, then by line and column. */
export function inReadingOrder(diagnostics: readonly Diagnostic[]): Diagnostic[] {
  const order = new Map<string, number>()
  for (const { file } of diagnostics) if (!order.has(file)) order.set(file, order.size)
  return diagnostics.toSorted(
    (a, b) =>
      (order.get(a.file) ?? 0) - (order.get(b.file) ?? 0) || a.line - b.line || a.column - b.column,
  )
}

/** 0 clean, 1 warnings, 2 errors: the exit code of a check. */
export function exitCodeOf(diagnostics: readonly Pick<Diagnostic, 'severity'>[]): 0 | 1 | 2 {
  if (diagnostics.some(({ severity }) => severity === 'error')) return 2
  return diagnostics.some(({ severity }) => severity === 'warning') ? 1 : 0
}
