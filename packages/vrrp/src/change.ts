import { isSameAddress } from '@holdfast/core'
import type { DesiredAddress } from '@holdfast/core'
import { announcingAdapted } from './announcing.js'
import { takeOver } from './backup.js'
import type { VrrpEffect } from './effect.js'
import { OWNER_PRIORITY } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import type { TransitionReason } from './reason.js'
import { isSameRouting, pending, withRouting } from './routing.js'
import { assess, awaitsTracker, trackersFor } from './standing.js'
import type { StandingFacts } from './standing.js'
import type { BackupRole, MasterRole, TrackerState, VrrpState } from './state.js'
import { skewMs } from './timers.js'
import {
  freshHolding,
  listeningRole,
  masterDownMs,
  NO_EFFECTS,
  toBackup,
  toFault,
  unchanged,
  withRole,
  withStanding,
} from './transitions.js'
import type { Step } from './transitions.js'

/** INIT ends: straight to the election, or to FAULT (rules 71-75, 87). */
export function leaveInit(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  if (awaitsTracker(parameters, state.standing)) {
    return { state: withRole(state, { name: 'INIT', phase: 'waiting' }), effects: NO_EFFECTS }
  }
  if (state.standing.faults.length > 0) return toFault(parameters, state)
  const role = listeningRole(parameters, now, firstWaitMs(parameters, state))
  const backup = toBackup(parameters, state, role, { kind: 'started' })
  if (!startsAsOwner(parameters)) return backup
  // The owner does not wait: RFC 9568 6.4.1, rules 55, 71.
  const owner = takeOver(parameters, { ...backup.state, role }, now, { kind: 'owner' })
  return { state: owner.state, effects: [...backup.effects, ...owner.effects] }
}

function startsAsOwner({ wantsMaster, priority, group }: VrrpParameters): boolean {
  return wantsMaster && priority === OWNER_PRIORITY && group === undefined
}

function firstWaitMs(parameters: VrrpParameters, { standing }: VrrpState): number {
  const { wantsMaster, group, version, advertIntMs } = parameters
  // keepalived shortens the wait of a group that wishes to be master (rule 72).
  if (wantsMaster && group !== undefined) {
    return advertIntMs + skewMs(version, OWNER_PRIORITY, advertIntMs)
  }
  return masterDownMs(parameters, standing, advertIntMs)
}

/** Puts changed facts in force: priority, timers, FAULT and the way out of it. */
export function settle(
  parameters: VrrpParameters,
  before: VrrpState,
  now: number,
  facts: StandingFacts,
): Step {
  const standing = assess(parameters, facts)
  const state = withStanding(before, standing)
  const from = before.standing.effectivePriority
  const to = standing.effectivePriority
  const notes: readonly VrrpEffect[] =
    from === to ? NO_EFFECTS : [{ type: 'note', note: { kind: 'priorityChanged', from, to } }]
  const step = settleRole(parameters, before, state, now)
  return notes.length === 0 ? step : { state: step.state, effects: [...notes, ...step.effects] }
}

function settleRole(
  parameters: VrrpParameters,
  before: VrrpState,
  state: VrrpState,
  now: number,
): Step {
  const { role, standing } = state
  const faulty = standing.faults.length > 0
  switch (role.name) {
    case 'INIT':
      return role.phase === 'waiting' ? leaveInit(parameters, state, now) : unchanged(state)
    case 'FAULT':
      return faulty ? unchanged(state) : leaveFault(parameters, state, now)
    case 'MASTER':
      return faulty ? toFault(parameters, state) : unchanged(state)
    case 'BACKUP': {
      if (faulty) return toFault(parameters, state)
      const wasMs = masterDownMs(parameters, before.standing, role.masterAdverIntMs)
      return unchanged(withRole(state, shifted(parameters, state, role, wasMs)))
    }
  }
}

/** A changed interval or priority shifts the running timer, never restarts it (rule 51). */
function shifted(
  parameters: VrrpParameters,
  { standing }: VrrpState,
  role: BackupRole,
  wasMs: number,
): BackupRole {
  const isMs = masterDownMs(parameters, standing, role.masterAdverIntMs)
  if (role.masterDownAt === undefined || isMs === wasMs) return role
  return { ...role, masterDownAt: role.masterDownAt + isMs - wasMs }
}

/** Back to the election with a full wait, unless this is the owner (rule 85). */
function leaveFault(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  const { advertIntMs, priority, version, wantsMaster, unicastPeers } = parameters
  const returns = wantsMaster && priority === OWNER_PRIORITY
  const wait = returns
    ? advertIntMs + skewMs(version, OWNER_PRIORITY, advertIntMs)
    : masterDownMs(parameters, state.standing, advertIntMs)
  const reason: TransitionReason = { kind: 'faultCleared' }
  const step = toBackup(parameters, state, listeningRole(parameters, now, wait), reason)
  const source = state.standing.link.sourceAddress
  if (unicastPeers.length === 0 || source === undefined) return step
  // So that the master's neighbour entry is fresh and no advert waits for resolution (rule 86).
  const effects: VrrpEffect[] = [{ type: 'announce', addresses: [source], repeat: 1 }]
  return { state: step.state, effects: [...effects, ...step.effects] }
}

