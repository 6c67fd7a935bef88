import type { SyncGroupBlock } from '@holdfast/vrrp/keywords'
import { syncGroupOf } from '../../configuration/sync-group-of.js'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import type { VirtualRouter } from './match-members.js'
import { nameOf, placeOf } from './member.js'
import type { Member } from './member.js'

/**
 * Virtual routers that one node keeps together in a sync group and another does not: each with the
 * next one of its group, on each node that lets them part.
 */
export function groupFindings(routers: readonly VirtualRouter[]): readonly Finding[] {
  return routers.flatMap((router, at) => {
    const [partner] = routers.slice(at + 1).flatMap((other) => pairsOf(router, other))
    return partner === undefined ? [] : partedBy(partner)
  })
}

/** Two virtual routers, by nodes that have both. */
type Pair = readonly (readonly [first: Member, second: Member])[]

/** The two, if they are in one group on some node. */
function pairsOf(router: VirtualRouter, other: VirtualRouter): readonly Pair[] {
  const pair = router.flatMap((first): Pair => {
    const second = other.find(({ node }) => node === first.node)
    return second === undefined ? [] : [[first, second]]
  })
  return pair.some((both) => commonGroup(both) !== undefined) ? [pair] : []
}

/** The sync group in which a node has both. */
export function commonGroup([first, second]: Pair[number]): SyncGroupBlock | undefined {
  const group = groupOf(first)
  return group !== undefined && group === groupOf(second) ? group : undefined
}

function groupOf({ node, block }: Member): SyncGroupBlock | undefined {
  return syncGroupOf(block.name, node.configuration.syncGroups)
}

function partedBy(pair: Pair): readonly Finding[] {
  const together = pair.find((both) => commonGroup(both) !== undefined)
  const apart = pair.filter((both) => commonGroup(both) === undefined)
  if (together === undefined) return []
  const [one] = together
  const group = commonGroup(together)
  return apart.map(([first, second]) =>
    finding('different-sync-group', {
      subject: first,
      members: [one, first],
      fellows: [together[1], second],
      message:
        `\`${first.block.name}\` and \`${second.block.name}\` are in no sync group together, but ` +
        `in \`${group?.name ?? ''}\` at ${nameOf(placeOf(one, group))}: when one of them fails ` +
        `on ${first.node.name}, no node has both any more`,
      details: { hint: 'write the same `vrrp_sync_group` on every node' },
    }),
  )
}
