import { UsageError } from '@holdfast/core'
import type { FaultPlan, FaultWay, LinkFaults } from '@holdfast/core/testing'
import type { StationInfo } from './envelope.js'

/** A call of a segment's `FaultPlan`. */
type FaultCommand = { readonly segment: string } & (
  | { readonly do: 'set'; readonly faults: Partial<LinkFaults>; readonly way: FaultWay }
  | { readonly do: 'cut'; readonly from: string; readonly to: string }
  | { readonly do: 'partition'; readonly groups: readonly (readonly string[])[] }
  | { readonly do: 'clog'; readonly from: string; readonly to: string; readonly ms: number }
  | { readonly do: 'heal' | 'unclog' | 'reset' }
)

/**
 * What a hub can be told from another process. Each command states a fact, so that carrying it out
 * again, because its answer was lost, changes nothing.
 */
export type ControlCommand = { readonly do: 'nodes' } | FaultCommand

/** What came of a command: its value, or why it was refused. */
export type ControlAnswer =
  { readonly ok: true; readonly value?: unknown } | { readonly ok: false; readonly message: string }

/** The part of a hub that commands act on. */
export interface Controllable {
  faultsOf(segment: string): FaultPlan
  nodes(): readonly StationInfo[]
}

/** Carries out a command in JSON and answers in JSON; whatever the text is, it never throws. */
export function answerControl(hub: Controllable, text: string): string {
  let answer: ControlAnswer
  try {
    answer = { ok: true, value: run(hub, checkCommand(JSON.parse(text))) }
  } catch (error) {
    answer = { ok: false, message: error instanceof Error ? error.message : String(error) }
  }
  return JSON.stringify(answer)
}

function run(hub: Controllable, command: ControlCommand): readonly StationInfo[] | undefined {
  if (command.do === 'nodes') return hub.nodes()
  change(hub.faultsOf(command.segment), command)
  return undefined
}

function change(faults: FaultPlan, command: FaultCommand): void {
  switch (command.do) {
    case 'set':
      faults.set(command.faults, command.way)
      break
    case 'cut':
      faults.cut(command.from, command.to)
      break
    case 'partition':
      faults.partition(...command.groups)
      break
    case 'heal':
      faults.heal()
      break
    case 'clog':
      faults.clog(command.from, command.to, command.ms)
      break
    case 'unclog':
      faults.unclog()
      break
    case 'reset':
      faults.reset()
      break
  }
}

type Check = (value: unknown) => boolean

const isText: Check = (value) => typeof value === 'string'
const isNumber: Check = (value) => typeof value === 'number'
const isListOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)
const isRecordOf =
  (check: Check): Check =>
  (value) =>
    typeof value === 'object' && value !== null && Object.values(value).every(check)

/** The types of each command's fields; the fault plan checks times and probabilities itself. */
const shapes: ReadonlyMap<unknown, Readonly<Record<string, Check>>> = new Map([
  ['nodes', {}],
  [
    'set',
    {
      segment: isText,
      faults: isRecordOf((value) => isNumber(value) || isListOf(isNumber)(value)),
      way: isRecordOf(isText),
    },
  ],
  ['cut', { segment: isText, from: isText, to: isText }],
  ['partition', { segment: isText, groups: isListOf(isListOf(isText)) }],
  ['heal', { segment: isText }],
  ['clog', { segment: isText, from: isText, to: isText, ms: isNumber }],
  ['unclog', { segment: isText }],
  ['reset', { segment: isText }],
])

function checkCommand(value: unknown): ControlCommand {
  if (typeof value !== 'object' || value === null) throw new UsageError('not a command')
  const command: { readonly do?: unknown; readonly [field: string]: unknown } = { ...value }
  const shape = shapes.get(command.do)
  if (shape === undefined) throw new UsageError(`unknown command ${String(command.do)}`)
  for (const [field, check] of Object.entries(shape)) {
    if (!check(command[field])) throw new UsageError(`${field} is missing or of a wrong type`)
  }
  return value as ControlCommand
}
