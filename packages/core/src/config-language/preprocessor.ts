import { createBudget } from './budget.js'
import type { Budget, Limits } from './budget.js'
import { report } from './diagnostic-codes.js'
import type { DiagnosticSink } from './diagnostic.js'
import type { FileReader } from './file-reader.js'
import { findIncluded, includeLetter, withCheckLine, withLetter } from './include.js'
import type { IncludeChecks } from './include.js'
import { commentStart } from './lexer.js'
import { concat, isBlank, slice, spanOf, textAt, trimmed, wholeSpan } from './mapped-text.js'
import type { MappedText, Span } from './mapped-text.js'
import { substitute } from './parameters.js'
import type { Parameter, Substitution, Surroundings } from './parameters.js'
import { directoryOf } from './path.js'
import { isSequence, parseSequence } from './sequence.js'
import { readLines } from './source-text.js'

export interface PreprocessorPorts {
  readonly reader: FileReader
  readonly surroundings: Surroundings
  readonly limits: Limits
  readonly sink: DiagnosticSink
  /** A line as the parser wants it: no comment, every parameter replaced, never empty. */
  readonly emit: (line: MappedText) => void
}

/** What is known while one file is read. */
interface FileContext {
  readonly directory: string
  /** The files that include this one, and itself. */
  readonly stack: readonly string[]
  readonly given: Substitution
  checks: IncludeChecks
}

interface Run extends PreprocessorPorts {
  readonly budget: Budget
  readonly parameters: Map<string, Parameter>
  readonly sources: Map<string, readonly string[]>
  bytesLeft: number
  linesLeft: number
  filesLeft: number
}

