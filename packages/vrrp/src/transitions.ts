import { noRouting } from '@holdfast/core'
import type { DesiredAddress } from '@holdfast/core'
import type { VrrpEffect } from './effect.js'
import { freshRouting, holdingRoutes, pending, releasesRoutes, withRouting } from './routing.js'
import { isOwner, OWNER_PRIORITY } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import type { TransitionReason } from './reason.js'
import { assess } from './standing.js'
import type { Announcing, BackupRole, Holding, Role, Standing, VrrpState } from './state.js'
import { masterDownIntervalMs } from './timers.js'

/** The outcome of an input: what is known now, and what is to be done, in order. */
export interface Step {
  readonly state: VrrpState
  readonly effects: readonly VrrpEffect[]
}

export const NO_EFFECTS: readonly VrrpEffect[] = Object.freeze([])
const nothingToAnnounce: Announcing = Object.freeze({
  secondBurstAt: undefined,
  lowerPrioBurstAt: undefined,
  refreshAt: undefined,
  contest: undefined,
})
const NO_ADDRESSES: readonly DesiredAddress[] = Object.freeze([])

export function unchanged(state: VrrpState): Step {
  return { state, effects: NO_EFFECTS }
}

export function withRole(state: VrrpState, role: Role): VrrpState {
  return successor(state, role, state.standing)
}

export function withStanding(state: VrrpState, standing: Standing): VrrpState {
  return successor(state, state.role, standing)
}

/** The same instance with another role or standing. A literal, as adverts come through here. */
function successor(
  { claims, releasing, routing }: VrrpState,
  role: Role,
  standing: Standing,
): VrrpState {
  return { role, standing, claims, routing, releasing }
}

/** Master-down interval of this instance; an owner that lowered itself still counts as 255 (rule 49). */
export function masterDownMs(
  parameters: VrrpParameters,
  standing: Standing,
  masterAdverIntMs: number,
): number {
  return masterDownIntervalMs(
    parameters.version,
    isOwner(parameters) ? OWNER_PRIORITY : standing.effectivePriority,
    masterAdverIntMs,
    parameters.downTimerAdverts,
  )
}

/** A backup that has heard nobody yet and waits for `waitMs`. */
export function listeningRole(parameters: VrrpParameters, now: number, waitMs: number): BackupRole {
  return {
    name: 'BACKUP',
    masterDownAt: now + waitMs,
    masterAdverIntMs: parameters.advertIntMs,
    listeningSince: now,
    master: undefined,
    resigned: undefined,
    weaker: undefined,
    preemptAt: undefined,
    claim: undefined,
    wish: undefined,
  }
}

export function toBackup(
  parameters: VrrpParameters,
  state: VrrpState,
  role: BackupRole,
  reason: TransitionReason,
  saysGoodbye = false,
): Step {
  return {
    state: left(parameters, state, role),
    effects: [...leaving(parameters, state, saysGoodbye), changed(state, 'BACKUP', reason)],
  }
}

/**
 * Becomes master: the advert goes first, so that an old master drops the addresses before ours are
 * announced (rule 76).
 */
export function toMaster(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
  reason: TransitionReason,
): Step {
  // Mastership ends what made this instance yield before (rule 82; demotion).
  const { standing } = state
  const settled =
    standing.yielding || standing.ownerLowered
      ? assess(parameters, { ...standing, yielding: false, ownerLowered: false })
      : standing
  const role: Role = {
    name: 'MASTER',
    advertAt: now + parameters.advertIntMs,
    holding: freshHolding(parameters),
    announcing: nothingToAnnounce,
    ownerConflict: undefined,
  }
  return {
    state: {
      role,
      standing: settled,
      claims: state.claims,
      routing: freshRouting(parameters, state),
    },
    effects: [
      { type: 'sendAdvert', priority: settled.effectivePriority },
      ...holding(parameters),
      ...holdingRoutes(parameters),
      changed(state, 'MASTER', reason),
    ],
  }
}

export function toFault(parameters: VrrpParameters, state: VrrpState): Step {
  const reason: TransitionReason = { kind: 'fault', faults: state.standing.faults }
  return {
    state: left(parameters, state, { name: 'FAULT' }),
    effects: [...leaving(parameters, state, true), changed(state, 'FAULT', reason)],
  }
}

export function toInit(parameters: VrrpParameters, state: VrrpState): Step {
  const stopped = left(parameters, state, { name: 'INIT', phase: 'stopped' })
  if (state.role.name === 'INIT') return unchanged(stopped)
  return {
    state: stopped,
    effects: [...leaving(parameters, state, true), changed(state, 'INIT', { kind: 'stopped' })],
  }
}

/** The effects that ask for every address; none where there is nothing to hold. */
export function holding(parameters: VrrpParameters): readonly VrrpEffect[] {
  if (parameters.heldAddresses.length === 0) return NO_EFFECTS
  return [{ type: 'holdAddresses', addresses: parameters.heldAddresses }]
}

export function freshHolding(parameters: VrrpParameters): Holding {
  const status = parameters.heldAddresses.length === 0 ? 'held' : 'pending'
  return { status, attempt: 1, retryAt: undefined, failures: [] }
}

/** In another role; a master's routes are about to go. */
function left(parameters: VrrpParameters, state: VrrpState, role: Role): VrrpState {
  const next = withRole(state, role)
  return releasesRoutes(parameters, state) ? withRouting(next, pending) : next
}

/**
 * What leaving the present role takes: a goodbye first (rule 77), then rules, routes and addresses,
 * the other way round than they came.
 */
function leaving(
  parameters: VrrpParameters,
  state: VrrpState,
  saysGoodbye: boolean,
): readonly VrrpEffect[] {
  const { role, standing } = state
  if (role.name === 'BACKUP' && role.claim !== undefined) {
    return [{ type: 'withdrawClaim', id: role.claim.id }]
  }
  if (role.name !== 'MASTER') return NO_EFFECTS
  const effects: VrrpEffect[] = []
  if (saysGoodbye && standing.link.sourceAddress !== undefined) {
    effects.push({ type: 'sendAdvert', priority: 0 })
  }
  effects.push({ type: 'dropAnnouncements' })
  if (releasesRoutes(parameters, state)) effects.push({ type: 'holdRoutes', routing: noRouting })
  if (parameters.heldAddresses.length > 0) {
    effects.push({ type: 'holdAddresses', addresses: NO_ADDRESSES })
  }
  return effects
}

function changed(state: VrrpState, to: Role['name'], reason: TransitionReason): VrrpEffect {
  return { type: 'stateChanged', from: state.role.name, to, reason }
}
