import type { Result } from '@holdfast/core'
import type { Command } from './command.js'
import { defaultFile } from './default-file.js'
import { json } from './option-table.js'
import type { Option } from './option-table.js'
import { isGiven, readOptions, valueOf } from './read-options.js'
import type { UsageProblem } from './read-options.js'

const file: Option = { long: 'use-file', short: 'f', takes: 'value', remark: '' }
const configId: Option = { long: 'config-id', short: 'i', takes: 'value', remark: '' }
const namespace: Option = { long: 'namespace', short: 's', takes: 'value', remark: '' }
const listen: Option = { long: 'listen', takes: 'value', remark: '' }
const help: Option = { long: 'help', short: 'h', takes: 'nothing', remark: '' }

/** The words behind `doctor`. */
export function parseDoctor(argv: readonly string[]): Result<Command, UsageProblem> {
  const read = readOptions(argv, [file, configId, namespace, listen, json, help])
  if (!read.ok) return read
  const { options, operands } = read.value
  if (isGiven(options, help)) return { ok: true, value: { kind: 'help' } }
  const [operand] = operands
  if (operand !== undefined) {
    const hint = `name the configuration with -f ${operand}`
    return { ok: false, error: { message: `unexpected word ${operand}`, hint } }
  }
  const seconds = valueOf(options, listen)
  if (seconds !== undefined && !/^\d{1,3}$/.test(seconds)) {
    const message = `--listen is a number of seconds up to 999, not ${seconds}`
    return { ok: false, error: { message } }
  }
  const optional = {
    configId: valueOf(options, configId),
    namespace: valueOf(options, namespace),
    listen: seconds,
  }
  const given = Object.entries(optional).filter(([, value]) => value !== undefined)
  return {
    ok: true,
    value: {
      kind: 'doctor',
      file: valueOf(options, file) ?? defaultFile,
      json: isGiven(options, json),
      ...(Object.fromEntries(given) as Partial<Record<keyof typeof optional, string>>),
    },
  }
}
