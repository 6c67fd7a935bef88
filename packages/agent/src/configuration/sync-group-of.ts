import type { SyncGroupBlock } from '@holdfast/vrrp/keywords'

/** The sync group that an instance of this name is in. */
export function syncGroupOf(
  name: string,
  groups: readonly SyncGroupBlock[] = [],
): SyncGroupBlock | undefined {
  return groups.find(({ members = [] }) => members.includes(name))
}
