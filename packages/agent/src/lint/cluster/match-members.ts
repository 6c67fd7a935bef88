import { membersOf } from './member.js'
import type { LintNode, Member } from './member.js'

/** Instances that are meant to be one virtual router; one of each node at most. */
export type VirtualRouter = readonly Member[]

type Likeness = (a: Member, b: Member) => boolean

/**
 * What marks two instances as the same virtual router, the strongest mark first: what VRRP goes by,
 * on an interface of the same name or on any; then what people go by.
 */
const likenesses: readonly Likeness[] = [
  (a, b) => isSameRouter(a, b) && a.parameters.interface === b.parameters.interface,
  isSameRouter,
  (a, b) => a.block.name === b.block.name && isSameFamily(a, b),
  (a, b) =>
    a.parameters.virtualAddresses.some((address) =>
      b.parameters.virtualAddresses.includes(address),
    ),
]

/** Finds out which instances of the nodes belong together; a lonely one is a router of its own. */
export function matchMembers(nodes: readonly LintNode[]): readonly VirtualRouter[] {
  let routers: VirtualRouter[] = nodes.flatMap((node) => membersOf(node).map((member) => [member]))
  for (const areAlike of likenesses) routers = joined(routers, areAlike)
  return routers
}

function joined(routers: readonly VirtualRouter[], areAlike: Likeness): VirtualRouter[] {
  const result: Member[][] = []
  for (const router of routers) {
    const home = result.find(
      (other) =>
        router.every((member) => other.every(({ node }) => node !== member.node)) &&
        router.some((member) => other.some((each) => areAlike(member, each))),
    )
    if (home === undefined) result.push([...router])
    else home.push(...router)
  }
  return result
}

function isSameRouter(a: Member, b: Member): boolean {
  return a.parameters.virtualRouterId === b.parameters.virtualRouterId && isSameFamily(a, b)
}

function isSameFamily(a: Member, b: Member): boolean {
  return a.parameters.family === b.parameters.family
}
