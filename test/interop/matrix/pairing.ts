import type { Family } from '../lab/stations.js'
import type { Implementation } from '../peers/peer.js'

/** Two routers that meet, and how they speak. */
export interface Pairing {
  /** A, the one with the higher priority. */
  readonly stronger: Implementation
  readonly weaker: Implementation
  readonly version: 2 | 3
  readonly family: Family
  readonly cast: 'multicast' | 'unicast'
  readonly authentication: 'none' | 'PASS' | 'AH'
  readonly mac: 'real' | 'virtual'
}

/** Such as `holdfast > keepalived, v3 IPv6 unicast, virtual MAC`. */
export function describePairing(pairing: Pairing): string {
  return `${pairing.stronger} > ${pairing.weaker}, ${describeMode(pairing)}`
}

/** How they speak, without who. */
export function describeMode({ version, family, cast, authentication, mac }: Pairing): string {
  const password = authentication === 'none' ? '' : ` ${authentication}`
  return `v${version} IPv${family} ${cast}${password}, ${mac} MAC`
}
