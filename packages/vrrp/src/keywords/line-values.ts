import { ipAddress, ipPrefix, oneOf } from '@holdfast/core/config'
import type { ValueGrammar, WordReader } from '@holdfast/core/config'
import type { IpPrefix } from '@holdfast/core'
import type { NameOrNumber, ScopeName } from './model.js'

const numeric = /^(?:\d+|0[xX][0-9a-fA-F]+)$/

/** A number where it looks like one, else a name that iproute2 may know. */
export function nameOrNumber(syntax: string, max: number): ValueGrammar<NameOrNumber> {
  return {
    syntax,
    read(words) {
      const given = words.demand(syntax)
      if (given === undefined) return undefined
      if (!numeric.test(given.text)) return given.text
      const value = Number(given.text)
      if (value <= max) return value
      words.fail('value-out-of-range', given, `\`${given.text}\` is not between 0 and ${max}`)
    },
    write: (value) => [String(value)],
  }
}

const scopeNames = oneOf({
  global: 'global',
  site: 'site',
  link: 'link',
  host: 'host',
  nowhere: 'nowhere',
} as const)

/** RT_SCOPE_*, by name or number. */
export const scope: ValueGrammar<ScopeName | number> = {
  syntax: `${scopeNames.syntax}|N`,
  read(words) {
    const given = words.peek()
    if (given === undefined || !numeric.test(given.text)) return scopeNames.read(words)
    words.next()
    if (Number(given.text) <= 255) return Number(given.text)
    words.fail('value-out-of-range', given, `\`${given.text}\` is not between 0 and 255`)
  },
  write: (value) => (typeof value === 'number' ? [String(value)] : scopeNames.write(value)),
}

/** A prefix, or the word for all addresses, which has an alias. */
export function prefixOr<const Name extends string>(
  name: Name,
  alias: string,
): ValueGrammar<IpPrefix | Name> {
  return {
    syntax: `${ipPrefix.syntax}|${name}`,
    read: (words) => (takeWord(words, name, alias) === undefined ? ipPrefix.read(words) : name),
    write: (value) => (typeof value === 'string' ? [value] : ipPrefix.write(value)),
  }
}

/** An address, or `+` or `-`: all host bits set, or clear. */
export const broadcast: ValueGrammar<string> = {
  syntax: 'IP|+|-',
  read(words) {
    const text = words.peek()?.text
    if (text !== '+' && text !== '-') return ipAddress().read(words)
    words.next()
    return text
  },
  write: (value) => [value],
}

/** Whether the next word is one of these, which is then taken. */
export function takeWord(words: WordReader, ...expected: readonly string[]): string | undefined {
  const text = words.peek()?.text
  if (text === undefined || !expected.includes(text)) return undefined
  words.next()
  return text
}
