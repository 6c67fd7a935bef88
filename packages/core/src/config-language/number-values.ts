import type { ValueGrammar, WordReader } from './value-grammar.js'
import type { Word } from './syntax-tree.js'

export interface NumberRange {
  readonly min: number
  readonly max: number
}

/** A whole number in a range, in decimal or, as keepalived's, with `0x`. */
export function integer(range: NumberRange, syntax: string = 'N'): ValueGrammar<number> {
  const described = `${syntax} (${range.min}..${range.max})`
  return {
    syntax: described,
    read(words) {
      const given = words.demand(described)
      if (given === undefined) return undefined
      if (!/^[+-]?(?:\d+|0[xX][0-9a-fA-F]+)$/.test(given.text)) {
        const hint = hintForNumber(given.text)
        words.fail('invalid-value', given, `\`${given.text}\` is not a whole number`, {
          hint,
        })
        return
      }
      const negative = given.text.startsWith('-')
      const size = Number(given.text.replace(/^[+-]/, ''))
      return inRange(negative && size !== 0 ? -size : size, given, range, words)
    },
    write: (value) => [String(value)],
  }
}

/**
 * Seconds with decimals, as milliseconds. The range is in seconds. Digits beyond microseconds are
 * lost, as keepalived loses them.
 */
export function seconds(range: NumberRange): ValueGrammar<number> {
  const described = `SECONDS (${range.min}..${range.max})`
  return {
    syntax: described,
    read(words) {
      const given = words.demand(described)
      if (given === undefined) return undefined
      const match = /^\+?(?<whole>\d*)(?:\.(?<decimals>\d*))?$/.exec(given.text)
      const { whole = '', decimals = '' } = match?.groups ?? {}
      if (match === null || whole + decimals === '') {
        const hint = hintForNumber(given.text)
        const message = `\`${given.text}\` is not a number of seconds`
        words.fail('invalid-value', given, message, { hint })
        return
      }
      // In whole microseconds first: 0.1 s is then exactly 100 ms.
      const microseconds = Number(`${whole}${decimals.slice(0, 6).padEnd(6, '0')}`)
      const value = inRange(microseconds / 1_000_000, given, range, words)
      return value === undefined ? undefined : microseconds / 1000
    },
    write: (value) => [decimal(Math.round(value * 1000), 6)],
  }
}

/** `units` of 10^-digits, without an exponent and without zeros at the end. */
function decimal(units: number, digits: number): string {
  const text = String(units).padStart(digits + 1, '0')
  const whole = text.slice(0, -digits)
  const rest = text.slice(-digits).replace(/0+$/, '')
  return rest === '' ? whole : `${whole}.${rest}`
}

function inRange(
  value: number,
  given: Word,
  { min, max }: NumberRange,
  words: WordReader,
): number | undefined {
  if (value >= min && value <= max) return value
  const message = `\`${given.text}\` is not between ${min} and ${max}`
  words.fail('value-out-of-range', given, message)
}

function hintForNumber(text: string): string | undefined {
  const cleaned = text.replace(/[,;]$/, '').replace(/(?<=\d)(?:s|sec|seconds)$/i, '')
  if (cleaned !== text && /^\d+(?:\.\d+)?$/.test(cleaned)) return `write \`${cleaned}\``
  if (text.startsWith('$')) return 'is the parameter defined before this line?'
  return /^\d+,\d+$/.test(text) ? `write \`${text.replace(',', '.')}\`` : undefined
}
