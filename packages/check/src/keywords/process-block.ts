import { flag, header, integer, oneOf, seconds, value, word } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import type { ProcessBlock } from './model.js'
import { trackerWeight } from './shared-values.js'

const delay = seconds({ min: 0.000001, max: 3600 })
const one = word('NAME')

/** The words of the command line; a quoted one may have blanks. */
const process: ValueGrammar<readonly string[]> = {
  syntax: 'NAME [ARGUMENT...]',
  read(words) {
    const first = one.read(words)
    if (first === undefined) return undefined
    const all = [first]
    for (let next = words.next(); next !== undefined; next = words.next()) all.push(next.text)
    return all
  },
  write: (all) => all.flatMap((each) => one.write(each)),
}

/** `vrrp_track_process NAME { ... }`. */
export const processBlock: BlockDefinition<ProcessBlock> = {
  title: 'vrrp_track_process',
  required: ['process'],
  fields: {
    name: header(word('NAME')),
    process: value('process', process),
    paramMatch: value('param_match', oneOf({ initial: 'initial', partial: 'partial' } as const)),
    weight: value('weight', trackerWeight(254)),
    quorum: value('quorum', integer({ min: 1, max: 65_535 })),
    quorumMax: value('quorum_max', integer({ min: 0, max: 65_535 })),
    delayMs: value('delay', delay),
    terminateDelayMs: value('terminate_delay', delay),
    forkDelayMs: value('fork_delay', delay),
    fullCommand: flag({ full_command: true }),
  },
}
