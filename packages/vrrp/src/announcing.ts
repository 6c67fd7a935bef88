import type { IpAddress } from '@holdfast/core'
import type { VrrpEffect } from './effect.js'
import type { AnnounceParameters, VrrpParameters } from './parameters.js'
import type { Announcing } from './state.js'

/** The first burst and the clock of the later ones (rules 116, 117). */
export function announcingStarted({ masterDelayMs, refreshMs }: AnnounceParameters, now: number): Announcing {
  return {
    secondBurstAt: masterDelayMs > 0 ? now + masterDelayMs : undefined,
    lowerPrioBurstAt: undefined,
    refreshAt: refreshMs > 0 ? now + masterDelayMs + refreshMs : undefined,
  }
}

/** Runs what is due, and sets the next refresh. */
export function announcingDue(
  parameters: VrrpParameters,
  announcing: Announcing,
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
    effects: announce(heldAddresses(parameters), repeat),
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

export function heldAddresses(parameters: VrrpParameters): readonly IpAddress[] {
  return parameters.heldAddresses.map((held) => held.address)
}

function isDue(deadline: number | undefined, now: number): deadline is number {
  return deadline !== undefined && deadline <= now
}
