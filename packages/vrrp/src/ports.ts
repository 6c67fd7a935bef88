import type { Addresses, Clock, Links, Logger, PacketTransport, VirtualMacs } from '@holdfast/core'

/**
 * The world of a router. Only the transport is needed: without `links` the interface counts as up
 * and `sourceAddress` must be configured; without `addresses` nobody holds the virtual addresses and
 * mastership is all there is.
 */
export interface VrrpPorts {
  readonly transport: PacketTransport
  readonly links?: Links
  readonly addresses?: Addresses
  /** Needed for `useVmac` only. */
  readonly virtualMacs?: VirtualMacs
  /** Default: the system's monotonic clock. */
  readonly clock?: Clock
  /** Default: silent. */
  readonly logger?: Logger
}
