import type { Member } from './member.js'
import type { VirtualRouter } from './match-members.js'

/** A member that differs from what most say, and one of those. */
export interface Deviant {
  readonly member: Member
  readonly usual: Member
}

/** Who says something else than most; where no value has a majority, the first one counts. */
export function deviants(
  router: VirtualRouter,
  valueOf: (member: Member) => string | number,
): readonly Deviant[] {
  const byValue = new Map<string | number, Member[]>()
  for (const member of router) {
    const value = valueOf(member)
    byValue.set(value, [...(byValue.get(value) ?? []), member])
  }
  const groups = [...byValue.values()]
  const most = Math.max(...groups.map(({ length }) => length))
  const usual = groups.find(({ length }) => length === most)?.[0]
  if (usual === undefined) return []
  return router
    .filter((member) => valueOf(member) !== valueOf(usual))
    .map((member) => ({ member, usual }))
}
