import type { Implementation } from '../peers/peer.js'
import type { Scenario } from '../scenarios/scenario.js'
import { scenarios } from '../scenarios/scenarios.js'
import type { Pairing } from './pairing.js'
import { allPairings } from './full.js'
import { coveringPairs } from './pairwise.js'
import { excuseOf } from './play-cell.js'

export interface Cell {
  readonly pairing: Pairing
  readonly scenario: Scenario
}

/** Every pairing in every scenario, also where one of them cannot play it. */
export function everyCell(ours: Implementation): readonly Cell[] {
  return allPairings(ours).flatMap((pairing) =>
    scenarios.map((scenario) => ({ pairing, scenario })),
  )
}

/** What a change is tested with: every two properties of a cell meet at least once. */
export function pairwiseCells(ours: Implementation): readonly Cell[] {
  const possible = everyCell(ours).filter(
    ({ pairing, scenario }) => excuseOf(pairing, scenario) === undefined,
  )
  return coveringPairs(
    possible,
    ({ pairing, scenario }) => [
      `${pairing.stronger} ${pairing.weaker}`,
      `v${pairing.version} IPv${pairing.family}`,
      pairing.cast,
      pairing.authentication,
      pairing.mac,
      scenario.name,
    ],
    // VRRPv2 has no intervals below a second.
    ({ pairing }) => (pairing.version === 2 ? 4 : 1),
  )
}