const definition = /^\$(?<name>[A-Za-z_]\w*)=/
const maybeConditionalDefinition = /^(?:@\S*\s+)*\$[A-Za-z_]\w*=/
const condition = /^@(?<negated>\^?)(?<id>\S*)\s*/
const special = /^(?:@|\$[A-Za-z_]\w*=|~(?:SEQx?|LST)\(|include[rmwba]?(?:\s|$))/
const deepest = 32

/**
 * Reads a file and all that it includes, line by line: conditions, parameters, sequences. Returns
 * the lines of each file as they are written, for those who show them.
 */
export function preprocess(
  file: string,
  ports: PreprocessorPorts,
): ReadonlyMap<string, readonly string[]> {
  const run: Run = {
    ...ports,
    budget: createBudget(ports.limits),
    parameters: new Map(),
    sources: new Map(),
    bytesLeft: ports.limits.sourceBytes,
    linesLeft: ports.limits.lines,
    filesLeft: ports.limits.includedFiles,
  }
  const start = { file, line: 1, column: 1, endColumn: 2 }
  readFile(run, file, start, contextOf(run, [file], new Set()))
  return run.sources
}

function contextOf(run: Run, stack: readonly string[], checks: IncludeChecks): FileContext {
  const directory = directoryOf(stack.at(-1) ?? '')
  return { directory, stack, checks, given: { ...run, directory } }
}

function readFile(run: Run, file: string, from: Span, context: FileContext): void {
  const content = run.reader.read(file)
  if (!content.ok) {
    const { code, message } = content.error
    const isMain = context.stack.length === 1
    const severity = isMain || context.checks.has('readable') ? 'error' : 'warning'
    const said = `cannot read ${file}: ${message} (${code})`
    report(run.sink, 'file-unreadable', from, said, { severity })
    return
  }
  run.bytesLeft -= content.bytes.length
  if (run.bytesLeft < 0) {
    // Said once: everything after it is too much as well.
    if (run.bytesLeft + content.bytes.length >= 0) {
      const megabytes = run.limits.sourceBytes / 1024 / 1024
      report(run.sink, 'file-too-large', from, `with ${file} there are more than ${megabytes} MiB`)
    }
    return
  }
  const lines = readLines(content.bytes, file, run.sink)
  run.sources.set(file, lines)
  readFileLines(run, file, lines, context)
}

function readFileLines(
  run: Run,
  file: string,
  lines: readonly string[],
  context: FileContext,
): void {
  for (let at = 0; at < lines.length; at++) {
    if (run.linesLeft-- <= 0) {
      const span = { file, line: at + 1, column: 1, endColumn: 2 }
      const message = `there are more than ${run.limits.lines} lines`
      if (run.linesLeft === -1) report(run.sink, 'file-too-large', span, message)
      return
    }
    const line = cleanLine(lines, at, file)
    if (line.text === '') continue
    if (maybeConditionalDefinition.test(line.text) && line.text.endsWith('\\')) {
      const { body, next } = gather(lines, at, file)
      at = next
      handleLine(run, line, context, 0, body)
    } else handleLine(run, line, context, 0)
  }
}

function cleanLine(lines: readonly string[], at: number, file: string): MappedText {
  const written = lines[at] ?? ''
  let end = commentStart(written)
  let start = 0
  while (start < end && isBlank(written.charCodeAt(start))) start++
  while (end > start && isBlank(written.charCodeAt(end - 1))) end--
  return textAt(written.slice(start, end), { file, line: at + 1, column: start + 1 })
}

/** The lines of a definition that goes on while lines end with a backslash; blank ones are lost. */
function gather(
  lines: readonly string[],
  start: number,
  file: string,
): { body: MappedText[]; next: number } {
  const body: MappedText[] = []
  let at = start + 1
  for (; at < lines.length; at++) {
    const line = cleanLine(lines, at, file)
    if (line.text === '') continue
    const continues = line.text.endsWith('\\')
    body.push(continues ? trimmed(slice(line, 0, line.text.length - 1)) : line)
    if (!continues) break
  }
  return { body, next: at }
}

function handleLine(
  run: Run,
  whole: MappedText,
  context: FileContext,
  depth: number,
  body?: readonly MappedText[],
): void {
  const line = whole.text.startsWith('@') ? passConditions(run, whole) : whole
  if (line === undefined || line.text === '') return
  if (definition.test(line.text)) {
    define(run, line, body)
    return
  }
  const letter = includeLetter(line.text)
  if (letter !== undefined) include(run, line, letter, context)
  else if (isSequence(line.text)) repeat(run, line, context, depth)
  else expandLine(run, line, context, depth)
}

/** What is behind the conditions, when all of them hold. */
function passConditions(run: Run, whole: MappedText): MappedText | undefined {
  let line = whole
  for (let count = 1; ; count++) {
    const match = condition.exec(line.text)
    if (match === null) return line
    const { negated, id } = match.groups ?? {}
    const span = spanOf(line, 0, match[0].trimEnd().length)
    if (count === 2) {
      report(run.sink, 'repeated-condition', span, 'this is the second condition of the line')
    }
    const isLast = match[0].length === line.text.length
    if (id === '' || isLast) {
      const message = id === '' ? 'the condition has no name' : 'nothing stands behind it'
      report(run.sink, 'empty-condition', span, message)
    }
    if ((id === run.surroundings.configId) === (negated === '^')) return undefined
    line = slice(line, match[0].length, line.text.length)
  }
}

function define(run: Run, line: MappedText, body: readonly MappedText[] | undefined): void {
  const match = definition.exec(line.text)
  const { name = '' } = match?.groups ?? {}
  const end = line.text.length - (body === undefined ? 0 : 1)
  const value = trimmed(slice(line, match?.[0].length ?? 0, end))
  // With more lines to come, the first one counts only when something stands there.
  const lines = body === undefined || value.text !== '' ? [value, ...(body ?? [])] : body
  run.parameters.set(name, { lines })
}

function include(run: Run, whole: MappedText, letter: string, context: FileContext): void {
  const [line = whole] = substitute(whole, context.given)
  const span = wholeSpan(line)
  const pattern = line.text.slice('include'.length + letter.length).trim()
  const checks = withLetter(context.checks, letter)
  const request = { pattern, directory: context.directory, checks, span }
  for (const file of findIncluded(request, run.reader, run.sink)) {
    if (context.stack.includes(file)) {
      const way = [...context.stack.slice(context.stack.indexOf(file)), file].join(' > ')
      report(run.sink, 'include-loop', span, `${file} includes itself: ${way}`)
    } else if (run.filesLeft-- > 0 && context.stack.length < deepest) {
      const stack = [...context.stack, file]
      readFile(run, file, span, contextOf(run, stack, checks))
    } else if (run.filesLeft === -1 || context.stack.length === deepest) {
      report(run.sink, 'include-limit', span, `${file} is one file too many`)
    }
  }
}

function repeat(run: Run, line: MappedText, context: FileContext, depth: number): void {
  const close = line.text.indexOf(')') + 1
  const [head = line] = substitute(slice(line, 0, close), context.given)
  const outcome = parseSequence(concat([head, slice(line, close, line.text.length)]))
  const span = spanOf(line, 0, Math.max(close, 1))
  if (!outcome.ok) {
    report(run.sink, 'invalid-sequence', span, outcome.message)
    return
  }
  const rest = trimmed(outcome.value.rest)
  const hidden = new Map<string, Parameter | undefined>()
  for (const turn of outcome.value.turns) {
    if (!spendLine(run, rest, depth)) break
    for (const [name, value] of turn) {
      if (!hidden.has(name)) hidden.set(name, run.parameters.get(name))
      run.parameters.set(name, { lines: [textAt(value, span)] })
    }
    handleLine(run, rest, context, depth + 1)
  }
  for (const [name, parameter] of hidden) {
    if (parameter === undefined) run.parameters.delete(name)
    else run.parameters.set(name, parameter)
  }
}

function expandLine(run: Run, line: MappedText, context: FileContext, depth: number): void {
  if (!line.text.includes('$')) {
    emit(run, line, context)
    return
  }
  const results = substitute(line, context.given)
  for (const result of results) {
    const ready = trimmed(result)
    if (ready.text === '') continue
    if (results.length === 1 && (ready === line || !special.test(ready.text))) {
      emit(run, ready, context)
    } else if (spendLine(run, ready, depth)) handleLine(run, ready, context, depth + 1)
  }
}

function emit(run: Run, line: MappedText, context: FileContext): void {
  if (line.text.startsWith('include_check')) {
    context.checks = withCheckLine(context.checks, line.text.split(/\s+/).slice(1))
  }
  run.emit(line)
}

function spendLine(run: Run, line: MappedText, depth: number): boolean {
  if (depth < deepest && run.budget.spend(line.text.length, 1)) return true
  if (run.budget.firstRefusal()) {
    const message = 'parameters and sequences produce too many lines; this is the first too many'
    report(run.sink, 'expansion-limit', wholeSpan(line), message)
  }
  return false
}
