import type { Addresses, Clock, Links, Logger, PacketTransport } from '@holdfast/core'

/**
 * The world of a router. Only the transport is needed: without `links` the interface counts as up
 * and `sourceAddress` must be configured; without `addresses` nobody holds the virtual addresses and
 * mastership is all there is.
 */
export interface VrrpPorts {
  readonly transport: PacketTransport
  readonly links?: Links
  readonly addresses?: Addresses
  /** Default: the system's monotonic clock. */
  readonly clock?: Clock
  /** Default: silent. */
  readonly logger?: Logger
}
