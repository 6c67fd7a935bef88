import { integer, interfaceName, word } from '@holdfast/core/config'
import type { ValueGrammar, WordReader } from '@holdfast/core/config'
import { mark, option, readOptions, writeOptions } from './line-options.js'
import type { LineOptions, Other } from './line-options.js'
import { nameOrNumber, prefixOr } from './line-values.js'
import type { RuleLine } from './model.js'

const uint32 = integer({ min: 0, max: 0xffff_ffff })

/** Words that narrow a rule: without them it would match more, so the rule is left out. */
const refused: readonly string[] = [
  'realms',
  'goto',
  'nop',
  'suppress_prefixlength',
  'sup_pl',
  'suppress_ifgroup',
  'sup_group',
  'l3mdev',
  'uidrange',
  'ipproto',
  'sport',
  'dport',
  'tunnel-id',
  'protocol',
  'type',
  'throw',
]

/** `fwmark MARK[/MASK]`: one word that sets two properties. */
interface Mark {
  readonly fwmark: number
  readonly fwmarkMask?: number
}

const options: LineOptions<RuleLine> = {
  not: mark({ not: true }),
  family: mark({ inet: 4, inet6: 6 } as const),
  from: option('from', prefixOr('all', 'default')),
  to: option('to', prefixOr('all', 'default')),
  inputInterface: option(['iif', 'dev'], interfaceName),
  outputInterface: option('oif', interfaceName),
  tos: option(['tos', 'dsfield'], nameOrNumber('TOS', 255)),
  preference: option(['preference', 'priority', 'order', 'pref'], uint32),
  table: option(['table', 'lookup'], nameOrNumber('TABLE', 0xffff_ffff)),
  action: mark({
    blackhole: 'blackhole',
    unreachable: 'unreachable',
    prohibit: 'prohibit',
  } as const),
  noTrack: mark({ no_track: true }),
}

const staticOptions: LineOptions<RuleLine> = {
  ...options,
  trackGroup: option('track_group', word('GROUP')),
}

function grammar(known: LineOptions<RuleLine>): ValueGrammar<RuleLine> {
  return {
    syntax: '[not] [from NET] [to NET] [iif INTERFACE] [fwmark MARK[/MASK]] table TABLE ...',
    read: (words) =>
      readOptions<RuleLine>(
        words,
        {},
        { options: known, other: readOther, isStrict: true, what: 'rule' },
      ),
    write: (line) => [
      ...writeOptions(line, known),
      ...(line.fwmark === undefined ? [] : ['fwmark', writeMark(line.fwmark, line.fwmarkMask)]),
    ],
  }
}

function writeMark(fwmark: number, mask: number | undefined): string {
  return mask === undefined ? String(fwmark) : `${fwmark}/${mask}`
}

function readOther(text: string, line: Partial<RuleLine>, words: WordReader): Other {
  if (refused.includes(text)) {
    const message = `\`${text}\` of a rule is not done, and without it the rule would be another`
    words.fail('unsupported-keyword', words.next(), message)
    return 'refused'
  }
  if (text !== 'fwmark') return 'unknown'
  words.next()
  const value = readMark(words)
  if (value === undefined) return 'refused'
  Object.assign(line, value)
  return 'taken'
}

function readMark(words: WordReader): Mark | undefined {
  const given = words.demand('MARK[/MASK]')
  if (given === undefined) return undefined
  const match = /^(?<mark>0[xX][\da-fA-F]+|\d+)(?:\/(?<mask>0[xX][\da-fA-F]+|\d+))?$/.exec(
    given.text,
  )
  const { mark: fwmark = '', mask } = match?.groups ?? {}
  const numbers = [fwmark, mask ?? '0'].map(Number)
  if (match === null || numbers.some((each) => each > 0xffff_ffff)) {
    words.fail('invalid-value', given, `\`${given.text}\` is not MARK[/MASK]`)
    return undefined
  }
  return { fwmark: Number(fwmark), ...(mask === undefined ? {} : { fwmarkMask: Number(mask) }) }
}

/** A line of `virtual_rules`. */
export const virtualRuleLine: ValueGrammar<RuleLine> = grammar(options)

/** A line of `static_rules`. */
export const staticRuleLine: ValueGrammar<RuleLine> = grammar(staticOptions)
