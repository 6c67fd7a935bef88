import type { Family } from '../lab/stations.js'

/** A virtual router in words that every implementation understands. */
export interface RouterSpec {
  readonly interface: string
  readonly vrid: number
  readonly version: 2 | 3
  readonly family: Family
  readonly priority: number
  readonly preempt: boolean
  readonly advertIntMs: number
  /** `address/prefix length`. */
  readonly virtualAddresses: readonly string[]
  /** Speaks to this one router instead of the group. */
  readonly unicast?: { readonly source: string; readonly peer: string }
  /** Of VRRPv2; the password is the key of AH. */
  readonly authentication?: { readonly type: 'PASS' | 'AH'; readonly password: string }
  readonly virtualMac: boolean
}
