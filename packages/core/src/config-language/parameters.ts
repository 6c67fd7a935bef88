import type { Random } from '../random.js'
import type { Budget } from './budget.js'
import { report } from './diagnostic-codes.js'
import type { DiagnosticSink } from './diagnostic.js'
import { concat, slice, spanOf, substituted, textAt } from './mapped-text.js'
import type { MappedText, Span } from './mapped-text.js'

/** `$NAME=...`: one line, or several that each end with a backslash. */
export interface Parameter {
  readonly lines: readonly MappedText[]
}

/** What `${_NAME}` may ask for. */
export interface Surroundings {
  readonly configId: string
  /** For `${_INSTANCE}`; `configId` where there is none. */
  readonly instance?: string
  readonly random: Random
  readonly environment?: Readonly<Record<string, string | undefined>>
}

export interface Substitution {
  readonly parameters: ReadonlyMap<string, Parameter>
  readonly surroundings: Surroundings
  readonly directory: string
  readonly budget: Budget
  readonly sink: DiagnosticSink
}

/** `${NAME}`, `${_RANDOM 1 5}`, or `$NAME` before a blank, `)`, `,` or the end. */
const reference =
  /\$(?:\{(?<braced>[A-Za-z_]\w*)(?<words>(?: +[^\s{}]+)*)\}|(?<bare>[A-Za-z_]\w*))/g
const endsBareName = /^(?:[\s),]|$)/
const deepest = 32

/** A line in which every parameter is replaced; a value of several lines gives several lines. */
export function substitute(line: MappedText, given: Substitution): readonly MappedText[] {
  if (!line.text.includes('$')) return [line]
  return expand(line, given, [])
}

function expand(
  line: MappedText,
  given: Substitution,
  within: readonly string[],
): readonly MappedText[] {
  const done: MappedText[] = []
  let parts: MappedText[] = []
  let copied = 0
  for (const match of line.text.matchAll(reference)) {
    const start = match.index
    const end = start + match[0].length
    const use = spanOf(line, start, end)
    const value = lookUp(match, line.text, use, given, within)
    if (value === undefined) continue
    parts.push(slice(line, copied, start))
    copied = end
    value.forEach((text, at) => {
      // Each line break of the value ends a line here.
      if (at > 0) {
        done.push(concat(parts))
        parts = []
      }
      parts.push(substituted(text, use))
    })
  }
  if (copied === 0 && parts.length === 0) return [line]
  done.push(concat([...parts, slice(line, copied, line.text.length)]))
  return done
}

function lookUp(
  match: RegExpExecArray,
  text: string,
  use: Span,
  given: Substitution,
  within: readonly string[],
): readonly MappedText[] | undefined {
  const { braced, bare, words = '' } = match.groups ?? {}
  const name = braced ?? bare ?? ''
  const predefined = braced === undefined ? undefined : readPredefined(name, words, given)
  if (predefined !== undefined) return [textAt(predefined, use)]
  const parameter = words === '' ? given.parameters.get(name) : undefined
  const after = text.slice(match.index + match[0].length)
  const isGlued = bare !== undefined && !endsBareName.test(after)
  if (parameter === undefined || isGlued) {
    reportLeft(match, text, use, given, parameter !== undefined)
    return undefined
  }
  if (within.includes(name)) {
    report(given.sink, 'parameter-recursion', use, `\`${name}\` contains itself`)
    return undefined
  }
  // The constant is what replacing costs in time, even by nothing.
  const size = parameter.lines.reduce((sum, line) => sum + line.text.length, 32)
  if (within.length >= deepest || !given.budget.spend(size, parameter.lines.length - 1)) {
    if (given.budget.firstRefusal()) {
      const message = `the parameters produce too much text; \`${name}\` is the first one too many`
      report(given.sink, 'expansion-limit', use, message)
    }
    return undefined
  }
  // The lines of a longer value are expanded one by one, when their turn comes: they may define
  // parameters that the lines after them use.
  if (parameter.lines.length > 1) return parameter.lines
  return parameter.lines.flatMap((line) => expand(line, given, [...within, name]))
}

function readPredefined(name: string, words: string, given: Substitution): string | undefined {
  const args = words.split(' ').filter((word) => word !== '')
  const { surroundings } = given
  if (name === '_RANDOM') return randomNumber(args, surroundings.random)
  if (name === '_ENV') return surroundings.environment?.[args[0] ?? ''] ?? ''
  if (args.length > 0) return undefined
  if (name === '_PWD') return given.directory === '' ? '.' : given.directory
  if (name === '_INSTANCE') return surroundings.instance ?? surroundings.configId
  if (name === '_HASH') return '#'
  return name === '_BANG' ? '!' : undefined
}

function randomNumber(args: readonly string[], random: Random): string | undefined {
  const [least = 0, most = 32_767] = args.map(Number)
  if (args.length > 2 || !Number.isInteger(least) || !Number.isInteger(most)) return undefined
  if (least < 0 || most < least) return undefined
  return String(least + Math.floor(random() * (most - least + 1)))
}

/** Inside quotes a `$` may be meant for a script, so that only the glued ones are worth a word. */
function reportLeft(
  match: RegExpExecArray,
  text: string,
  use: Span,
  given: Substitution,
  isDefined: boolean,
): void {
  const { braced, bare } = match.groups ?? {}
  const name = braced ?? bare ?? ''
  if (isDefined) {
    const message = `\`$${name}\` is glued to what follows and is not replaced`
    report(given.sink, 'parameter-not-replaced', use, message, { hint: `write \`\${${name}}\`` })
    return
  }
  if (given.sink.isFull || isQuoted(text, match.index)) return
  report(given.sink, 'undefined-parameter', use, `there is no parameter \`${name}\``)
}

function isQuoted(text: string, end: number): boolean {
  let quoted = false
  for (let at = text.indexOf('"'); at >= 0 && at < end; at = text.indexOf('"', at + 1)) {
    quoted = !quoted
  }
  return quoted
}
