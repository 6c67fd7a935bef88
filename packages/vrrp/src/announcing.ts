import type { IpAddress } from '@holdfast/core'
import type { VrrpEffect } from './effect.js'
import type { AnnounceParameters, VrrpParameters } from './parameters.js'
import type { Announcing, Contest, Holding, MasterRole } from './state.js'

/** The first burst and the clock of the later ones (rules 116, 117). */
export function announcingStarted(
  { masterDelayMs, refreshMs }: AnnounceParameters,
  now: number,
  contest?: Contest,
): Announcing {
  return {
    contest,
    secondBurstAt: masterDelayMs > 0 ? now + masterDelayMs : undefined,
    lowerPrioBurstAt: undefined,
    refreshAt: refreshMs > 0 ? now + masterDelayMs + refreshMs : undefined,
  }
}

/** A new configuration moves the refresh only if it changes the period. */
export function announcingAdapted(
  before: AnnounceParameters,
  { refreshMs }: AnnounceParameters,
  announcing: Announcing,
  now: number,
): Announcing {
  if (refreshMs === before.refreshMs) return announcing
  return { ...announcing, refreshAt: refreshMs > 0 ? now + refreshMs : undefined }
}

/** Runs what is due, and sets the next refresh. */
export function announcingDue(
  parameters: VrrpParameters,
  { announcing, holding }: Pick<MasterRole, 'announcing' | 'holding'>,
  now: number,
): { readonly announcing: Announcing; readonly effects: readonly VrrpEffect[] } {
  const { masterRepeat, lowerPrioRepeat, refreshRepeat, refreshMs } = parameters.announce
  let { secondBurstAt, lowerPrioBurstAt, refreshAt, contest } = announcing
  let repeat = 0
  if (isDue(secondBurstAt, now)) {
    repeat = Math.max(repeat, masterRepeat)
    secondBurstAt = undefined
  }
  if (isDue(lowerPrioBurstAt, now)) {
    repeat = Math.max(repeat, lowerPrioRepeat)
    lowerPrioBurstAt = undefined
  }
  if (isDue(refreshAt, now)) {
    repeat = Math.max(repeat, refreshRepeat)
    // After a stall the missed refreshes are one.
    refreshAt = Math.max(now, refreshAt) + refreshMs
  }
  if (contest !== undefined && isDue(contest.healsAt, now)) {
    repeat = Math.max(repeat, lowerPrioRepeat)
    contest = { ...contest, healsAt: undefined }
  }
  return {
    announcing: { secondBurstAt, lowerPrioBurstAt, refreshAt, contest },
    effects: announce(presentAddresses(parameters, holding), repeat),
  }
}

/** The longest pause between answers to a node that keeps announcing our address. */
const LONGEST_PAUSE_MS = 60_000

/**
 * Another node announced our address, so neighbours were misled: announce on evidence, not only on a
 * change of state. `answers`: whether to do so now; and once more when nothing was heard for three
 * intervals.
 */
export function contested(
  { advertIntMs }: VrrpParameters,
  known: Contest | undefined,
  now: number,
): { readonly contest: Contest; readonly answers: boolean } {
  const goesOn = known !== undefined && now - known.heardAt <= LONGEST_PAUSE_MS
  const answers = !goesOn || now >= known.answerAt
  let pauseMs = goesOn ? known.pauseMs : advertIntMs
  if (goesOn && answers) pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)
  const answerAt = answers ? now + pauseMs : known.answerAt
  const healsAt = Math.max(now + 3 * advertIntMs, answerAt)
  return { contest: { heardAt: now, answerAt, pauseMs, healsAt }, answers }
}

/**
 * Whether the same is to be announced again. A master that yields may answer our first announcement
 * before it has heard our advert; who answers the second one does not yield.
 */
export function isToBeRepeated({ secondBurstAt, lowerPrioBurstAt }: Announcing): boolean {
  return secondBurstAt !== undefined || lowerPrioBurstAt !== undefined
}

/** The earliest announcement to come. */
export function nextAnnouncement(announcing: Announcing): number {
  return Math.min(
    announcing.secondBurstAt ?? Infinity,
    announcing.lowerPrioBurstAt ?? Infinity,
    announcing.refreshAt ?? Infinity,
    announcing.contest?.healsAt ?? Infinity,
  )
}

export function announce(addresses: readonly IpAddress[], repeat: number): readonly VrrpEffect[] {
  return addresses.length === 0 || repeat === 0 ? [] : [{ type: 'announce', addresses, repeat }]
}

/** The addresses that are there: an announcement of any other would only harm. */
export function presentAddresses(
  { heldAddresses }: VrrpParameters,
  { status, attempt, failures }: Holding,
): readonly IpAddress[] {
  if (status === 'pending' && attempt === 1) return []
  return heldAddresses
    .map(({ address }) => address)
    .filter((address) => !failures.some((failure) => failure.address === address))
}

function isDue(deadline: number | undefined, now: number): deadline is number {
  return deadline !== undefined && deadline <= now
}
