import type { InstanceModel } from './instance-model.js'
import { masterDownTime } from './reading.js'
import { understands } from './virtual-router.js'
import type { VirtualRouter } from './virtual-router.js'
import type { World } from './world.js'

/** Members of a virtual router that may take part and hear of each other, directly or not. */
export interface Component {
  readonly members: readonly InstanceModel[]
  /** From then on there is a master; virtual milliseconds. */
  readonly masterBy: number
  /** From then on it is the right one, and alone; never where that is not determined. */
  readonly settledBy: number
  /** Whether `candidate` would take over from `master`. */
  preempts(candidate: InstanceModel, master: InstanceModel): boolean
}

/** The components as they are now; they stay so until something changes. */
export function findComponents(router: VirtualRouter, world: World): readonly Component[] {
  const eligible = [...router.members.values()].filter(isEligible)
  const found: Component[] = []
  const rest = new Set(eligible)
  for (const first of eligible) {
    if (!rest.delete(first)) continue
    const members = [first]
    for (const member of members) {
      for (const other of rest) {
        if (!hears(member, other, world) && !hears(other, member, world)) continue
        rest.delete(other)
        members.push(other)
      }
    }
    const component = componentOf(members, world)
    if (component !== undefined) found.push(component)
  }
  return found
}

export function explainComponent({ members }: Component): string {
  const [first] = members
  return `${first?.name ?? ''} among ${members.map(({ node }) => node.name).join(' ')}`
}

function isEligible(model: InstanceModel): boolean {
  const { node, companions } = model
  return (
    node.status === 'running' &&
    companions.every(({ role }) => role === 'BACKUP' || role === 'MASTER')
  )
}

function hears(listener: InstanceModel, speaker: InstanceModel, world: World): boolean {
  const { interface: name } = listener.reading
  return (
    world.reaches(speaker.node.name, listener.node.name, name) && understands(listener, speaker)
  )
}

function componentOf(members: readonly InstanceModel[], world: World): Component | undefined {
  // Sync groups whose members are in different components, or ordered differently, block each
  // other: keepalived documents that as unsupported (rule 144).
  const groups = members.map(({ companions }) => companions)
  const isPlain = groups.every((companions) => companions.length === 1)
  if (!isPlain && !isOrderly(groups, world)) return undefined
  const all = groups.flat()
  const slowest = Math.max(...all.map((model) => downTime(model)))
  const masterBy = world.changedAt + world.worstDelayMs + slowest + 1
  return { members, masterBy, settledBy: masterBy + settlingTime(all, slowest, world), preempts }
}

/** Master-down time of an instance in virtual milliseconds, whomever it learned its interval from. */
function downTime({ reading, priority, router, node }: InstanceModel): number {
  const intervalMs = Math.max(reading.intervalMs, router.longestIntervalMs)
  return masterDownTime(reading, priority, intervalMs) / node.rate
}

/**
 * How long it then takes: the other masters hear the strongest one; whoever preempts it waits out its
 * delay and its master-down time; the master it then replaces hears of it.
 */
function settlingTime(all: readonly InstanceModel[], slowestMs: number, world: World): number {
  if (world.isLossy || !isMeshed(all, world)) return Infinity
  const shortestMs = Math.min(...all.map(({ reading }) => reading.intervalMs))
  if (world.jitterMs > shortestMs / 2) return Infinity
  const heardMs = Math.max(...all.map(({ reading, node }) => reading.intervalMs / node.rate))
  const delayMs = Math.max(...all.map(({ reading, node }) => reading.preemptDelayMs / node.rate))
  return 2 * (heardMs + world.worstDelayMs) + delayMs + slowestMs + 1
}

/** Whether everybody hears everybody, which is what a LAN segment promises. */
function isMeshed(all: readonly InstanceModel[], world: World): boolean {
  return all.every((one) =>
    all.every((other) => one.router !== other.router || one === other || hears(one, other, world)),
  )
}

/**
 * Whether every two groups hear each other in all members, and compare the same way in each; and
 * whether no member hears of anybody else.
 */
function isOrderly(groups: readonly (readonly InstanceModel[])[], world: World): boolean {
  const nodes = new Set(groups.flat().map(({ node }) => node))
  const isClosed = groups
    .flat()
    .every((member) =>
      [...member.router.members.values()].every(
        (other) =>
          nodes.has(other.node) ||
          !isEligible(other) ||
          (!hears(member, other, world) && !hears(other, member, world)),
      ),
    )
  if (!isClosed) return false
  return groups.every((group) =>
    groups.every((other) => {
      const orders = group.map((member) => {
        const peer = other.find(({ router }) => router === member.router)
        if (peer === undefined || (peer !== member && !hears(peer, member, world))) return undefined
        return Math.sign(member.priority - peer.priority)
      })
      return orders.every((order) => order !== undefined && order === orders[0])
    }),
  )
}

/** Rules 60, 61, 84, 139: only a strictly higher priority preempts, and a group only as a whole. */
function preempts(candidate: InstanceModel, master: InstanceModel): boolean {
  return candidate.companions.every((member) => {
    const rival = master.companions.find(({ router }) => router === member.router)
    if (rival === undefined) return false
    return member.reading.preempts && !member.isYielding && member.priority > rival.priority
  })
}
