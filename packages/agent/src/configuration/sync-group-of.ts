import type { SyncGroupBlock } from '@holdfast/vrrp/keywords'

/** The groups of a list by their members: made once, because every instance asks. */
const known = new WeakMap<readonly SyncGroupBlock[], ReadonlyMap<string, SyncGroupBlock>>()

/** The sync group that an instance of this name is in; the first of several. */
export function syncGroupOf(
  name: string,
  groups: readonly SyncGroupBlock[] = [],
): SyncGroupBlock | undefined {
  let byMember = known.get(groups)
  if (byMember === undefined) known.set(groups, (byMember = byMemberOf(groups)))
  return byMember.get(name)
}

function byMemberOf(groups: readonly SyncGroupBlock[]): ReadonlyMap<string, SyncGroupBlock> {
  const byMember = new Map<string, SyncGroupBlock>()
  for (const group of groups.toReversed()) {
    for (const member of group.members ?? []) byMember.set(member, group)
  }
  return byMember
}
