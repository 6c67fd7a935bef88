import type { Implementation } from '../peers/peer.js'
import type { Pairing } from './pairing.js'

type Wire = Pick<Pairing, 'version' | 'family'>
type Mode = Pick<Pairing, 'cast' | 'authentication' | 'mac'>

const wires: readonly Wire[] = [
  { version: 2, family: 4 },
  { version: 3, family: 4 },
  { version: 3, family: 6 },
]

/** Every way in which two implementations can meet, each of them the stronger one once. */
export function allPairings(ours: Implementation): readonly Pairing[] {
  const others = (['keepalived', 'frr'] as const).flatMap((peer) => [
    { stronger: ours, weaker: peer },
    { stronger: peer, weaker: ours },
  ])
  const opponents = others.filter(
    ({ stronger, weaker }, index) =>
      others.findIndex((one) => one.stronger === stronger && one.weaker === weaker) === index,
  )
  return opponents.flatMap((both) =>
    wires.flatMap((wire) => modesOf(wire).map((mode) => ({ ...both, ...wire, ...mode }))),
  )
}

function modesOf({ version }: Wire): readonly Mode[] {
  const passwords = version === 2 ? (['none', 'PASS', 'AH'] as const) : (['none'] as const)
  return (['multicast', 'unicast'] as const).flatMap((cast) =>
    passwords.flatMap((authentication) =>
      (['real', 'virtual'] as const).map((mac) => ({ cast, authentication, mac })),
    ),
  )
}
