import { compareIpAddresses } from '@holdfast/core'
import type { HoldOutcome } from '@holdfast/core'
import {
  announce,
  announcingDue,
  announcingStarted,
  contested,
  isToBeRepeated,
  nextAnnouncement,
  presentAddresses,
} from './announcing.js'
import type { VrrpEffect } from './effect.js'
import type { AnnouncedAddress } from './input.js'
import { isOwner, OWNER_PRIORITY } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import type { TransitionReason } from './reason.js'
import { assess } from './standing.js'
import type { MasterRole, OwnerConflict, VrrpState } from './state.js'
import {
  holding,
  listeningRole,
  masterDownMs,
  NO_EFFECTS,
  toBackup,
  unchanged,
  withRole,
  withStanding,
} from './transitions.js'
import type { Step } from './transitions.js'
import type { ReceivedAdvertisement } from './wire/advertisement.js'

/** An instance whose role is known to be MASTER. */
export type Master = VrrpState & { readonly role: MasterRole }

/** RFC 9568 6.4.3, rules 65-67, 78-82. */
export function masterHears(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  if (advert.priority === 0) return advertise(parameters, state, now, NO_EFFECTS)
  const { effectivePriority, link } = state.standing
  const own = link.sourceAddress
  const order =
    advert.priority - effectivePriority ||
    (own === undefined ? 0 : compareIpAddresses(advert.source, own))
  if (order > 0) return yieldTo(parameters, state, now, advert)
  if (order === 0) {
    // Our own address with our own priority: a duplicate, or our packet looped (rule 81).
    const note = { kind: 'duplicateAddress', address: advert.source } as const
    return { state, effects: [{ type: 'note', note }] }
  }
  if (isOwner(parameters) && advert.priority === OWNER_PRIORITY) {
    return hearsOtherOwner(parameters, state, now, advert)
  }
  return assertMastership(parameters, state, now, advert)
}

function yieldTo(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  const { standing } = state
  const interval = parameters.version === 3 ? advert.advertIntMs : parameters.advertIntMs
  const reason: TransitionReason = {
    kind: 'strongerAdvert',
    address: advert.source,
    priority: advert.priority,
    ownAddress: standing.link.sourceAddress,
    ownPriority: standing.effectivePriority,
  }
  const role = {
    ...listeningRole(parameters, now, masterDownMs(parameters, standing, interval)),
    masterAdverIntMs: interval,
    master: { address: advert.source, priority: advert.priority, heardAt: now },
  }
  const step = toBackup(parameters, state, role, reason)
  const before: VrrpEffect[] = []
  if (isOwner(parameters) && advert.priority === OWNER_PRIORITY) {
    const note = { kind: 'twoOwners', address: advert.source, lowered: true } as const
    before.push({ type: 'note', note })
  }
  // keepalived's higher_prio_send_advert: makes the winner refresh its GARPs (rule 80). With the
  // winner's interval: a backup of the same priority hears it too, and learning a shorter one it would
  // take over between two adverts of the winner, yield with a last word, and so on for ever.
  if (parameters.higherPrioSendAdvert) {
    before.push({
      type: 'sendAdvert',
      priority: standing.effectivePriority,
      advertIntMs: interval,
    })
  }
  return { state: step.state, effects: [...before, ...step.effects] }
}

/** A weaker master must learn of this one at once, and so must the neighbours it misled (rule 79). */
function assertMastership(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  const { announcing, holding: held } = state.role
  const rival = { address: advert.source, priority: advert.priority, heardAt: now }
  const ownPriority = state.standing.effectivePriority
  const told: VrrpEffect = {
    type: 'note',
    note: { kind: 'lowerPriorityHeard', rival, ownPriority },
  }
  if (parameters.profile !== 'keepalived') {
    // RFC 9568 6.4.3 asserts mastership and keeps the timer; earlier documents are silent.
    if (parameters.lowerPrioNoAdvert) return { state, effects: [told] }
    return { state, effects: [{ type: 'sendAdvert', priority: ownPriority }, told] }
  }
  const { lowerPrioRepeat, lowerPrioDelayMs } = parameters.announce
  const role: MasterRole = {
    ...state.role,
    announcing: {
      ...announcing,
      lowerPrioBurstAt:
        lowerPrioDelayMs > 0 && lowerPrioRepeat > 0 ? now + lowerPrioDelayMs : undefined,
    },
  }
  const effects: VrrpEffect[] = [...announce(presentAddresses(parameters, held), lowerPrioRepeat)]
  // A rival that was master for a moment may have taken the address: ask for it again, unless the
  // last request is still unanswered.
  if (held.status === 'held') effects.push(...holding(parameters))
  effects.push(told)
  const asserted = withRole(state, role) as Master
  if (parameters.lowerPrioNoAdvert) return { state: asserted, effects }
  return advertise(parameters, asserted, now, effects)
}

/** One advert now, the next a full interval later (rules 65, 79). */
function advertise(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  after: readonly VrrpEffect[],
): Step {
  return {
    state: withRole(state, { ...state.role, advertAt: now + parameters.advertIntMs }),
    effects: [{ type: 'sendAdvert', priority: state.standing.effectivePriority }, ...after],
  }
}

/**
 * Two routers own the same addresses: a configuration error. The one with the lower address yields
 * by rule 66; should it not, this one lowers itself to 254 after two own adverts and 1.2 intervals
 * (rule 82), and loses the election.
 */
