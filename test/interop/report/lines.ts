import type { CraftedOutcome } from '../crafted/run-crafted.js'
import { describePairing } from '../matrix/pairing.js'
import type { Outcome } from '../matrix/play-cell.js'

/** A line for a cell, as soon as it is over. */
export function outcomeLine(outcome: Outcome): string {
  const { pairing, scenario, verdict, reason, facts, client, tookMs } = outcome
  const details = [
    reason,
    ...facts.map(({ name, text }) => `${name} ${text}`),
    client === undefined ? '' : `client's longest gap ${client.longestGapMs.toFixed()} ms`,
    `${(tookMs / 1000).toFixed(1)} s`,
  ].filter((text) => text !== '')
  return `${verdict.padEnd(6)} ${describePairing(pairing)}: ${scenario} (${details.join('; ')})`
}

export function craftedLine(outcome: CraftedOutcome): string {
  const { advert, state, verdict, found, reason } = outcome
  const details = [reason, found].filter((text) => text !== '').join('; ')
  return `${verdict.padEnd(6)} ${advert.name} in ${state} (${details})`
}
