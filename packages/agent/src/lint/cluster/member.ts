import { resolveConfig } from '@holdfast/vrrp'
import type { VrrpConfig, VrrpParameters } from '@holdfast/vrrp'
import type { InstanceBlock } from '@holdfast/vrrp/keywords'
import type { Places, Span } from '@holdfast/core/config'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import { spanAt } from '../../configuration/span-at.js'
import { syncGroupOf } from '../../configuration/sync-group-of.js'
import { memberConfig } from './member-config.js'

/** A node of a cluster: what its file says. */
export interface LintNode {
  /** Short, for timelines: `lb1`. Unique among the nodes. */
  readonly name: string
  readonly configuration: KeepalivedConfiguration
  /** Where each property of it was written. */
  readonly places: Places
}

/** One instance of one node. */
export interface Member {
  readonly node: LintNode
  readonly block: InstanceBlock
  readonly config: VrrpConfig
  /** The same, with every default filled in. */
  readonly parameters: VrrpParameters
  /** Whether tracker weights count: not in a sync group, unless it says so (rule 142). */
  readonly weightsCount: boolean
}

/** The instances of a node, without those that cannot run: their own diagnostics say why. */
export function membersOf(node: LintNode): readonly Member[] {
  const { configuration } = node
  return (configuration.instances ?? []).flatMap((block) => {
    const group = syncGroupOf(block.name, configuration.syncGroups)
    const weightsCount = group === undefined || group.syncGroupTrackingWeight === true
    try {
      const config = memberConfig(block, group, configuration)
      return [{ node, block, config, parameters: resolveConfig(config).parameters, weightsCount }]
    } catch {
      return []
    }
  })
}

/**
 * Where a property of the member, or the line that made an object of it, is written; where its
 * block begins, if it is not.
 */
export function placeOf({ node, block }: Member, what?: keyof InstanceBlock | object): Span {
  const { places } = node
  const span =
    typeof what === 'object'
      ? (places.of(what).at(-1) ?? spanAt(places, block))
      : spanAt(places, block, what)
  return span ?? { file: node.name, line: 1, column: 1, endColumn: 2 }
}

/** `a.conf:12`, for messages about another file. */
export function nameOf({ file, line }: Span): string {
  return `${file}:${line}`
}

/** `VRID 51 of lb1`, as messages call a member. */
export function titleOf({ parameters, node }: Member): string {
  return `VRID ${parameters.virtualRouterId} of ${node.name}`
}