function hearsOtherOwner(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  advert: ReceivedAdvertisement,
): Step {
  const known = state.role.ownerConflict
  const slowest = Math.max(parameters.advertIntMs, advert.advertIntMs)
  const same = known?.address === advert.source && now - known.heardAt <= 3 * slowest
  const conflict: OwnerConflict = {
    address: advert.source,
    heardAt: now,
    lowersAt: same ? known.lowersAt : now + 2 * parameters.advertIntMs + 1.2 * slowest,
  }
  const noted = withRole(state, { ...state.role, ownerConflict: conflict }) as Master
  if (now >= conflict.lowersAt) {
    const standing = assess(parameters, { ...state.standing, ownerLowered: true })
    return yieldTo(parameters, withStanding(noted, standing) as Master, now, advert)
  }
  const step = assertMastership(parameters, noted, now, advert)
  if (same) return step
  const note = { kind: 'twoOwners', address: advert.source, lowered: false } as const
  return { state: step.state, effects: [...step.effects, { type: 'note', note }] }
}

/** Advert timer, retries of addresses, announcements: whatever is due. */
export function masterTimer(parameters: VrrpParameters, state: Master, now: number): Step {
  const { role, standing } = state
  const effects: VrrpEffect[] = []
  let { advertAt, holding: held, announcing } = role
  if (advertAt <= now) {
    effects.push({ type: 'sendAdvert', priority: standing.effectivePriority })
    // Counted from the deadline, so that intervals do not drift; after a stall from now on.
    const late = now - advertAt >= parameters.advertIntMs
    advertAt = (late ? now : advertAt) + parameters.advertIntMs
  }
  if (held.retryAt !== undefined && held.retryAt <= now) {
    held = { ...held, status: 'pending', attempt: held.attempt + 1, retryAt: undefined }
    // The whole set, even where it is empty: then letting go is what did not work.
    effects.push({ type: 'holdAddresses', addresses: parameters.heldAddresses })
  }
  if (nextAnnouncement(announcing) <= now) {
    const due = announcingDue(parameters, { announcing, holding: held }, now)
    announcing = due.announcing
    effects.push(...due.effects)
  }
  if (effects.length === 0 && announcing === role.announcing) return unchanged(state)
  const { ownerConflict } = role
  const next: MasterRole = { name: 'MASTER', advertAt, holding: held, announcing, ownerConflict }
  return { state: withRole(state, next), effects }
}

/** Announcing follows the addresses: it starts with the first answer, for those that are there. */
export function addressesHeld(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  outcome: HoldOutcome,
): Step {
  const { attempt, status } = state.role.holding
  const { announce: pace, addressRetries, addressRetryDelayMs } = parameters
  if (outcome.ok) {
    if (status === 'held') return unchanged(state)
    const held = { status: 'held', attempt: 1, retryAt: undefined, failures: [] } as const
    const announcing = announcingStarted(pace, now, state.role.announcing.contest)
    return {
      state: withRole(state, { ...state.role, holding: held, announcing }),
      effects: [
        ...announce(presentAddresses(parameters, held), pace.masterRepeat),
        { type: 'note', note: { kind: 'addressesHeld' } },
      ],
    }
  }
  const { failures } = outcome
  const triesLeft = attempt <= addressRetries
  const retryInMs = triesLeft ? addressRetryDelayMs * 2 ** (attempt - 1) : undefined
  const retryAt = retryInMs === undefined ? undefined : now + retryInMs
  const failed = { status: 'failed', attempt, retryAt, failures } as const
  const note: VrrpEffect = {
    type: 'note',
    note: { kind: 'addressesFailed', failures, attempt, retryInMs },
  }
  const isFirst = status === 'pending' && attempt === 1
  const announcing = isFirst ? announcingStarted(pace, now) : state.role.announcing
  const missing = state.role.holding.failures.map(({ address }) => address)
  // A retry may bring some of those that failed, while others still do.
  const arrived = presentAddresses(parameters, failed).filter(
    (address) => isFirst || missing.includes(address),
  )
  return {
    state: withRole(state, { ...state.role, holding: failed, announcing }),
    effects: [...announce(arrived, pace.masterRepeat), note],
  }
}

/** An ARP packet or NA of another node says that it has an address of ours (rule 163). */
export function addressAnnounced(
  parameters: VrrpParameters,
  state: Master,
  now: number,
  { address, macAddress, isAnswer }: AnnouncedAddress,
): Step {
  const { announcing, holding: held } = state.role
  if (!presentAddresses(parameters, held).includes(address)) return unchanged(state)
  if (macAddress === state.standing.link.macAddress) return unchanged(state)
  if (isAnswer && isToBeRepeated(announcing)) return unchanged(state)
  const { contest, answers } = contested(parameters, announcing.contest, now)
  const role = { ...state.role, announcing: { ...announcing, contest } }
  const note: VrrpEffect = { type: 'note', note: { kind: 'addressContested', address, macAddress } }
  const { lowerPrioRepeat } = parameters.announce
  return {
    state: withRole(state, role),
    effects: answers ? [...announce([address], lowerPrioRepeat), note] : [note],
  }
}

/** GARP/NA for every address now, as an operator or another member of the group asks. */
export function announceNow(parameters: VrrpParameters, state: Master): Step {
  const addresses = presentAddresses(parameters, state.role.holding)
  return { state, effects: announce(addresses, parameters.announce.lowerPrioRepeat) }
}
