import { integer, seconds } from '@holdfast/core/config'
import type { ValueGrammar } from '@holdfast/core/config'

/** Whole seconds, as milliseconds. */
export function wholeSeconds(min: number, max: number): ValueGrammar<number> {
  const grammar = integer({ min, max }, 'SECONDS')
  return {
    syntax: grammar.syntax,
    read(words) {
      const value = grammar.read(words)
      return value === undefined ? undefined : value * 1000
    },
    write: (value) => [String(value / 1000)],
  }
}

/** keepalived's clock ends there: 2^32 microseconds. */
export const longestSeconds = 4294.967295

export const garpDelay: ValueGrammar<number> = wholeSeconds(0, 4294)
export const garpRepeat: ValueGrammar<number> = integer({ min: 0, max: 0xffff_ffff })

const anyPace = seconds({ min: 0, max: longestSeconds })

/** Microseconds matter. 0 is the default, but release 2.2.7 calls it invalid. */
export const garpPace: ValueGrammar<number> = {
  syntax: anyPace.syntax,
  read(words) {
    const given = words.peek()
    const pace = anyPace.read(words)
    if (pace === 0) {
      words.fail('value-out-of-range', given, '0 is what it is without this line', {
        severity: 'info',
        hint: 'leave the line out',
        keepalived: 'Release 2.2.7 calls it invalid and ignores the line.',
        holdfast: 'Takes it for no pause.',
      })
    }
    return pace
  },
  write: (value) => anyPace.write(value),
}
