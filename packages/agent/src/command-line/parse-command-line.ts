import type { Result } from '@holdfast/core'
import { parseHttpAddress } from '../http/http-address.js'
import { parseMasterAddress } from '../snmp/agentx/master-address.js'
import type { Command, RunOptions } from './command.js'
import { json, runOptions } from './option-table.js'
import type { Option, Setting } from './option-table.js'
import { defaultFile } from './default-file.js'
import { parseDoctor } from './parse-doctor.js'
import { controlUsage, isControlVerb, parseControl } from './parse-control.js'
import { parseGenhash } from './parse-genhash.js'
import { parseIpvs } from './parse-ipvs.js'
import { parseRealServer } from './parse-real-server.js'
import { isGiven, readOptions } from './read-options.js'
import type { GivenOption, UsageProblem } from './read-options.js'

const checkOptions: readonly Option[] = [
  { long: 'config-id', short: 'i', takes: 'value', sets: 'configId' },
  { long: 'help', short: 'h', takes: 'nothing', sets: 'help' },
]
const simulate: Option = { long: 'simulate', takes: 'nothing', remark: '' }

/**
 * What the words behind `holdfast` ask for. Without a command they are keepalived's options, so that
 * `holdfast -n -f FILE` runs what `keepalived -n -f FILE` does.
 */
export function parseCommandLine(argv: readonly string[]): Command {
  const [first, ...rest] = argv
  switch (first) {
    case undefined:
    case 'help':
      return { kind: 'help' }
    case 'version':
      return { kind: 'version' }
    case 'check':
      return parseCheck(first, rest, [...checkOptions, json])
    case 'lint':
      return parseCheck(first, rest, [...checkOptions, json, simulate])
    case 'doctor':
      return parsedOr(parseDoctor(rest))
    case 'run':
      return parseRun(rest)
    case 'ipvs':
      return parsedOr(parseIpvs(rest))
    case 'realserver':
      return parsedOr(parseRealServer(rest))
    // As keepalived's `-T`.
    case 'genhash':
    case '-T':
    case '--genhash':
      return parsedOr(parseGenhash(rest))
    default:
      if (first.startsWith('-')) return parseRun(argv)
      return isControlVerb(first) ? parsedOr(parseControl(first, rest)) : unknownCommand(first)
  }
}

function parsedOr(parsed: Result<Command, UsageProblem>): Command {
  return parsed.ok ? parsed.value : usageError(parsed.error)
}

function unknownCommand(word: string): Command {
  const tools = ['ipvs', 'realserver', 'genhash']
  const asking = Object.keys(controlUsage)
  const commands = ['run', 'check', 'lint', 'doctor', ...asking, ...tools, 'version', 'help']
  const hint = `the commands are ${commands.join(', ')}`
  return usageError({ message: `unknown command ${word}`, hint })
}

function parseCheck(
  kind: 'check' | 'lint',
  argv: readonly string[],
  table: readonly Option[],
): Command {
  const read = readOptions(argv, table)
  if (!read.ok) return usageError(read.error)
  const { options, operands: files } = read.value
  const values = settingsOf(options)
  if (values.has('help')) return { kind: 'help' }
  if (files.length === 0) return usageError({ message: `${kind} needs a file` })
  const configId = values.get('configId')
  return {
    kind,
    files,
    json: isGiven(options, json),
    simulate: isGiven(options, simulate),
    ...(configId === undefined ? {} : { configId }),
  }
}

function parseRun(argv: readonly string[]): Command {
  const read = readOptions(argv, runOptions)
  if (!read.ok) return usageError(read.error)
  const { options: given, operands } = read.value
  const [operand] = operands
  if (operand !== undefined) {
    const hint = `name the configuration with -f ${operand}`
    return usageError({ message: `unexpected word ${operand}`, hint })
  }
  const values = settingsOf(given)
  if (values.has('help')) return { kind: 'help' }
  if (values.has('version')) return { kind: 'version' }
  const problem = problemWith(values)
  if (problem !== undefined) return usageError(problem)
  const options = runOptionsOf(values, remarksOf(given))
  if (!values.has('configTest')) return { kind: 'run', options }
  const logFile = values.get('configTest') ?? ''
  return { kind: 'configTest', options, ...(logFile === '' ? {} : { logFile }) }
}

function problemWith(values: ReadonlyMap<Setting, string>): UsageProblem | undefined {
  const format = values.get('logFormat') ?? 'keepalived'
  if (format !== 'keepalived' && format !== 'json') {
    return { message: `--log-format is keepalived or json, not ${format}` }
  }
  const umask = values.get('umask')
  if (umask !== undefined && !/^0?[0-7]{1,3}$/.test(umask)) {
    return { message: `${umask} is not a umask`, hint: 'octal digits, such as 077' }
  }
  const hold = values.get('dampFlapping')
  if (hold !== undefined && !/^[1-9]\d{0,6}$/.test(hold)) {
    return { message: `--damp-flapping is a number of seconds, not ${hold}` }
  }
  for (const name of ['metrics', 'page'] as const) {
    const address = values.get(name)
    if (address === undefined || parseHttpAddress(address) !== undefined) continue
    const hint = 'such as 9650, 192.0.2.1:9650 or [::]:9650'
    return { message: `--${name} is [ADDRESS:]PORT, not ${address}`, hint }
  }
  const master = values.get('snmpSocket')
  if (master !== undefined && parseMasterAddress(master) === undefined) {
    const hint = 'such as unix:/var/agentx/master or tcp:localhost:705'
    return { message: `--snmp-agent-socket is no place of an AgentX master: ${master}`, hint }
  }
  return undefined
}

function runOptionsOf(
  values: ReadonlyMap<Setting, string>,
  remarks: readonly string[],
): RunOptions {
  const optional = [
    'configId',
    'stateDirectory',
    'controlSocket',
    'dampFlapping',
    'metrics',
    'page',
    'pidFile',
    'namespace',
    'umask',
    'snmpSocket',
  ] as const
  const given = optional.filter((name) => values.has(name))
  return {
    file: values.get('file') ?? defaultFile,
    lease: !values.has('noLease'),
    strict: values.has('strict'),
    logFormat: values.get('logFormat') === 'json' ? 'json' : 'keepalived',
    logDetail: values.has('logDetail'),
    ignoreSigint: values.has('ignoreSigint'),
    vrrpOnly: values.has('vrrpOnly'),
    serversOnly: values.has('serversOnly'),
    keepsIpvs: values.has('keepsIpvs'),
    snmp: values.has('snmp'),
    remarks,
    ...Object.fromEntries(given.map((name) => [name, values.get(name)])),
  }
}

/** The last one counts where an option is given twice. */
function settingsOf(given: readonly GivenOption[]): ReadonlyMap<Setting, string> {
  return new Map(
    given.flatMap(({ option, value }) => ('sets' in option ? [[option.sets, value ?? '']] : [])),
  )
}

function remarksOf(given: readonly GivenOption[]): readonly string[] {
  return given.flatMap(({ option, written }) =>
    'remark' in option ? [`option ${written} has no effect: ${option.remark}`] : [],
  )
}

function usageError({ message, hint }: UsageProblem): Command {
  return { kind: 'usageError', message, ...(hint === undefined ? {} : { hint }) }
}
