import { slice } from './mapped-text.js'
import type { MappedText } from './mapped-text.js'

/** One turn of a `~SEQ` or `~LST`: what its variables are. */
export type Turn = readonly (readonly [name: string, value: string])[]

export interface Sequence {
  /** Made one by one, because there may be millions. */
  readonly turns: Iterable<Turn>
  /** The line that is repeated. */
  readonly rest: MappedText
}

export type SequenceOutcome =
  { readonly ok: true; readonly value: Sequence } | { readonly ok: false; readonly message: string }

const name = /^[A-Za-z_]\w*$/
const integer = /^[+-]?(?:0[xX][0-9a-fA-F]{1,8}|\d{1,10})$/

export function isSequence(text: string): boolean {
  return /^~(?:SEQx?|LST)\(/.test(text)
}

/**
 * `~SEQ(var[, start[, step]], end) rest`, `~SEQx` in hexadecimal, `~LST(var, a, b) rest` and
 * `~LST({v, w}, {a, b}, {c, d}) rest`. The parameters between the parentheses are replaced before.
 */
export function parseSequence(line: MappedText): SequenceOutcome {
  const open = line.text.indexOf('(')
  const close = line.text.indexOf(')')
  if (close < 0) return failed('the `)` is missing')
  const inside = line.text.slice(open + 1, close)
  const turns = line.text.startsWith('~LST')
    ? parseList(inside)
    : parseCount(inside, line.text.startsWith('~SEQx'))
  if (typeof turns === 'string') return failed(turns)
  return { ok: true, value: { turns, rest: slice(line, close + 1, line.text.length) } }
}

function parseCount(inside: string, hexadecimal: boolean): Iterable<Turn> | string {
  const [variable = '', ...numbers] = inside.split(',').map((word) => word.trim())
  if (!name.test(variable)) return `\`${variable}\` is not a name`
  const wrong = numbers.find((number) => !integer.test(number))
  if (wrong !== undefined) return `\`${wrong}\` is not a whole number`
  const [first, second, third] = numbers.map(toInteger)
  if (first === undefined || numbers.length > 3) return 'it takes a name and one to three numbers'
  const end = third ?? second ?? first
  const start = second === undefined ? (end < 0 ? -1 : 1) : first
  const step = third === undefined ? (end < start ? -1 : 1) : (second ?? 1)
  if (step === 0 || (end - start) * step < 0) return `it never gets from ${start} to ${end}`
  if (hexadecimal && Math.min(start, end) < 0) return '`~SEQx` takes no negative numbers'
  return count(variable, start, step, end, hexadecimal ? 16 : 10)
}

function toInteger(text: string): number {
  return text.startsWith('-') ? -Number(text.slice(1)) : Number(text)
}

function* count(
  variable: string,
  start: number,
  step: number,
  end: number,
  radix: number,
): Generator<Turn> {
  for (let value = start; step > 0 ? value <= end : value >= end; value += step) {
    yield [[variable, value.toString(radix)]]
  }
}

function parseList(inside: string): Iterable<Turn> | string {
  const groups = splitGroups(inside)
  const [names = [], ...turns] = groups
  const wrong = names.find((each) => !name.test(each))
  if (wrong !== undefined || names.length === 0) return `\`${wrong ?? ''}\` is not a name`
  if (turns.length === 0) return 'it lists no values'
  const tooLong = turns.find((values) => values.length > names.length)
  if (tooLong !== undefined) return `\`${tooLong.join(', ')}\` has more values than there are names`
  return turns.map((values) => names.map((each, at) => [each, values[at] ?? ''] as const))
}

/** `a, {b, c}` as `[a]` and `[b, c]`. */
function splitGroups(inside: string): string[][] {
  const groups = inside.match(/\{[^}]*\}|[^,{}]+|(?<=,)\s*$/g) ?? []
  return groups
    .map((group) => group.trim())
    .filter((group, at) => group !== '' || at === groups.length - 1)
    .map((group) =>
      group.startsWith('{')
        ? group
            .slice(1, -1)
            .split(',')
            .map((word) => word.trim())
        : [group],
    )
}

function failed(message: string): SequenceOutcome {
  return { ok: false, message }
}
