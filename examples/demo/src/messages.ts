import type { VrrpConfig, VrrpStateName } from '@holdfast/vrrp'

/** What a router process is told. */
export type Order =
  { readonly type: 'run'; readonly config: VrrpConfig } | { readonly type: 'leave' }

/** A change of state, as the router itself saw it. */
export interface TransitionReport {
  readonly type: 'transition'
  readonly from: VrrpStateName
  readonly to: VrrpStateName
  readonly reason: string
  /** On the clock of its process. */
  readonly at: number
}

/** What a router process tells. */
export type Report = { readonly type: 'ready' } | { readonly type: 'left' } | TransitionReport
