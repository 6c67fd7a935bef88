import { integer, ipAddress, word } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'
import type { ServerAddress, TrackerWeight, UserAndGroup } from './model.js'

/** `N [reverse|noreverse]` (rule 96). */
export function trackerWeight(most: number): ValueGrammar<TrackerWeight> {
  const number = integer({ min: -most, max: most })
  return {
    syntax: `${number.syntax} [reverse|noreverse]`,
    read(words) {
      const value = number.read(words)
      if (value === undefined) return undefined
      const text = words.peek()?.text
      if (text !== 'reverse' && text !== 'noreverse') return { value }
      words.next()
      return { value, reverse: text === 'reverse' }
    },
    write: ({ value, reverse }) => [
      ...number.write(value),
      ...(reverse === undefined ? [] : [reverse ? 'reverse' : 'noreverse']),
    ],
  }
}

const name = word('USER')

/** `USER [[:] GROUP]`, also `USER:GROUP`. */
export const userAndGroup: ValueGrammar<UserAndGroup> = {
  syntax: 'USER [GROUP]',
  read(words) {
    const first = name.read(words)
    if (first === undefined) return undefined
    const [user = '', glued] = first.split(':')
    if (glued !== undefined && glued !== '') return { user, group: glued }
    const group = words.peek() === undefined ? undefined : words.next()?.text.replace(/^:/, '')
    return group === undefined ? { user } : { user, group: group === '' ? user : group }
  },
  write: ({ user, group }) => [
    ...name.write(user),
    ...(group === undefined ? [] : name.write(group)),
  ],
}

export const port: ValueGrammar<number> = integer({ min: 1, max: 65_535 }, 'PORT')

const anyPort = integer({ min: 0, max: 65_535 }, 'PORT')

/** `IP [PORT]`; port 0 is none. */
export const serverAddress: ValueGrammar<ServerAddress> = {
  syntax: 'IP [PORT]',
  read(words) {
    const address = ipAddress().read(words)
    if (address === undefined) return undefined
    if (words.peek() === undefined) return { address }
    const given = anyPort.read(words)
    if (given === undefined) return undefined
    return given === 0 ? { address } : { address, port: given }
  },
  write: ({ address, port: given }) => [address, ...(given === undefined ? [] : [String(given)])],
}

/** The mark of a packet, behind `fwmark`. */
export const mark: ValueGrammar<number> = integer({ min: 1, max: 0xffff_ffff }, 'MARK')

/** One word that looks so; `problem` ends a sentence about one that does not. */
export function patternedWord(
  syntax: string,
  pattern: RegExp,
  problem: string,
): ValueGrammar<string> {
  return {
    syntax,
    read(words) {
      const given = words.demand(syntax)
      if (given === undefined || pattern.test(given.text)) return given?.text
      words.fail('invalid-value', given, `\`${given.text}\` ${problem}`)
    },
    write: (text) => [text],
  }
}

/** A whole number of which only the sign matters. */
export const count: ValueGrammar<number> = integer({ min: 0, max: 0xffff_ffff })
