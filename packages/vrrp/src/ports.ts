import type { Addresses, Clock, Links, Logger, PacketTransport } from '@holdfast/core'
import type { Routes, VirtualMacs } from '@holdfast/core'

/**
 * The world of a router. Only the transport is needed: without `links` the interface counts as up
 * and `sourceAddress` must be configured; without `addresses` nobody holds the virtual addresses and
 * mastership is all there is.
 */
export interface VrrpPorts {
  readonly transport: PacketTransport
  readonly links?: Links
  readonly addresses?: Addresses
  /** Without it nobody has the virtual routes and rules. */
  readonly routes?: Routes
  /** Needed for `useVmac` only. */
  readonly virtualMacs?: VirtualMacs
  /**
   * Has `act` called, synchronously, when the process ends by itself; returns how to cancel it. Then
   * adverts with priority 0 are sent, routes and addresses released. Default: nobody says goodbye.
   */
  readonly beforeExit?: (act: () => void) => () => void
  /** Default: the system's monotonic clock. */
  readonly clock?: Clock
  /**
   * Milliseconds since 1970, for the signatures of HMAC authentication alone: what they say of time
   * has to mean the same on every node. A `Clock` is monotonic and knows no date. Default: the
   * system's wall clock.
   */
  readonly unixTimeMs?: () => number
  /** Default: silent. */
  readonly logger?: Logger
}
