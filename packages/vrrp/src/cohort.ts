import { assert } from '@holdfast/core'
import type { VrrpEffect } from './effect.js'
import type { ClaimVerdict, VrrpInput } from './input.js'
import { initialState, nextDeadline, step } from './machine.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpState } from './state.js'
import { groupClaimAnswered, groupStep, initialGroup } from './sync-group.js'
import type { Demand, GroupEffect, GroupParameters, GroupState, GroupStep } from './sync-group.js'

/**
 * Instances that step together: a single one, or the members of a sync group. Cohorts share nothing,
 * so that the cost of an advert does not grow with the number of instances of a router.
 */
export interface CohortParameters {
  readonly members: readonly VrrpParameters[]
  readonly group: GroupParameters | undefined
}

export interface CohortState {
  readonly members: readonly VrrpState[]
  readonly group: GroupState | undefined
}

export type CohortInput =
  /** To one member. */
  | { readonly to: number; readonly input: VrrpInput }
  /** To every member whose deadline has passed. */
  | { readonly to: 'due' }
  /** To the claim of the group. */
  | { readonly to: 'group'; readonly id: number; readonly verdict: ClaimVerdict }

export type CohortEffect =
  | { readonly of: number; readonly effect: VrrpEffect }
  | { readonly of: 'group'; readonly effect: GroupEffect }

export interface CohortStep {
  /** `parametersChanged` puts new ones in force. */
  readonly parameters: CohortParameters
  readonly state: CohortState
  readonly effects: readonly CohortEffect[]
}

/** A fault, a desertion and a grant each take one round; more would be a loop. */
const ROUNDS_MAX = 16

export function initialCohort(parameters: CohortParameters): CohortState {
  return {
    members: parameters.members.map(initialState),
    group: parameters.group === undefined ? undefined : initialGroup,
  }
}

/** Steps until nothing more follows; no listener runs in between (rules 139-141). */
export function cohortStep(
  parameters: CohortParameters,
  state: CohortState,
  now: number,
  input: CohortInput,
): CohortStep {
  const run = new Run(parameters, state, now)
  if (input.to === 'due') run.meet(dueDemands(state, now))
  else if (input.to === 'group') run.answer(input)
  else run.demand(input.to, input.input)
  run.settle()
  return run.outcome()
}

export function cohortDeadline(state: CohortState): number | undefined {
  let earliest = state.group?.claim?.deadline
  for (const member of state.members) {
    const deadline = nextDeadline(member)
    if (deadline !== undefined && (earliest === undefined || deadline < earliest)) {
      earliest = deadline
    }
  }
  return earliest
}

function dueDemands(state: CohortState, now: number): Demand[] {
  const demands: Demand[] = []
  for (let member = 0; member < state.members.length; member += 1) {
    const known = state.members[member]
    const deadline = known === undefined ? undefined : nextDeadline(known)
    if (deadline !== undefined && deadline <= now) {
      demands.push({ member, input: { type: 'timerExpired' } })
    }
  }
  return demands
}

/** The working state of one call; never seen outside. */
class Run {
  #parameters: CohortParameters
  readonly #now: number
  #members: readonly VrrpState[]
  #group: GroupState | undefined
  readonly #effects: CohortEffect[] = []

  constructor(parameters: CohortParameters, state: CohortState, now: number) {
    this.#parameters = parameters
    this.#members = state.members
    this.#group = state.group
    this.#now = now
  }

  demand(member: number, input: VrrpInput): void {
    const parameters = this.#parameters.members[member]
    const before = this.#members[member]
    if (parameters === undefined || before === undefined) return
    const { state, effects } = step(parameters, before, this.#now, input)
    if (state !== before) this.#members = replaced(this.#members, member, state)
    for (const effect of effects) this.#effects.push({ of: member, effect })
    if (input.type === 'parametersChanged') {
      const members = replaced(this.#parameters.members, member, input.parameters)
      this.#parameters = { members, group: this.#parameters.group }
    }
    if (this.#group !== undefined && input.type === 'advertReceived')
      this.#reassert(member, effects)
  }

  meet(demands: readonly Demand[]): void {
    for (const { member, input } of demands) this.demand(member, input)
  }

  answer(answer: { readonly id: number; readonly verdict: ClaimVerdict }): void {
    const { group } = this.#parameters
    if (group === undefined || this.#group === undefined) return
    this.#take(groupClaimAnswered(group, this.#group, answer))
  }

  settle(): void {
    const { group } = this.#parameters
    if (group === undefined) return
    this.#expireClaim(group)
    for (let round = 0; round < ROUNDS_MAX; round += 1) {
      if (this.#group === undefined) return
      const outcome = groupStep(group, this.#group, this.#members, this.#now)
      this.#take(outcome)
      if (outcome.demands.length === 0 && outcome.effects.length === 0) return
    }
    assert(false, `sync group ${group.name} does not come to rest`)
  }

  outcome(): CohortStep {
    return {
      parameters: this.#parameters,
      state: { members: this.#members, group: this.#group },
      effects: this.#effects,
    }
  }

  #take(outcome: GroupStep): void {
    this.#group = outcome.group
    for (const effect of outcome.effects) this.#effects.push({ of: 'group', effect })
    this.meet(outcome.demands)
  }

  #expireClaim(group: GroupParameters): void {
    const claim = this.#group?.claim
    if (claim === undefined || claim.deadline > this.#now) return
    // After the deadline nobody waits for an answer any more.
    this.#effects.push({ of: 'group', effect: { type: 'withdrawClaim', id: claim.id } })
    this.answer({ id: claim.id, verdict: group.claim?.timeoutVerdict ?? 'grant' })
  }

  /** A rival heard by one member misled the neighbours of all of them (rule 79). */
  #reassert(heardBy: number, effects: readonly VrrpEffect[]): void {
    const rival = effects.some(
      (effect) => effect.type === 'note' && effect.note.kind === 'lowerPriorityHeard',
    )
    if (!rival) return
    this.#members.forEach((_, member) => {
      if (member !== heardBy) this.demand(member, { type: 'announcementAsked' })
    })
  }
}

function replaced<Item>(items: readonly Item[], index: number, item: Item): readonly Item[] {
  if (items.length === 1) return [item]
  const copy = items.slice()
  copy[index] = item
  return copy
}
