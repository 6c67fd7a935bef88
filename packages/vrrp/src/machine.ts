import { nextAnnouncement } from './announcing.js'
import { backupHears, backupTimer, claimAnswered, takeOver } from './backup.js'
import { leaveInit, parametersChanged, settle, trackerChanged } from './change.js'
import type { VrrpInput } from './input.js'
import { addressAnnounced, addressesHeld, announceNow, masterHears, masterTimer } from './master.js'
import type { Master } from './master.js'
import { isOwner } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import type { TransitionReason } from './reason.js'
import { addressesReleased, releaseTimer } from './releasing.js'
import { routesHeld, routingTimer } from './routing.js'
import { assess, initialFacts } from './standing.js'
import type { BackupRole, Role, TrackerState, VrrpState } from './state.js'
import { masterDownIntervalMs } from './timers.js'
import { afterFile, afterInterface, afterScript } from './tracking.js'
import {
  listeningRole,
  masterDownMs,
  toBackup,
  toInit,
  toMaster,
  unchanged,
  withRole,
  withStanding,
} from './transitions.js'
import type { Step } from './transitions.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'

/** Of a router that owns nothing: the peer that takes over first. */
const HIGHEST_PRIORITY = 254

type Backup = VrrpState & { readonly role: BackupRole }

/** An instance that was never started. */
export function initialState(parameters: VrrpParameters): VrrpState {
  return {
    role: { name: 'INIT', phase: 'stopped' },
    standing: assess(parameters, initialFacts(parameters)),
    claims: 0,
  }
}

/**
 * The whole of VRRP for one instance, as a function: what follows from an input at a moment.
 *
 * Total: never throws, never waits; an input that means nothing in the present state returns the
 * same state object. `now` is monotonic milliseconds. After `parametersChanged` the caller steps
 * with the new parameters.
 */
export function step(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
  input: VrrpInput,
): Step {
  switch (input.type) {
    case 'advertReceived':
      return advertReceived(parameters, state, now, input.advertisement)
    case 'timerExpired':
      return timerExpired(parameters, state, now)
    case 'started':
      return started(parameters, state, now)
    case 'stopped':
      return isStopped(state) ? unchanged(state) : toInit(parameters, state)
    case 'parametersChanged':
      return parametersChanged(parameters, input.parameters, state, now)
    case 'addressesHeld':
      return isMaster(state)
        ? addressesHeld(parameters, state, now, input.outcome)
        : addressesReleased(parameters, state, now, input.outcome)
    case 'routesHeld':
      return routesHeld(parameters, state, now, input.outcome)
    case 'linkChanged':
      return settle(parameters, state, now, { ...state.standing, link: input.link })
    case 'scriptFinished':
    case 'trackedInterfaceChanged':
    case 'trackedFileRead':
      return trackerChanged(parameters, state, now, input.tracker, reported(parameters, input))
    case 'groupFaultChanged':
      return settle(parameters, state, now, { ...state.standing, groupFault: input.member })
    case 'announcementAsked':
      return isMaster(state) ? announceNow(parameters, state) : unchanged(state)
    case 'addressAnnounced':
      return isMaster(state) ? addressAnnounced(parameters, state, now, input) : unchanged(state)
    case 'suspended':
      return suspended(parameters, state, now, input.forMs)
    case 'claimAnswered':
      return isBackup(state) ? claimAnswered(parameters, state, now, input) : unchanged(state)
    case 'groupGranted':
      return groupGranted(parameters, state, now)
    case 'wishDenied':
      return wishDenied(parameters, state, now)
    default:
      return commanded(parameters, state, now, input)
  }
}

/** When the instance next has something to do; undefined = not before something happens. */
export function nextDeadline({ role, releasing, routing }: VrrpState): number | undefined {
  const deadline = roleDeadline(role)
  const retryAt = Math.min(releasing?.retryAt ?? Infinity, routing?.retryAt ?? Infinity)
  return retryAt === Infinity ? deadline : Math.min(deadline ?? Infinity, retryAt)
}

function roleDeadline(role: Role): number | undefined {
  switch (role.name) {
    case 'INIT':
      return role.phase === 'delayed' ? role.startsAt : undefined
    case 'BACKUP':
      return role.claim === undefined ? role.masterDownAt : role.claim.deadline
    case 'MASTER':
      return Math.min(
        role.advertAt,
        role.holding.retryAt ?? Infinity,
        nextAnnouncement(role.announcing),
      )
    case 'FAULT':
      return undefined
  }
}

function advertReceived(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  if (isBackup(state)) return backupHears(parameters, state, now, advert)
  if (isMaster(state)) return masterHears(parameters, state, now, advert)
  return unchanged(state) // rule 24
}

function timerExpired(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  const step = ownTimer(parameters, state, now)
  const routing = routingTimer(parameters, step.state, now)
  if (routing.effects.length === 0) return step
  return { state: routing.state, effects: [...step.effects, ...routing.effects] }
}

function ownTimer(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  if (isMaster(state)) return masterTimer(parameters, state, now)
  const release = releaseTimer(state, now)
  if (release.effects.length === 0) return roleTimer(parameters, state, now)
  const then = roleTimer(parameters, release.state, now)
  return { state: then.state, effects: [...release.effects, ...then.effects] }
}

