import type { IpAddress } from '@holdfast/core'

/** A router heard on the wire: who spoke last, how strongly, and when (monotonic milliseconds). */
export interface HeardRouter {
  readonly address: IpAddress
  readonly priority: number
  readonly heardAt: number
}

/** Why an instance may take no part in the election. FAULT lasts until no reason is left (rule 108). */
export type FaultReason =
  | { readonly kind: 'interface'; readonly interface: string }
  | { readonly kind: 'sourceAddress'; readonly interface: string }
  | { readonly kind: 'unicastPeer' }
  | { readonly kind: 'tracker'; readonly tracker: string }
  | { readonly kind: 'maintenance'; readonly by: string }
  | { readonly kind: 'group'; readonly member: string }

/** Why an instance changed its state: the rule, the packet or the timer, and what was compared. */
export type TransitionReason =
  | { readonly kind: 'started' }
  | { readonly kind: 'stopped' }
  | { readonly kind: 'owner' }
  | { readonly kind: 'noMaster'; readonly waitedMs: number; readonly lateMs: number }
  | {
      readonly kind: 'masterSilent'
      readonly master: HeardRouter
      readonly silentMs: number
      readonly lateMs: number
    }
  | { readonly kind: 'masterResigned'; readonly address: IpAddress; readonly lateMs: number }
  | { readonly kind: 'preempted'; readonly weaker: HeardRouter; readonly ownPriority: number }
  | {
      readonly kind: 'strongerAdvert'
      readonly address: IpAddress
      readonly priority: number
      readonly ownAddress: IpAddress | undefined
      readonly ownPriority: number
    }
  | { readonly kind: 'fault'; readonly faults: readonly FaultReason[] }
  | { readonly kind: 'faultCleared' }
  | { readonly kind: 'demoted'; readonly by: string }
  | { readonly kind: 'promoted'; readonly by: string }
  | { readonly kind: 'claimRevoked'; readonly by: string }
  | { readonly kind: 'suspended'; readonly forMs: number }
  | { readonly kind: 'group'; readonly group: string; readonly member: string }
