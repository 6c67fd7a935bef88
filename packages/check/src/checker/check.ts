import type { Cancel } from '@holdfast/core'
import type { Probe } from '../probe/probe.js'

/** What is asked of a server, and what goes without saying for questions of this kind. */
export interface Check {
  /** Names it in the log, such as `TCP 192.0.2.1:80`. */
  readonly description: string
  /** Asked one after the other, one each time: several for an HTTP check of several URLs. */
  readonly probes: readonly Probe[]
  /** How often a live server is asked again before it is given up, where nobody says otherwise. */
  readonly retry: number
  /** Before such a retry, in milliseconds; undefined for the ordinary delay. */
  readonly delayBeforeRetryMs?: number
  /** The ordinary delay, where it is not the virtual server's. */
  readonly delayLoopMs?: number
  /** The delay runs from the start of a probe, not from its end. */
  readonly countsFromStart?: boolean
  /** Several probes follow without a delay while the server is not up. */
  readonly fastRecovery?: boolean
  /** Calls back when it may be worth asking at once. */
  readonly hint?: (onChange: () => void) => Cancel
}
