import type { VirtualServer } from '../model/virtual-server.js'
import type { DestinationStatus } from '../wire/destination-codec.js'
import type { ServiceStatus } from '../wire/service-codec.js'

/** A virtual server of ours as it is in the kernel. */
export interface VirtualServerStatistics extends ServiceStatus {
  /** Undefined where it is only there until its servers are drained. */
  readonly owner: string | undefined
  readonly destinations: readonly (DestinationStatus & { readonly isDraining: boolean })[]
}

export interface VirtualServerFailure {
  /** `tcp 192.0.2.10:80`, or `198.51.100.1:80 of tcp 192.0.2.10:80`. */
  readonly subject: string
  /** The errno's name or the provider's own code, such as `EEXIST`. */
  readonly code: string
  readonly message: string
  /** It is tried again without being asked to. */
  readonly isRetried: boolean
}

/** What became of a request to hold virtual servers: all of it holds, or these parts failed. */
export type VirtualServersOutcome =
  { readonly ok: true } | { readonly ok: false; readonly failures: readonly VirtualServerFailure[] }

/**
 * Whoever spreads clients over servers: the kernel, a cloud's load balancer, a test.
 *
 * Virtual servers are held, not added: each call states the whole set that an owner wants, and the
 * implementation makes it so. Retry, reload and adoption after a crash are then one path.
 */
export interface VirtualServers {
  /**
   * Makes `desired` the whole set of `owner`; the empty set releases everything. `done` is called
   * exactly once, perhaps before `hold` returns, unless a later `hold` of the same owner replaced
   * this one first. A service is held by one owner at a time.
   */
  hold(
    owner: string,
    desired: readonly VirtualServer[],
    done: (outcome: VirtualServersOutcome) => void,
  ): void

  /** What has gone through what is held, where somebody counts. Throws HoldfastError. */
  statistics?(): readonly VirtualServerStatistics[]

  /** The synchronous last act of a dying process: lets go of everything, as far as it can. */
  releaseNow?(): void
}
