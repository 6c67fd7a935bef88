import { didYouMean } from '@holdfast/core/config'
import type { ValueGrammar, WordReader } from '@holdfast/core/config'

/** A word with its value, somewhere in a line: `dev eth0`. */
export interface LineOption<Value> {
  /** The first is the one that is written. */
  readonly words: readonly string[]
  read(words: WordReader, word: string): Value | undefined
  write(value: Value): readonly string[]
}

/** The options of a line, each with the property that it sets. */
export type LineOptions<Line extends object> = {
  readonly [Name in keyof Line]?: LineOption<Exclude<Line[Name], undefined>>
}

/** `WORD VALUE`. */
export function option<Value>(
  words: string | readonly string[],
  grammar: ValueGrammar<Value>,
): LineOption<Value> {
  const all = typeof words === 'string' ? [words] : words
  return {
    words: all,
    read: (reader) => grammar.read(reader),
    write: (each) => [all[0] ?? '', ...grammar.write(each)],
  }
}

/** Words alone, each with its meaning. */
export function mark<Value>(meanings: Readonly<Record<string, Value>>): LineOption<Value> {
  const words = Object.keys(meanings)
  return {
    words,
    read: (_reader, word) => meanings[word],
    write: (value) => words.filter((word) => meanings[word] === value).slice(0, 1),
  }
}

/** What became of a word that is no option; when it is refused, the reason was said. */
export type Other = 'taken' | 'refused' | 'unknown'

interface Reading<Line extends object> {
  readonly options: LineOptions<Line>
  /** For words that are no options. */
  readonly other?: (word: string, line: Partial<Line>, words: WordReader) => Other
  /** Whether the whole line is lost by one bad word. */
  readonly isStrict: boolean
  /** What the line is, for messages: `address`. */
  readonly what: string
}

/** Adds to `line` what the rest of the words say; undefined when the line has to be dropped. */
export function readOptions<Line extends object>(
  words: WordReader,
  line: Partial<Line>,
  { options, other, isStrict, what }: Reading<Line>,
): Partial<Line> | undefined {
  const byWord = indexOf(options)
  const result = line as Record<string, unknown>
  for (let word = words.peek(); word !== undefined; word = words.peek()) {
    const known = byWord.get(word.text)
    if (known === undefined) {
      const outcome = other?.(word.text, line, words) ?? 'unknown'
      if (outcome === 'taken') continue
      if (outcome === 'unknown') reportUnknown(words, byWord.keys(), isStrict, what)
      if (isStrict) return undefined
      continue
    }
    words.next()
    const [name, each] = known
    const value = each.read(words, word.text)
    if (value !== undefined) result[name] = value
    else if (isStrict) return undefined
  }
  return line
}

type OptionIndex = ReadonlyMap<string, readonly [name: string, option: LineOption<unknown>]>

const indexes = new WeakMap<object, OptionIndex>()

/** Options by their words; made once for each kind of line. */
function indexOf<Line extends object>(options: LineOptions<Line>): OptionIndex {
  const known = indexes.get(options)
  if (known !== undefined) return known
  const byWord = new Map<string, readonly [string, LineOption<unknown>]>()
  for (const [name, each] of Object.entries<LineOption<unknown> | undefined>(options)) {
    for (const word of each?.words ?? []) if (each !== undefined) byWord.set(word, [name, each])
  }
  indexes.set(options, byWord)
  return byWord
}

function reportUnknown(
  words: WordReader,
  known: Iterable<string>,
  isStrict: boolean,
  what: string,
): void {
  const word = words.next()
  const ignored = isStrict ? `Ignores the ${what}` : 'Ignores the word'
  words.fail('invalid-value', word, `\`${word?.text ?? ''}\` is no word of ${what} lines`, {
    hint: () => didYouMean(word?.text ?? '', known),
    keepalived: `${ignored}.`,
    holdfast: `${ignored} too.`,
  })
}

/** The words of all options that are set, in the order of the table. */
export function writeOptions<Line extends object>(
  line: Line,
  options: LineOptions<Line>,
): readonly string[] {
  const known = Object.entries<LineOption<unknown> | undefined>(options)
  return known.flatMap(([name, each]) => {
    const value = (line as Record<string, unknown>)[name]
    return value === undefined ? [] : (each?.write(value) ?? [])
  })
}
