import { report } from './diagnostic-codes.js'
import type { DiagnosticSink, Severity } from './diagnostic.js'
import type { FileReader } from './file-reader.js'
import { expandBraces, hasWildcard, matchFiles } from './glob.js'
import type { Span } from './mapped-text.js'

/** What `include_check` and the letter behind `include` turn into errors. */
export type IncludeCheck = 'readable' | 'match' | 'wildcard_match' | 'brace_match'
export type IncludeChecks = ReadonlySet<IncludeCheck>

const all: readonly IncludeCheck[] = ['readable', 'match', 'wildcard_match', 'brace_match']
const ofLetter: Readonly<Record<string, readonly IncludeCheck[]>> = {
  r: ['readable'],
  m: ['match'],
  w: ['wildcard_match'],
  b: ['brace_match'],
  a: all,
}

/** One `include` line. */
export interface IncludeRequest {
  readonly pattern: string
  /** Of the including file. */
  readonly directory: string
  readonly checks: IncludeChecks
  readonly span: Span
}

/** The keyword of a line that includes, with its letter; undefined for any other line. */
export function includeLetter(text: string): string | undefined {
  return /^include([rmwba]?)(?=\s|$)/.exec(text)?.[1]
}

export function withLetter(checks: IncludeChecks, letter: string): IncludeChecks {
  return new Set([...checks, ...(ofLetter[letter] ?? [])])
}

/** `include_check +readable -match`: without a sign a check is turned on; alone, all are. */
export function withCheckLine(checks: IncludeChecks, words: readonly string[]): IncludeChecks {
  const next = new Set(words.length === 0 ? all : checks)
  for (const word of words) {
    const check = all.find((each) => each === word.replace(/^[+-]/, ''))
    if (check === undefined) continue
    if (word.startsWith('-')) next.delete(check)
    else next.add(check)
  }
  return next
}

/** The files to read, in order; says what is missing. */
export function findIncluded(
  request: IncludeRequest,
  reader: FileReader,
  sink: DiagnosticSink,
): readonly string[] {
  const { pattern, directory, checks, span } = request
  if (pattern === '') {
    report(sink, 'missing-value', span, 'it does not say what to include')
    return []
  }
  // The kernel takes no longer path, and braces would multiply it.
  const parts = pattern.length > 4096 ? [pattern] : expandBraces(pattern)
  const found = parts.map((part) => ({ part, files: existing(part, directory, reader) }))
  const files = found.flatMap((each) => each.files)
  const missing = found.filter((each) => each.files.length === 0).map((each) => each.part)
  const severity = severityOfMissing(parts, missing, checks)
  if (severity !== undefined) {
    const quoted = /["']/.test(pattern) ? 'write the path without quotes' : undefined
    const shown = missing.slice(0, 3).map((part) => part.slice(0, 200))
    const more = missing.length > 3 ? ` and ${missing.length - 3} more` : ''
    const message = `no file for \`${shown.join('`, `')}\`${more}`
    report(sink, 'include-not-found', span, message, { severity, hint: quoted })
  }
  return files
}

function existing(part: string, directory: string, reader: FileReader): string[] {
  const files = matchFiles(directory, part, reader)
  if (hasWildcard(part)) return files
  return files.filter((file) => {
    const content = reader.read(file)
    return content.ok || content.error.code !== 'ENOENT'
  })
}

/** An empty directory of optional files is no mistake, unless a check says so. */
function severityOfMissing(
  parts: readonly string[],
  missing: readonly string[],
  checks: IncludeChecks,
): Severity | undefined {
  if (missing.length === 0) return undefined
  if (missing.length < parts.length) return checks.has('brace_match') ? 'error' : undefined
  if (missing.every((part) => hasWildcard(part))) {
    return checks.has('wildcard_match') || checks.has('match') ? 'error' : undefined
  }
  return checks.size > 0 ? 'error' : 'warning'
}
