import { interfaceName, lines, seconds, value } from '@holdfast/core/config'
import type { BlockDefinition, ValueGrammar } from '@holdfast/core/config'
import { garpPace } from './garp-fields.js'
import type { GarpGroupBlock, UpDownDelayLine } from './model.js'

/** `garp_group { ... }`. */
export const garpGroupBlock: BlockDefinition<GarpGroupBlock> = {
  title: 'garp_group',
  fields: {
    garpIntervalMs: value('garp_interval', garpPace),
    gnaIntervalMs: value('gna_interval', garpPace),
    interface: value('interface', interfaceName),
    interfaces: lines('interfaces', interfaceName),
  },
}

const delay = seconds({ min: 0, max: 255 })

/** A line of `interface_up_down_delays`: `INTERFACE DOWN [UP]`. */
export const upDownDelayLine: ValueGrammar<UpDownDelayLine> = {
  syntax: 'INTERFACE DOWN [UP]',
  read(words) {
    const name = interfaceName.read(words)
    const downDelayMs = name === undefined ? undefined : delay.read(words)
    if (name === undefined || downDelayMs === undefined) return undefined
    if (words.peek() === undefined) return { interface: name, downDelayMs }
    const upDelayMs = delay.read(words)
    return upDelayMs === undefined ? undefined : { interface: name, downDelayMs, upDelayMs }
  },
  write: (line) => [
    ...interfaceName.write(line.interface),
    ...delay.write(line.downDelayMs),
    ...(line.upDelayMs === undefined ? [] : delay.write(line.upDelayMs)),
  ],
}
