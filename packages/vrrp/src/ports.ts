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
  /**
   * Has `act` called, synchronously, when the process ends by itself; returns how to cancel it. Then
   * adverts with priority 0 are sent and addresses released. Default: nobody says goodbye.
   */
  readonly beforeExit?: (act: () => void) => () => void
  /** Default: the system's monotonic clock. */
  readonly clock?: Clock
  /** Default: silent. */
  readonly logger?: Logger
}
