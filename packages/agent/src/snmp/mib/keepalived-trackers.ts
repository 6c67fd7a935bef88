import type { InstanceFacts } from '../../dumps/dump-facts.js'
import { commandText } from '../../dumps/dump-words.js'
import type { SnmpFacts } from '../snmp-facts.js'
import { gauge, integer, text, truth } from '../value.js'
import { vrrpSubtree } from './keepalived-vrrp.js'
import { row } from './mib-view.js'
import type { Variable } from './mib-view.js'

const trackedInterfaceEntry = [...vrrpSubtree, 4, 1]
const trackedScriptEntry = [...vrrpSubtree, 5, 1]
const scriptEntry = [...vrrpSubtree, 9, 1]

/** KEEPALIVED-MIB, `vrrp`: scripts, and what each instance tracks. */
export function trackerVariables(
  facts: SnmpFacts,
  scripts: readonly ScriptLine[],
): readonly Variable[] {
  return [
    ...facts.instances.flatMap((instance, at) => trackedVariables(instance, at + 1, facts)),
    ...scripts.flatMap((script, at) => scriptVariables(script, at + 1, facts)),
  ]
}

/** What a block `vrrp_script` says. */
export interface ScriptLine {
  readonly name: string
  readonly weight?: { readonly value: number; readonly reverse?: boolean }
  readonly rise?: number
  readonly fall?: number
}

function trackedVariables(
  { parameters: { trackers } }: InstanceFacts,
  number: number,
  { interfaceIndex, plan }: SnmpFacts,
): readonly Variable[] {
  const names = new Set(plan?.scripts.map(({ name }) => name))
  const scripts = trackers.filter(({ kind, name }) => kind === 'script' && names.has(name))
  return [
    ...trackers.flatMap(({ kind, name, weight, reverse }) => {
      const index = kind === 'interface' ? interfaceIndex(name) : undefined
      if (index === undefined) return []
      const columns = { 1: text(name), 2: integer(weight), 3: truth(reverse) }
      return row(trackedInterfaceEntry, [number, index], columns)
    }),
    ...scripts.flatMap(({ name, weight, reverse }, at) => {
      const columns = { 2: text(name), 3: integer(weight), 4: truth(reverse) }
      return row(trackedScriptEntry, [number, at + 1], columns)
    }),
  ]
}

function scriptVariables(
  { name, weight, rise = 1, fall = 1 }: ScriptLine,
  number: number,
  { instances, plan }: SnmpFacts,
): readonly Variable[] {
  const planned = plan?.scripts.find((each) => each.name === name)
  const verdict = instances.find(({ status }) => status.trackers[name] !== undefined)?.status
    .trackers[name]?.verdict
  return row(scriptEntry, [number], {
    2: text(name),
    3: planned === undefined ? undefined : text(commandText(planned.program)),
    4: planned === undefined ? undefined : integer(Math.floor(planned.intervalMs / 1000)),
    5: integer(weight?.value ?? 0),
    6: integer({ unknown: 1, down: 2, up: 3 }[verdict ?? 'unknown']),
    7: gauge(rise),
    8: gauge(fall),
    9: truth(weight?.reverse ?? false),
  })
}
