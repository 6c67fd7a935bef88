import type { ClaimVerdict, VrrpInput } from './input.js'
import type { ClaimParameters } from './parameters.js'
import type { TransitionReason } from './reason.js'
import type { Claim, VrrpState, VrrpStateName } from './state.js'

export interface GroupParameters {
  readonly name: string
  /** Names of the members, in the order of the cohort. */
  readonly members: readonly string[]
  readonly claim: ClaimParameters | undefined
}

/** What a sync group knows beyond its members: the state it last took as a whole. */
export interface GroupState {
  readonly state: VrrpStateName
  readonly claim: Claim | undefined
  readonly claims: number
}

export type GroupEffect =
  | {
      readonly type: 'askClaim'
      readonly id: number
      readonly deadline: number
      readonly reason: TransitionReason
    }
  | { readonly type: 'withdrawClaim'; readonly id: number }
  | { readonly type: 'groupStateChanged'; readonly from: VrrpStateName; readonly to: VrrpStateName }

/** What the group asks of one of its members. */
export interface Demand {
  readonly member: number
  readonly input: VrrpInput
}

export interface GroupStep {
  readonly group: GroupState
  readonly demands: readonly Demand[]
  readonly effects: readonly GroupEffect[]
}

export const initialGroup: GroupState = { state: 'INIT', claim: undefined, claims: 0 }

/**
 * What follows for the group from the states and wishes of its members (rules 139-141). Called
 * again after the demands were met, until nothing more follows.
 */
export function groupStep(
  parameters: GroupParameters,
  group: GroupState,
  members: readonly VrrpState[],
  now: number,
): GroupStep {
  const faults = faultDemands(parameters, members)
  if (faults.length > 0) return { group, demands: faults, effects: [] }
  const deserted = desertDemands(parameters, members)
  if (deserted.length > 0) return { group, demands: deserted, effects: [] }
  const wish = commonWish(members)
  if (wish === undefined) return stateReached(withdrawn(group), members)
  if (parameters.claim === undefined) return granted(parameters, group)
  if (group.claim !== undefined) return stateReached({ group, demands: [], effects: [] }, members)
  const id = group.claims
  const claim = { id, deadline: now + parameters.claim.timeoutMs, reason: wish }
  return {
    group: { ...group, claim, claims: id + 1 },
    demands: [],
    effects: [{ type: 'askClaim', ...claim }],
  }
}

/** A group makes one claim; its answer counts for every member. */
export function groupClaimAnswered(
  parameters: GroupParameters,
  group: GroupState,
  answer: { readonly id: number; readonly verdict: ClaimVerdict },
): GroupStep {
  if (group.claim?.id !== answer.id) return { group, demands: [], effects: [] }
  const open = { ...group, claim: undefined }
  if (answer.verdict === 'grant') return granted(parameters, open)
  // Denied: the wishes are void, and every member waits its full interval again.
  const demands = parameters.members.map((_, member) => ({
    member,
    input: { type: 'wishDenied' } as const,
  }))
  return { group: open, demands, effects: [] }
}

function granted(parameters: GroupParameters, group: GroupState): GroupStep {
  const input = { type: 'groupGranted', group: parameters.name } as const
  const demands = parameters.members.map((_, member) => ({ member, input }))
  return { group, demands, effects: [] }
}

function withdrawn(group: GroupState): GroupStep {
  if (group.claim === undefined) return { group, demands: [], effects: [] }
  return {
    group: { ...group, claim: undefined },
    demands: [],
    effects: [{ type: 'withdrawClaim', id: group.claim.id }],
  }
}

/** One member's fault is everybody's; it ends when no member has one and none is in INIT (rule 140). */
function faultDemands(parameters: GroupParameters, members: readonly VrrpState[]): Demand[] {
  const faulty = members.flatMap((member, index) => (hasOwnFault(member) ? [index] : []))
  const starting = members.some(({ role }) => role.name === 'INIT')
  return members.flatMap((member, index) => {
    const present = member.standing.groupFault
    // Two faulty members share each other's fault, so that neither is up while the other is not.
    const other = faulty.find((candidate) => candidate !== index)
    const shared = other === undefined ? undefined : parameters.members[other]
    if (present === shared || isStopped(member)) return []
    // An own fault explains itself; a shared one outlasts members that are still starting.
    if (shared === undefined && faulty.length === 0 && starting) return []
    return [{ member: index, input: { type: 'groupFaultChanged', member: shared } as const }]
  })
}

/** The group was master and a member is not any more: the others follow it (rule 140). */
function desertDemands(parameters: GroupParameters, members: readonly VrrpState[]): Demand[] {
  const deserter = members.findIndex(({ role }) => role.name !== 'MASTER')
  const member = parameters.members[deserter]
  if (member === undefined) return []
  return members.flatMap(({ role }, index) =>
    role.name === 'MASTER'
      ? [{ member: index, input: { type: 'groupLeftMaster', group: parameters.name, member } }]
      : [],
  )
}

/** The wish of the last member to wish, once all do. */
function commonWish(members: readonly VrrpState[]): TransitionReason | undefined {
  let wish: TransitionReason | undefined
  for (const { role } of members) {
    if (role.name !== 'BACKUP' || role.wish === undefined) return undefined
    wish = role.wish
  }
  return wish
}

/** The group's own state follows its members', and is told after them (rule 141). */
function stateReached(step: GroupStep, members: readonly VrrpState[]): GroupStep {
  const from = step.group.state
  const to = stateOf(members)
  if (from === to) return step
  return {
    group: { ...step.group, state: to },
    demands: step.demands,
    effects: [...step.effects, { type: 'groupStateChanged', from, to }],
  }
}

function stateOf(members: readonly VrrpState[]): VrrpStateName {
  const names = members.map(({ role }) => role.name)
  if (names.includes('FAULT')) return 'FAULT'
  if (names.includes('INIT')) return 'INIT'
  return names.every((name) => name === 'MASTER') ? 'MASTER' : 'BACKUP'
}

function hasOwnFault({ standing, role }: VrrpState): boolean {
  if (role.name === 'INIT') return false
  return standing.faults.some(({ kind }) => kind !== 'group')
}

function isStopped({ role }: VrrpState): boolean {
  return role.name === 'INIT' && role.phase === 'stopped'
}
