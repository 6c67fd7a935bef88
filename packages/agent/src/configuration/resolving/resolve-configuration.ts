import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import type { KeepalivedConfiguration } from '../model.js'
import { duplicateAddresses, families, noAddress, unicastPeers } from './addresses.js'
import type { InstanceRule, ResolveContext } from './context.js'
import { advertInterval, authentication, password, preemption } from './election.js'
import { resolveGroups, withoutTrackersOfGroup } from './groups.js'
import { needsInterface, needsVirtualRouterId, uniqueNames, uniqueRouters } from './identity.js'
import { giveNotices } from './notices.js'
import { strictMode } from './strict.js'
import { instanceReferences, ownInterface, ownerWeights } from './tracking.js'

/** In this order: an instance that is removed at the end has heard of its other mistakes. */
const instanceRules: readonly InstanceRule[] = [
  families,
  duplicateAddresses,
  noAddress,
  unicastPeers,
  password,
  strictMode,
  preemption,
  advertInterval,
  authentication,
  instanceReferences,
  ownInterface,
  ownerWeights,
  needsVirtualRouterId,
  needsInterface,
]

/** The configuration as keepalived would keep it: what cannot be meant is left out, and said. */
export function resolveConfiguration(context: ResolveContext): KeepalivedConfiguration {
  const { written, places } = context
  const named = uniqueNames('vrrp_instance', written.instances ?? [], context)
  const single = named.flatMap((instance) => applyRules(instance, context) ?? [])
  const instances = uniqueRouters(single, context)
  const groups = uniqueNames('vrrp_sync_group', written.syncGroups ?? [], context)
  const syncGroups = resolveGroups(groups, instances, context)
  const { scripts, processes, files } = written
  const configuration = places.changed(written, {
    instances:
      written.instances &&
      instances.map((each) => withoutTrackersOfGroup(each, syncGroups, context)),
    syncGroups: written.syncGroups && syncGroups,
    scripts: scripts && uniqueNames('vrrp_script', scripts, context),
    processes: processes && uniqueNames('vrrp_track_process', processes, context),
    files: files && uniqueNames('track_file', files, context),
  })
  giveNotices(configuration, context)
  return configuration
}

function applyRules(instance: InstanceBlock, context: ResolveContext): InstanceBlock | undefined {
  let kept: InstanceBlock | undefined = instance
  for (const rule of instanceRules) {
    if (kept !== undefined) kept = rule(kept, context)
  }
  return kept
}
