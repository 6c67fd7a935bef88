import { mixesOwners } from '@holdfast/vrrp'
import { effectiveBasePriority } from '@holdfast/vrrp/keywords'
import type { InstanceBlock, SyncGroupBlock } from '@holdfast/vrrp/keywords'
import { syncGroupOf } from '../sync-group-of.js'
import type { ResolveContext } from './context.js'
import { groupReferences, trackFields } from './tracking.js'

/** Sync groups with the members that exist. */
export function resolveGroups(
  groups: readonly SyncGroupBlock[],
  instances: readonly InstanceBlock[],
  context: ResolveContext,
): readonly SyncGroupBlock[] {
  const names = new Set(instances.map((instance) => instance.name))
  const taken = new Map<string, string>()
  return groups.flatMap((group) => {
    const { name, members = [] } = group
    const kept = members.filter((member, at) => {
      const refuse = (code: 'unknown-instance' | 'instance-in-two-groups', why: string): false => {
        context.report(code, [members, String(at)], why)
        return false
      }
      if (!names.has(member)) {
        return refuse('unknown-instance', `${name} names ${member}, which is no instance`)
      }
      const other = taken.get(member)
      if (other !== undefined) {
        return refuse('instance-in-two-groups', `${member} is in the group ${other} already`)
      }
      taken.set(member, name)
      return true
    })
    if (kept.length === 0) {
      context.report('empty-group', [group], `the group ${name} has no instance`)
      return []
    }
    const found = instances.filter((instance) => kept.includes(instance.name))
    if (mixesOwners(found.map((instance) => effectiveBasePriority(instance)))) {
      const message = `${name} has members with priority 255, and others`
      context.report('mixed-owners', [group, 'members'], message)
      return []
    }
    if (kept.length === 1) {
      const message = `the group ${name} has one instance, which needs no group`
      context.report('small-group', [group, 'members'], message)
    }
    return [groupReferences(context.places.changed(group, { members: kept }), context)]
  })
}

/** A tracker of the group counts for every member, so that of the member is left out. */
export function withoutTrackersOfGroup(
  instance: InstanceBlock,
  groups: readonly SyncGroupBlock[],
  { report, places }: ResolveContext,
): InstanceBlock {
  const group = syncGroupOf(instance.name, groups)
  if (group === undefined) return instance
  let kept = instance
  for (const field of trackFields) {
    const ofGroup = new Set(group[field]?.map((line) => line.name))
    const left = instance[field]?.filter((line) => {
      if (!ofGroup.has(line.name)) return true
      const message = `\`${line.name}\` is tracked by the group ${group.name} already`
      report('tracked-in-group-too', [line], message)
      return false
    })
    if (left?.length !== instance[field]?.length) kept = places.changed(kept, { [field]: left })
  }
  return kept
}
