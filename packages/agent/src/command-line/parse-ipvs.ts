import type { Result } from '@holdfast/core'
import type { ListIpvsCommand } from './command.js'
import { json } from './option-table.js'
import type { Option } from './option-table.js'
import { isGiven, readOptions } from './read-options.js'
import type { UsageProblem } from './read-options.js'

const numeric: Option = { long: 'numeric', short: 'n', takes: 'nothing', remark: '' }
const stats: Option = { long: 'stats', takes: 'nothing', remark: '' }
const rate: Option = { long: 'rate', takes: 'nothing', remark: '' }
const exact: Option = { long: 'exact', takes: 'nothing', remark: '' }

/** `ipvs list`, with the options of `ipvsadm -l`; `-n` goes without saying. */
export function parseIpvs(argv: readonly string[]): Result<ListIpvsCommand, UsageProblem> {
  const read = readOptions(argv, [numeric, stats, rate, exact, json])
  if (!read.ok) return read
  const { options, operands } = read.value
  if (operands.join(' ') !== 'list') {
    const hint = 'holdfast ipvs list [--stats|--rate] [--exact] [--json]'
    return { ok: false, error: { message: 'ipvs is not used like this', hint } }
  }
  const rates = isGiven(options, rate) ? 'rates' : 'connections'
  return {
    ok: true,
    value: {
      kind: 'listIpvs',
      columns: isGiven(options, stats) ? 'statistics' : rates,
      exact: isGiven(options, exact),
      json: isGiven(options, json),
    },
  }
}
