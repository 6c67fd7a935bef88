import type { IpAddress } from '@holdfast/core'
import type { VrrpEffect } from './effect.js'
import type { AnnounceParameters, VrrpParameters } from './parameters.js'
import type { Announcing, Holding, MasterRole } from './state.js'

/** The first burst and the clock of the later ones (rules 116, 117). */
export function announcingStarted(
  { masterDelayMs, refreshMs }: AnnounceParameters,
  now: number,
): Announcing {
  return {
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
  let { secondBurstAt, lowerPrioBurstAt, refreshAt } = announcing
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
  return {
    announcing: { secondBurstAt, lowerPrioBurstAt, refreshAt },
    effects: announce(presentAddresses(parameters, holding), repeat),
  }
}

/** The earliest announcement to come. */
export function nextAnnouncement(announcing: Announcing): number {
  return Math.min(
    announcing.secondBurstAt ?? Infinity,
    announcing.lowerPrioBurstAt ?? Infinity,
    announcing.refreshAt ?? Infinity,
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
