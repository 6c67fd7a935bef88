import { parseIpAddress } from '@holdfast/core'
import type { Result } from '@holdfast/core'
import type { RealServerCommand } from './command.js'
import { json } from './option-table.js'
import type { Option } from './option-table.js'
import { isGiven, readOptions, valueOf } from './read-options.js'
import type { UsageProblem } from './read-options.js'

const stateDirectory: Option = { long: 'state-dir', takes: 'value', remark: '' }

/** `realserver up|down VIP...` */
export function parseRealServer(argv: readonly string[]): Result<RealServerCommand, UsageProblem> {
  const read = readOptions(argv, [stateDirectory, json])
  if (!read.ok) return read
  const { options, operands } = read.value
  const [direction, ...words] = operands
  if ((direction !== 'up' && direction !== 'down') || words.length === 0) {
    const hint = 'holdfast realserver up|down VIP...'
    return { ok: false, error: { message: 'realserver is not used like this', hint } }
  }
  const addresses = words.map((word) => parseIpAddress(word))
  const wrong = addresses.indexOf(undefined)
  if (wrong !== -1) {
    const message = `${String(words[wrong])} is not an IP address`
    return { ok: false, error: { message, hint: 'without the length of its prefix' } }
  }
  const folder = valueOf(options, stateDirectory)
  return {
    ok: true,
    value: {
      kind: 'realServer',
      direction,
      addresses: addresses.filter((address) => address !== undefined),
      json: isGiven(options, json),
      ...(folder === undefined ? {} : { stateDirectory: folder }),
    },
  }
}
