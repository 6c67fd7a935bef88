import { splitQuoted } from './quoted-text.js'
import type { ValueGrammar } from './value-grammar.js'
import { UsageError } from '../errors.js'

/** A program with its arguments, and whom it runs as. */
export interface Command {
  /** The program and its arguments; never empty. */
  readonly argv: readonly string[]
  readonly user?: string
  readonly group?: string
}

const syntax = '"PROGRAM [ARGUMENT...]" [USER [GROUP]]'

/**
 * The first word is the whole command line, so that arguments need quotes around all of it; an
 * argument with blanks has another pair of quotes inside. What follows are a user and a group.
 */
export const commandValue: ValueGrammar<Command> = {
  syntax,
  read(words) {
    const first = words.peek()
    if (first === undefined) {
      words.demand(syntax)
      return undefined
    }
    const line = splitQuoted(words.takeRest().text)
    const [commandLine = '', ...owner] = line.words
    const inner = splitQuoted(commandLine)
    const open = line.unterminated ?? inner.unterminated
    if (open !== undefined) {
      words.fail('unterminated-quote', first, `a \`${open}\` in the command does not end`)
      return
    }
    if (inner.words.length === 0) {
      words.fail('missing-value', first, 'the command is empty')
      return
    }
    return withOwner(inner.words, owner, (message) =>
      words.fail('extra-words', first, message, {
        hint: 'put quotes around the command with its arguments',
        keepalived: 'Takes the words behind the first one for a user and a group.',
        holdfast: 'Takes them for a user and a group too.',
      }),
    )
  },
  write({ argv, user, group }) {
    const line = argv.map((argument) => quoteArgument(argument)).join(' ')
    const owner = [user, group].filter((name) => name !== undefined)
    return [`"${line}"`, ...owner]
  },
}

function withOwner(
  argv: readonly string[],
  owner: readonly string[],
  complain: (message: string) => void,
): Command {
  const [user, second, ...others] = owner.flatMap((each) => each.split(':')).filter(Boolean)
  if (others.length > 0) complain(`\`${others.join(' ')}\` is neither the user nor the group`)
  if (user === undefined) return { argv }
  return second === undefined ? { argv, user } : { argv, user, group: second }
}

/**
 * Both levels of quotes at once: backslashes count on each of them, and a `"` cannot be written,
 * because the line is first searched for plain pairs of quotes. Octal does for what is special.
 */
function quoteArgument(argument: string): string {
  if (/^[\w./:@%+=,-]+$/.test(argument)) return argument
  const text = argument.replaceAll(/[\\'"$\n\r\t]/g, (character) => {
    const octal = character.charCodeAt(0).toString(8).padStart(3, '0')
    return `\\\\${octal}`
  })
  if (text.includes('\0')) throw new UsageError('an argument cannot contain a NUL')
  return `'${text}'`
}
