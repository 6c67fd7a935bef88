import type { VrrpEffect } from './effect.js'
import type { ClaimVerdict } from './input.js'
import type { VrrpParameters } from './parameters.js'
import type { HeardRouter, TransitionReason } from './reason.js'
import { assess } from './standing.js'
import type { BackupRole, VrrpState } from './state.js'
import { skewMs } from './timers.js'
import {
  masterDownMs,
  NO_EFFECTS,
  toMaster,
  unchanged,
  withRole,
  withStanding,
} from './transitions.js'
import type { Step } from './transitions.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'

/** An instance whose role is known to be BACKUP. */
type Backup = VrrpState & { readonly role: BackupRole }

/** RFC 9568 6.4.2, rules 59-61, 84, 92. */
export function backupHears(
  parameters: VrrpParameters,
  state: Backup,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  const { role, standing } = state
  if (standing.ownerLowered && advert.priority < 255) {
    // The other owner is gone or mended: 255 again before its advert is weighed (rule 82).
    const restored = assess(parameters, { ...standing, ownerLowered: false })
    const own = withStanding(state, restored) as Backup
    return backupHears(parameters, own, now, advert)
  }
  if (advert.priority === 0) return backupHearsGoodbye(parameters, state, now, advert)
  const weaker = advert.priority < standing.effectivePriority
  if (!weaker || !parameters.preempt || standing.yielding) {
    return follow(parameters, state, now, advert, undefined)
  }
  const heard: HeardRouter = { address: advert.source, priority: advert.priority, heardAt: now }
  if (parameters.preemptDelayMs > 0) {
    const until = role.preemptAt ?? now + parameters.preemptDelayMs
    if (now < until) {
      const step = follow(parameters, state, now, advert, until)
      if (role.preemptAt !== undefined) return step
      const note = { kind: 'preemptDelayStarted', until, master: heard } as const
      return { state: step.state, effects: [...step.effects, { type: 'note', note }] }
    }
  }
  return { state: withRole(state, { ...role, weaker: heard }), effects: NO_EFFECTS }
}

/** Accepts the sender as master: the timer starts anew, a wish and a claim are over (rules 60, 143). */
function follow(
  parameters: VrrpParameters,
  state: Backup,
  now: number,
  advert: ReceivedAdvertisement,
  preemptAt: number | undefined,
): Step {
  const { role } = state
  const masterAdverIntMs = parameters.version === 3 ? advert.advertIntMs : parameters.advertIntMs
  const next: BackupRole = {
    name: 'BACKUP',
    masterDownAt: now + masterDownMs(parameters, state.standing, masterAdverIntMs),
    masterAdverIntMs,
    listeningSince: now,
    master: { address: advert.source, priority: advert.priority, heardAt: now },
    resigned: undefined,
    weaker: undefined,
    preemptAt,
    claim: undefined,
    wish: undefined,
  }
  const followed = withRole(state, next)
  if (role.claim === undefined && masterAdverIntMs === role.masterAdverIntMs) {
    return { state: followed, effects: NO_EFFECTS }
  }
  return { state: followed, effects: followEffects(role, next, advert) }
}

function followEffects(
  before: BackupRole,
  after: BackupRole,
  advert: ReceivedAdvertisement,
): readonly VrrpEffect[] {
  const effects: VrrpEffect[] = []
  if (before.claim !== undefined) effects.push({ type: 'withdrawClaim', id: before.claim.id })
  if (before.masterAdverIntMs !== after.masterAdverIntMs) {
    const fromMs = before.masterAdverIntMs
    const toMs = after.masterAdverIntMs
    const note = { kind: 'advertIntervalLearned', fromMs, toMs, address: advert.source } as const
    effects.push({ type: 'note', note })
  }
  return effects
}

/** The master leaves: the skew alone decides who follows (rule 59). */
function backupHearsGoodbye(
  parameters: VrrpParameters,
  state: Backup,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  const { role, standing } = state
  const priority = standing.effectivePriority
  const wait = skewMs(parameters.version, priority, role.masterAdverIntMs)
  const masterDownAt = role.claim === undefined ? now + wait : undefined
  const next: BackupRole = { ...role, masterDownAt, listeningSince: now, resigned: advert.source }
  return { state: withRole(state, next), effects: NO_EFFECTS }
}

