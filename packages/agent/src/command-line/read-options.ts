import type { Result } from '@holdfast/core'
import type { Option } from './option-table.js'

export interface UsageProblem {
  readonly message: string
  readonly hint?: string
}

/** One option as it was given. */
export interface GivenOption {
  readonly option: Option
  /** As it was written: `-D`, `--use-file`. */
  readonly written: string
  readonly value: string | undefined
}

export interface GivenOptions {
  readonly options: readonly GivenOption[]
  /** Words that are not options. */
  readonly operands: readonly string[]
}

/**
 * Reads options as getopt_long(3) does: `-nlD`, `-fFILE`, `-f FILE`, `--use-file=FILE`,
 * `--use-file FILE`, long names may be cut short where only one is meant, `--` ends them. A number
 * may be negative: no option is a digit.
 */
export function readOptions(
  argv: readonly string[],
  table: readonly Option[],
): Result<GivenOptions, UsageProblem> {
  const options: GivenOption[] = []
  const operands: string[] = []
  const rest = [...argv]
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    if (word === '--') {
      operands.push(...rest.splice(0))
    } else if (word.startsWith('--')) {
      const given = readLong(word, rest, table)
      if (!given.ok) return given
      options.push(given.value)
    } else if (/^-\D/.test(word)) {
      const given = readShort(word, rest, table)
      if (!given.ok) return given
      options.push(...given.value)
    } else {
      operands.push(word)
    }
  }
  return { ok: true, value: { options, operands } }
}

function readLong(
  word: string,
  rest: string[],
  table: readonly Option[],
): Result<GivenOption, UsageProblem> {
  const equals = word.indexOf('=')
  const written = equals === -1 ? word : word.slice(0, equals)
  const attached = equals === -1 ? undefined : word.slice(equals + 1)
  const name = written.slice(2)
  const exact = table.find(({ long }) => long === name)
  const alike = table.filter(({ long }) => long.startsWith(name))
  const option = exact ?? (alike.length === 1 ? alike[0] : undefined)
  if (option === undefined) return unknown(written, alike.length > 0 ? alike : near(name, table))
  if (option.takes === 'nothing' && attached !== undefined) {
    return problem(`${written} takes no value`)
  }
  const value = attached ?? (option.takes === 'value' ? rest.shift() : undefined)
  if (option.takes === 'value' && value === undefined) return problem(`${written} needs a value`)
  return { ok: true, value: { option, written, value } }
}

function readShort(
  word: string,
  rest: string[],
  table: readonly Option[],
): Result<readonly GivenOption[], UsageProblem> {
  const given: GivenOption[] = []
  for (let index = 1; index < word.length; index += 1) {
    const letter = word.charAt(index)
    const written = `-${letter}`
    const option = table.find(({ short }) => short === letter)
    if (option === undefined) return unknown(written, [])
    if (option.takes === 'nothing') {
      given.push({ option, written, value: undefined })
      continue
    }
    const attached = word.slice(index + 1).replace(/^=/, '')
    const value = attached === '' ? (option.takes === 'value' ? rest.shift() : undefined) : attached
    if (option.takes === 'value' && value === undefined) return problem(`${written} needs a value`)
    given.push({ option, written, value })
    break
  }
  return { ok: true, value: given }
}

/** Options that begin alike: enough for a slip in the rest of the word. */
function near(name: string, table: readonly Option[]): readonly Option[] {
  return table.filter(({ long }) => name.length >= 3 && long.startsWith(name.slice(0, 3)))
}

function unknown(written: string, meant: readonly Option[]): { ok: false; error: UsageProblem } {
  const names = meant.map(({ long }) => `--${long}`).join(', ')
  return problem(
    `unknown option ${written}`,
    names === '' ? '`holdfast help` lists all options' : `did you mean ${names}?`,
  )
}

function problem(message: string, hint?: string): { ok: false; error: UsageProblem } {
  return { ok: false, error: { message, ...(hint === undefined ? {} : { hint }) } }
}

export function isGiven(options: readonly GivenOption[], option: Option): boolean {
  return options.some((given) => given.option === option)
}

/** The last one counts where an option is given twice. */
export function valueOf(options: readonly GivenOption[], option: Option): string | undefined {
  return options.findLast((given) => given.option === option)?.value
}
