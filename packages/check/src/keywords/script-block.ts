import { commandValue, flag, header, integer, seconds, value, word } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import type { ScriptBlock } from './model.js'
import { trackerWeight, userAndGroup } from './shared-values.js'

const anySeconds = seconds({ min: 0, max: 4294.967 })
const times = integer({ min: 1, max: 0x7fff_ffff })

/** keepalived takes 0 for a second, which is what it is without the line. */
const atLeastSomething: ValueGrammar<number> = {
  syntax: anySeconds.syntax,
  read(words) {
    const given = words.peek()
    const read = anySeconds.read(words)
    if (read !== 0) return read
    words.fail('value-out-of-range', given, 'it must be more than 0', {
      severity: 'warning',
      keepalived: 'Takes 1 second.',
      holdfast: 'Takes 1 second too.',
    })
    return 1000
  },
  write: (each) => anySeconds.write(each),
}

/** `vrrp_script NAME { ... }`. */
export const scriptBlock: BlockDefinition<ScriptBlock> = {
  title: 'vrrp_script',
  required: ['script'],
  fields: {
    name: header(word('NAME')),
    script: value('script', commandValue),
    intervalMs: value('interval', atLeastSomething),
    timeoutMs: value('timeout', atLeastSomething),
    weight: value('weight', trackerWeight(253)),
    rise: value('rise', times),
    fall: value('fall', times),
    user: value('user', userAndGroup),
    initFail: flag({ init_fail: true }),
  },
}