/** Master-down timer and claim deadline. */
export function backupTimer(parameters: VrrpParameters, state: Backup, now: number): Step {
  const { role } = state
  if (role.claim !== undefined && role.claim.deadline <= now) {
    const verdict = parameters.claim?.timeoutVerdict ?? 'grant'
    return settleClaim(parameters, state, now, verdict, true)
  }
  if (role.masterDownAt === undefined || role.masterDownAt > now) return unchanged(state)
  return takeOver(parameters, state, now, takeoverReason(state, role.masterDownAt, now))
}

/** The one door to MASTER: alone, by asking for permission, or as a member of a group. */
export function takeOver(
  parameters: VrrpParameters,
  state: Backup,
  now: number,
  reason: TransitionReason,
): Step {
  const { role, standing } = state
  const rearmed = now + masterDownMs(parameters, standing, role.masterAdverIntMs)
  if (parameters.group !== undefined) {
    const wish = withRole(state, { ...role, masterDownAt: rearmed, wish: reason })
    if (role.wish !== undefined) return { state: wish, effects: NO_EFFECTS }
    return { state: wish, effects: [{ type: 'note', note: { kind: 'wishesMaster', reason } }] }
  }
  if (parameters.claim === undefined) return toMaster(parameters, state, now, reason)
  if (role.claim !== undefined) return unchanged(state)
  const id = state.claims
  const deadline = now + parameters.claim.timeoutMs
  return {
    state: {
      ...withRole(state, { ...role, masterDownAt: undefined, claim: { id, deadline, reason } }),
      claims: id + 1,
    },
    effects: [{ type: 'askClaim', id, deadline, reason }],
  }
}

export function claimAnswered(
  parameters: VrrpParameters,
  state: Backup,
  now: number,
  answer: { readonly id: number; readonly verdict: ClaimVerdict },
): Step {
  // A late answer to a claim that is over must not count for the next one.
  if (state.role.claim?.id !== answer.id) return unchanged(state)
  return settleClaim(parameters, state, now, answer.verdict, false)
}

function settleClaim(
  parameters: VrrpParameters,
  state: Backup,
  now: number,
  verdict: ClaimVerdict,
  timedOut: boolean,
): Step {
  const { role, standing } = state
  if (role.claim === undefined) return unchanged(state)
  const { id, reason } = role.claim
  const idle: BackupRole = { ...role, claim: undefined, listeningSince: now }
  // After the deadline nobody waits for an answer any more.
  const withdrawn: readonly VrrpEffect[] = timedOut ? [{ type: 'withdrawClaim', id }] : NO_EFFECTS
  if (verdict === 'grant') {
    const granted = toMaster(parameters, withRole(state, idle), now, reason)
    return { state: granted.state, effects: [...withdrawn, ...granted.effects] }
  }
  const masterDownAt = now + masterDownMs(parameters, standing, role.masterAdverIntMs)
  const denied: VrrpEffect = { type: 'note', note: { kind: 'claimDenied', id, timedOut } }
  return { state: withRole(state, { ...idle, masterDownAt }), effects: [...withdrawn, denied] }
}

function takeoverReason({ role, standing }: Backup, dueAt: number, now: number): TransitionReason {
  const lateMs = now - dueAt
  if (role.resigned !== undefined) {
    return { kind: 'masterResigned', address: role.resigned, lateMs }
  }
  if (role.weaker !== undefined) {
    return { kind: 'preempted', weaker: role.weaker, ownPriority: standing.effectivePriority }
  }
  if (role.master !== undefined) {
    const silentMs = dueAt - role.master.heardAt
    return { kind: 'masterSilent', master: role.master, silentMs, lateMs }
  }
  return { kind: 'noMaster', waitedMs: dueAt - role.listeningSince, lateMs }
}