function roleTimer(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  if (isBackup(state)) return backupTimer(parameters, state, now)
  const { role } = state
  const delayOver = role.name === 'INIT' && role.phase === 'delayed' && role.startsAt <= now
  return delayOver ? leaveInit(parameters, state, now) : unchanged(state)
}

function started(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  if (!isStopped(state)) return unchanged(state)
  if (parameters.startupDelayMs === 0) return leaveInit(parameters, state, now)
  const startsAt = now + parameters.startupDelayMs
  return unchanged(withRole(state, { name: 'INIT', phase: 'delayed', startsAt }))
}

type TrackerInput = Extract<
  VrrpInput,
  { type: 'scriptFinished' | 'trackedInterfaceChanged' | 'trackedFileRead' }
>

/** Only a report of the tracker's own kind counts. */
function reported(
  parameters: VrrpParameters,
  input: TrackerInput,
): (tracker: TrackerState) => TrackerState {
  const configured = parameters.trackers.find((tracker) => tracker.name === input.tracker)
  return (tracker) => {
    if (input.type === 'scriptFinished' && configured?.kind === 'script') {
      return afterScript(configured, tracker, input.success)
    }
    if (input.type === 'trackedInterfaceChanged' && configured?.kind === 'interface') {
      return afterInterface(tracker, input.up)
    }
    if (input.type === 'trackedFileRead' && configured?.kind === 'file') {
      return afterFile(tracker, input.content)
    }
    return tracker
  }
}

type Command = Extract<
  VrrpInput,
  {
    type:
      | 'priorityChanged'
      | 'demoted'
      | 'promoted'
      | 'maintenanceChanged'
      | 'claimRevoked'
      | 'groupLeftMaster'
  }
>

function commanded(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
  input: Command,
): Step {
  const { standing } = state
  switch (input.type) {
    case 'priorityChanged':
      return settle(parameters, state, now, { ...standing, basePriority: input.priority })
    case 'maintenanceChanged': {
      const maintenance = input.on ? input.by : undefined
      return settle(parameters, state, now, { ...standing, maintenance })
    }
    case 'promoted':
      return isBackup(state)
        ? takeOver(parameters, state, now, { kind: 'promoted', by: input.by })
        : unchanged(state)
    case 'demoted':
      return resign(parameters, state, now, { kind: 'demoted', by: input.by }, true)
    case 'claimRevoked':
      return resign(parameters, state, now, { kind: 'claimRevoked', by: input.by }, false)
    case 'groupLeftMaster': {
      const { group, member } = input
      return resign(parameters, state, now, { kind: 'group', group, member }, false)
    }
  }
}

/** Hands over: priority 0, so that the next one follows after its skew, and a full wait for us. */
function resign(
  parameters: VrrpParameters,
  before: VrrpState,
  now: number,
  reason: TransitionReason,
  yields: boolean,
): Step {
  const standing = yields
    ? assess(parameters, { ...before.standing, yielding: true })
    : before.standing
  const state = yields ? withStanding(before, standing) : before
  if (!isMaster(state)) return unchanged(state)
  const wait = masterDownMs(parameters, standing, parameters.advertIntMs)
  return toBackup(parameters, state, listeningRole(parameters, now, wait), reason, true)
}

/**
 * After a sleep nobody knows who is master: whoever spoke meanwhile was not heard. A backup waits as
 * if it had just started; so does a master that slept long enough for another to take over, and it
 * must not say goodbye, for that one may be well (rule 153). Owners do not wait (RFC 9568 6.4.1).
 */
function suspended(parameters: VrrpParameters, state: VrrpState, now: number, forMs: number): Step {
  const { role, standing } = state
  if (isBackup(state)) {
    const wait = masterDownMs(parameters, standing, state.role.masterAdverIntMs)
    if (state.role.masterDownAt === undefined) return unchanged(state)
    return unchanged(
      withRole(state, { ...state.role, masterDownAt: now + wait, listeningSince: now }),
    )
  }
  if (role.name !== 'MASTER' || isOwner(parameters)) return unchanged(state)
  const { version, advertIntMs, downTimerAdverts } = parameters
  if (forMs < masterDownIntervalMs(version, HIGHEST_PRIORITY, advertIntMs, downTimerAdverts)) {
    return unchanged(state)
  }
  const wait = masterDownMs(parameters, standing, advertIntMs)
  const listening = listeningRole(parameters, now, wait)
  return toBackup(parameters, state, listening, { kind: 'suspended', forMs })
}

/** Every member of the group wished for it: now they become master together (rule 139). */
function groupGranted(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  if (!isBackup(state) || state.role.wish === undefined) return unchanged(state)
  return toMaster(parameters, state, now, state.role.wish)
}

/** The group may not take over: a full wait, as after a denied claim. */
function wishDenied(parameters: VrrpParameters, state: VrrpState, now: number): Step {
  if (!isBackup(state) || state.role.wish === undefined) return unchanged(state)
  const { role, standing } = state
  const masterDownAt = now + masterDownMs(parameters, standing, role.masterAdverIntMs)
  return unchanged(withRole(state, { ...role, masterDownAt, listeningSince: now, wish: undefined }))
}

function isStopped({ role }: VrrpState): boolean {
  return role.name === 'INIT' && role.phase === 'stopped'
}

function isMaster(state: VrrpState): state is Master {
  return state.role.name === 'MASTER'
}

function isBackup(state: VrrpState): state is Backup {
  return state.role.name === 'BACKUP'
}
