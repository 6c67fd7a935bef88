import type { ClaimRequest } from './member.js'
import type { TransitionEvent } from './event.js'

/** `false` vetoes; anything else lets it happen. */
type Verdict = boolean | undefined

/**
 * The application's say in a failover. `before` hooks come first and may take their time; `after`
 * hooks run in order, one at a time, and hold nothing up.
 */
export interface VrrpHooks {
  /**
   * Asked before this instance becomes master; `false`, or a rejection, vetoes. Without an answer
   * within `claimTimeoutMs`, `claimTimeoutVerdict` decides. `signal` aborts when the question is
   * void, for instance because a stronger router was heard.
   */
  readonly beforeMaster?: (
    claim: ClaimRequest & { readonly name: string },
    signal: AbortSignal,
  ) => Verdict | PromiseLike<Verdict>

  /**
   * Delays a planned release (stop, demote, maintenance) until it resolves, at most
   * `beforeReleaseTimeoutMs`, while adverts go on. Never asked for a forced one.
   */
  readonly beforeRelease?: (cause: PlannedRelease, signal: AbortSignal) => unknown
  /** Default 5000. */
  readonly beforeReleaseTimeoutMs?: number

  /** After every transition, in order, each awaited before the next; `stop` waits for them 5 s. */
  readonly afterTransition?: (event: TransitionEvent) => unknown
}

export interface PlannedRelease {
  readonly name: string
  readonly cause: 'stop' | 'demote' | 'maintenance'
}
