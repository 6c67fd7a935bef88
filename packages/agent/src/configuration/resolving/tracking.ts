import { effectiveBasePriority } from '@holdfast/vrrp/keywords'
import type { SyncGroupBlock, TrackKeywords, TrackReference } from '@holdfast/vrrp/keywords'
import type { InstanceRule, ResolveContext } from './context.js'

export const trackFields = [
  'trackScripts',
  'trackFiles',
  'trackProcesses',
  'trackInterfaces',
] as const
type Field = (typeof trackFields)[number]

const kindOf: Readonly<Record<Field, string>> = {
  trackScripts: 'script',
  trackFiles: 'file',
  trackProcesses: 'process',
  trackInterfaces: 'interface',
}

interface Definition {
  readonly name: string
  readonly weight?: { readonly value: number }
}

type Definitions = ReadonlyMap<string, Definition>

/** Of a configuration, by field: made once, not for each instance. */
const known = new WeakMap<object, Readonly<Record<Field, Definitions | undefined>>>()

/** The blocks that a field names; undefined for interfaces, which are the kernel's. */
function definitionsOf(field: Field, { written }: ResolveContext): Definitions | undefined {
  let definitions = known.get(written)
  if (definitions === undefined) {
    definitions = {
      trackScripts: byName(written.scripts),
      trackFiles: byName(written.files),
      trackProcesses: byName(written.processes),
      trackInterfaces: undefined,
    }
    known.set(written, definitions)
  }
  return definitions[field]
}

/** Of two with one name the first counts. */
function byName(blocks: readonly Definition[] = []): Definitions {
  return new Map(blocks.toReversed().map((block) => [block.name, block]))
}

/** References to what does not exist, and second ones. */
function knownReferences<Owner extends TrackKeywords>(
  owner: Owner,
  name: string,
  context: ResolveContext,
): Owner {
  const { report, places } = context
  const changes: Partial<Record<Field, readonly TrackReference[]>> = {}
  for (const field of trackFields) {
    const definitions = definitionsOf(field, context)
    const seen = new Set<string>()
    const kept = owner[field]?.filter((line) => {
      if (definitions?.has(line.name) === false) {
        const message = `${name} tracks the ${kindOf[field]} \`${line.name}\`, which is not defined`
        report('unknown-tracker', [line], message)
        return false
      }
      reportLater(definitions, line, context)
      if (!seen.has(line.name)) {
        seen.add(line.name)
        return true
      }
      report('duplicate-tracker', [line], `${name} tracks \`${line.name}\` already`)
      return false
    })
    if (kept !== undefined && kept.length !== owner[field]?.length) changes[field] = kept
  }
  return Object.keys(changes).length === 0
    ? owner
    : places.changed(owner, changes as { [Name in keyof Owner]?: Owner[Name] })
}

/** Release 2.2.7 looks trackers up while it reads. */
function reportLater(
  definitions: Definitions | undefined,
  line: TrackReference,
  { places, report }: ResolveContext,
): void {
  const block = definitions?.get(line.name)
  const [defined] = block === undefined ? [] : places.of(block)
  const [used] = places.of(line)
  if (defined === undefined || used === undefined) return
  if (defined.file !== used.file || defined.line <= used.line) return
  const message = `\`${line.name}\` is only defined in line ${defined.line}`
  report('tracker-defined-later', [line], message, { hint: 'define it before the instance' })
}

export const instanceReferences: InstanceRule = (instance, context) =>
  knownReferences(instance, instance.name, context)

export function groupReferences(group: SyncGroupBlock, context: ResolveContext): SyncGroupBlock {
  return knownReferences(group, `the group ${group.name}`, context)
}

/** The own interface is tracked anyway (rule 109). */
export const ownInterface: InstanceRule = (instance, { report, places }) => {
  const kept = instance.trackInterfaces?.filter((line) => {
    if (line.name !== instance.interface) return true
    const message = `${line.name} is the interface of ${instance.name} itself`
    report('own-interface-tracked', [line], message)
    return false
  })
  if (kept?.length === instance.trackInterfaces?.length) return instance
  return places.changed(instance, { trackInterfaces: kept })
}

/** The priority of the owner never changes, so only FAULT is left to trackers (rule 95). */
export const ownerWeights: InstanceRule = (instance, context) => {
  if (effectiveBasePriority(instance) !== 255) return instance
  const { report, places } = context
  const changes: Partial<Record<Field, readonly TrackReference[]>> = {}
  for (const field of trackFields) {
    const definitions = definitionsOf(field, context)
    changes[field] = instance[field]?.filter((line) => {
      const weight = line.weight ?? definitions?.get(line.name)?.weight?.value ?? 0
      if (weight === 0) return true
      const message = `\`${line.name}\` has weight ${weight}, but ${instance.name} has priority 255`
      const hint = 'give a priority below 255, or weight 0'
      report('owner-weight-ignored', [line], message, { hint })
      return false
    }) as readonly TrackReference[]
  }
  return places.changed(instance, changes)
}
