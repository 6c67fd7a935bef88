import type { Peer } from '../peers/peer.js'
import type { RouterSpec } from '../peers/router-spec.js'
import type { Stage } from './stage.js'

/** What happens to two routers, and what they have to do about it by the protocol. */
export interface Scenario {
  readonly name: string
  /** What it shows, in a sentence. */
  readonly expects: string
  /** Priorities of A and B; default 200 and 100. */
  readonly priorities?: readonly [number, number]
  /** Whether A preempts; default true. */
  readonly preempt?: boolean
  /** Two masters for a while, or one that does not know: neighbours may have heard the wrong one last. */
  readonly splits?: true
  /** Why such an A cannot play it, or undefined. */
  readonly excuse?: (a: Peer, spec: RouterSpec) => string | undefined
  readonly play: (stage: Stage) => Promise<void>
}
