import type { Cancel } from '@holdfast/core'

/** What a successful answer says about the weight of its server. */
export interface WeightAdvice {
  /** `set`: it shall be this; `add`: this comes on top of what is configured. */
  readonly kind: 'set' | 'add'
  readonly value: number
}

export type ProbeOutcome =
  | { readonly ok: true; readonly weight?: WeightAdvice }
  /**
   * `reason` ends a sentence that begins with the name of the check. `isOwnFault`: it could not be
   * asked, for want of descriptors perhaps, so nothing is known of the server.
   */
  | { readonly ok: false; readonly reason: string; readonly isOwnFault?: boolean }

/** One question to a server. It has a deadline of its own, and leaves nothing open behind it. */
export interface Probe {
  /**
   * Never throws; `done` is called once, never before `start` has returned, and not at all after
   * what it returns was called.
   */
  start(done: (outcome: ProbeOutcome) => void): Cancel
}