/** One tracker reported; a tracker that is no longer configured is ignored (rule 102). */
export function trackerChanged(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
  name: string,
  next: (tracker: TrackerState) => TrackerState,
): Step {
  const known = state.standing.trackers[name]
  if (known === undefined) return unchanged(state)
  const tracker = next(known)
  if (tracker === known) return unchanged(state)
  const trackers = { ...state.standing.trackers, [name]: tracker }
  return settle(parameters, state, now, { ...state.standing, trackers })
}

/**
 * A new configuration of the same virtual router: no goodbye, no restarted wait, whatever stays
 * stays (rules 51, 74, 156). `before` are the parameters in force, `after` the new ones.
 */
export function parametersChanged(
  before: VrrpParameters,
  after: VrrpParameters,
  state: VrrpState,
  now: number,
): Step {
  const { standing, role } = state
  const facts: StandingFacts = {
    ...standing,
    // A priority set while running stays until the configuration names another.
    basePriority: before.priority === after.priority ? standing.basePriority : after.priority,
    trackers: trackersFor(after, standing.trackers),
    link: { ...standing.link, sourceAddress: after.sourceAddress ?? standing.link.sourceAddress },
  }
  const adapted = withRole(state, adaptRole(before, after, state, now))
  const settled = settle(after, adapted, now, facts)
  // Whoever leaves MASTER here lets go by the new configuration: of nothing, where that has none.
  const reholds = settled.state.role.name === 'MASTER' || after.heldAddresses.length === 0
  if (role.name !== 'MASTER' || !reholds) return settled
  const effects = [...rehold(before, after), ...settled.effects]
  if (settled.state.role.name !== 'MASTER' || isSameRouting(before.routing, after.routing)) {
    return { state: settled.state, effects }
  }
  return {
    state: withRouting(settled.state, pending),
    effects: [...effects, { type: 'holdRoutes', routing: after.routing }],
  }
}

function adaptRole(
  before: VrrpParameters,
  after: VrrpParameters,
  { role, standing }: VrrpState,
  now: number,
): VrrpState['role'] {
  if (role.name === 'MASTER') return adaptMaster(before, after, role, now)
  if (role.name !== 'BACKUP') return role
  const learned = after.version === 3 && role.master !== undefined
  const masterAdverIntMs = learned ? role.masterAdverIntMs : after.advertIntMs
  const wasMs = masterDownMs(before, standing, role.masterAdverIntMs)
  // Only the interval's share; what a new priority changes, settle adds.
  const isMs = masterDownMs(after, standing, masterAdverIntMs)
  const masterDownAt =
    role.masterDownAt === undefined ? undefined : role.masterDownAt + isMs - wasMs
  return { ...role, masterAdverIntMs, masterDownAt }
}

function adaptMaster(
  before: VrrpParameters,
  after: VrrpParameters,
  role: MasterRole,
  now: number,
): MasterRole {
  const holding = sameAddresses(before, after) ? role.holding : freshHolding(after)
  const announcing = announcingAdapted(before.announce, after.announce, role.announcing, now)
  // What a master says differently it says at once, as the backups count on what it said last (rule
  // 74); as soon as it knows the state of new trackers.
  const advertAt = saysTheSame(before, after) ? role.advertAt : now
  return { ...role, advertAt, holding, announcing }
}

/** Whether adverts stay as they are, and reach the same nodes. */
function saysTheSame(before: VrrpParameters, after: VrrpParameters): boolean {
  return JSON.stringify(saidBy(before)) === JSON.stringify(saidBy(after))
}

function saidBy(parameters: VrrpParameters): readonly unknown[] {
  const { version, advertIntMs, priority, virtualAddresses, authentication } = parameters
  const { sourceAddress, multicastGroup, unicastPeers } = parameters
  const hearers = [sourceAddress, multicastGroup, unicastPeers]
  return [version, advertIntMs, priority, virtualAddresses, authentication, ...hearers]
}

function rehold(before: VrrpParameters, after: VrrpParameters): readonly VrrpEffect[] {
  if (sameAddresses(before, after)) return NO_EFFECTS
  // Paced announcements may be of addresses that go; those that stay are announced anew once held.
  return [{ type: 'dropAnnouncements' }, { type: 'holdAddresses', addresses: after.heldAddresses }]
}

function sameAddresses(before: VrrpParameters, after: VrrpParameters): boolean {
  const one = before.heldAddresses
  const other = after.heldAddresses
  return (
    one.length === other.length &&
    one.every((each, index) => {
      const peer = other[index]
      return peer !== undefined && isSameAddress(each, peer) && isSameUse(each, peer)
    })
  )
}

/** Whoever owns the addresses no longer may not use what was there before: that is asked anew. */
function isSameUse(one: DesiredAddress, other: DesiredAddress): boolean {
  return one.accept === other.accept && (one.isOwn ?? false) === (other.isOwn ?? false)
}
