import type { Result } from '@holdfast/core'
import type { ControlRequest, ControlVerb } from '../control/control-request.js'
import type { ControlCommand } from './command.js'
import { json } from './option-table.js'
import type { Option } from './option-table.js'
import { isGiven, readOptions, valueOf } from './read-options.js'
import type { UsageProblem } from './read-options.js'

/** What is asked of an agent that runs, and how it is written. */
export const controlUsage: Readonly<Record<ControlVerb, string>> = {
  status: 'status [--watch]',
  explain: 'explain [INSTANCE|VIRTUAL]',
  history: 'history [INSTANCE|VIRTUAL]',
  dump: 'dump data|stats|json',
  demote: 'demote [INSTANCE]',
  promote: 'promote [INSTANCE]',
  announce: 'announce [INSTANCE]',
  maintenance: 'maintenance on|off [INSTANCE]',
  'set-priority': 'set-priority INSTANCE PRIORITY',
  'set-weight': 'set-weight INSTANCE TRACKER WEIGHT',
  drain: 'drain SERVER [VIRTUAL] [--deadline SECONDS]',
  undrain: 'undrain SERVER [VIRTUAL]',
  reload: 'reload [--dry-run]',
  events: 'events',
}

const socket: Option = { long: 'control', takes: 'value', remark: '' }
const stateDirectory: Option = { long: 'state-dir', takes: 'value', remark: '' }
const watch: Option = { long: 'watch', takes: 'nothing', remark: '' }
const dryRun: Option = { long: 'dry-run', takes: 'nothing', remark: '' }
const deadline: Option = { long: 'deadline', takes: 'value', remark: '' }
const follow: Option = { long: 'follow', takes: 'nothing', remark: '' }

const own: Readonly<Partial<Record<ControlVerb, readonly Option[]>>> = {
  status: [watch],
  reload: [dryRun],
  drain: [deadline],
  events: [follow],
}

export function isControlVerb(word: string): word is ControlVerb {
  return Object.hasOwn(controlUsage, word)
}

/** The words behind a verb. */
export function parseControl(
  verb: ControlVerb,
  argv: readonly string[],
): Result<ControlCommand, UsageProblem> {
  const read = readOptions(argv, [socket, stateDirectory, json, ...(own[verb] ?? [])])
  if (!read.ok) return read
  const { options, operands } = read.value
  const request = requestOf(verb, operands, {
    dryRun: isGiven(options, dryRun),
    deadline: valueOf(options, deadline),
  })
  if (request === undefined) {
    const message = `${verb} is not used like this`
    return { ok: false, error: { message, hint: `holdfast ${controlUsage[verb]}` } }
  }
  const path = valueOf(options, socket)
  const folder = valueOf(options, stateDirectory)
  return {
    ok: true,
    value: {
      kind: 'control',
      request,
      json: isGiven(options, json),
      watch: isGiven(options, watch),
      ...(path === undefined ? {} : { socket: path }),
      ...(folder === undefined ? {} : { stateDirectory: folder }),
    },
  }
}

/** Undefined where a word is missing, too many, or not what it should be. */
function requestOf(
  verb: ControlVerb,
  operands: readonly string[],
  given: { readonly dryRun: boolean; readonly deadline: string | undefined },
): ControlRequest | undefined {
  switch (verb) {
    case 'status':
    case 'events':
      return operands.length === 0 ? { do: verb } : undefined
    case 'reload':
      return operands.length === 0 ? { do: verb, dryRun: given.dryRun } : undefined
    case 'explain':
    case 'history':
    case 'demote':
    case 'promote':
    case 'announce':
      return operands.length <= 1 ? { do: verb, ...named(operands[0]) } : undefined
    case 'dump': {
      const [what = '', ...rest] = operands
      if (!['data', 'stats', 'json'].includes(what) || rest.length > 0) return undefined
      return { do: verb, what }
    }
    case 'drain': {
      const drained = serverOf(operands)
      const seconds = given.deadline ?? '60'
      if (drained === undefined || !/^\d{1,7}$/.test(seconds)) return undefined
      return { do: verb, ...drained, withinMs: Number(seconds) * 1000 }
    }
    case 'undrain': {
      const drained = serverOf(operands)
      return drained === undefined ? undefined : { do: verb, ...drained }
    }
    case 'maintenance': {
      const [word, name, ...rest] = operands
      if ((word !== 'on' && word !== 'off') || rest.length > 0) return undefined
      return { do: verb, on: word === 'on', ...named(name) }
    }
    case 'set-priority': {
      const [instance, number = '', ...rest] = operands
      if (instance === undefined || !/^\d+$/.test(number) || rest.length > 0) return undefined
      return { do: verb, instance, priority: Number(number) }
    }
    case 'set-weight': {
      const [instance, tracker, number = '', ...rest] = operands
      if (instance === undefined || tracker === undefined || rest.length > 0) return undefined
      if (!/^[-+]?\d+$/.test(number)) return undefined
      return { do: verb, instance, tracker, weight: Number(number) }
    }
  }
}

function named(instance: string | undefined): { readonly instance?: string } {
  return instance === undefined ? {} : { instance }
}

function serverOf([server, of, ...rest]: readonly string[]):
  { readonly server: string; readonly of?: string } | undefined {
  if (server === undefined || rest.length > 0) return undefined
  return { server, ...(of === undefined ? {} : { of }) }
}
