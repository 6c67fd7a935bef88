import { didYouMean } from './suggestion.js'
import type { ValueGrammar } from './value-grammar.js'
import { writeWord } from './written-word.js'

/** One word, or a quoted string. */
export function word(syntax: string = 'WORD'): ValueGrammar<string> {
  return {
    syntax,
    read: (words) => words.demand(syntax)?.text,
    write: (value) => [writeWord(value)],
  }
}

/** All words to the end of the line, with one blank between them. */
export function restOfLine(syntax: string = 'TEXT'): ValueGrammar<string> {
  return {
    syntax,
    read(words) {
      const first = words.demand(syntax)
      if (first === undefined) return undefined
      const all = [first.text]
      for (let next = words.next(); next !== undefined; next = words.next()) all.push(next.text)
      return all.join(' ')
    },
    write: (value) => value.split(' ').map(writeWord),
  }
}

/** One word of a few: the keys are what is written, the values what they mean. */
export function oneOf<const Choices extends Readonly<Record<string, string | number | boolean>>>(
  choices: Choices,
): ValueGrammar<Choices[keyof Choices]> {
  const names = Object.keys(choices)
  const syntax = names.join('|')
  return {
    syntax,
    read(words) {
      const given = words.demand(syntax)
      if (given === undefined) return undefined
      if (Object.hasOwn(choices, given.text)) return choices[given.text] as Choices[keyof Choices]
      const hint = (): string | undefined => didYouMean(given.text, names)
      const message = `\`${given.text}\` is not one of ${syntax}`
      words.fail('invalid-value', given, message, { hint })
    },
    write(value) {
      const name = names.find((each) => choices[each] === value)
      return name === undefined ? [] : [name]
    },
  }
}

const booleans = new Map([
  ['on', true],
  ['true', true],
  ['yes', true],
  ['off', false],
  ['false', false],
  ['no', false],
])

/** `on|off|true|false|yes|no`; nothing at all means on. */
export const booleanValue: ValueGrammar<boolean> = {
  syntax: '[on|off|true|false|yes|no]',
  read(words) {
    const given = words.next()
    if (given === undefined) return true
    const value = booleans.get(given.text)
    if (value !== undefined) return value
    words.fail('invalid-value', given, `\`${given.text}\` is neither on nor off`)
  },
  write: (value) => [value ? 'on' : 'off'],
}

/** The name of a network interface, as the kernel allows it: 1 to 15 bytes. */
export const interfaceName: ValueGrammar<string> = {
  syntax: 'INTERFACE',
  read(words) {
    const given = words.demand('INTERFACE')
    if (given === undefined || /^[^\s/:]{1,15}$/.test(given.text)) return given?.text
    const message = `\`${given.text}\` cannot be the name of an interface`
    words.fail('invalid-value', given, message, {
      hint: 'a name has 1 to 15 characters, without `/`, `:` and blanks',
    })
  },
  write: (value) => [writeWord(value)],
}
