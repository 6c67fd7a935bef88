import { HoldfastError } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'

/** A virtual address that the host does not answer on. */
export interface RefusedAddress {
  readonly address: IpAddress
  /** Where packets to it arrive; tells link-local addresses apart. */
  readonly interface: string
}

/**
 * Whoever drops packets that are sent to virtual addresses without accept mode (rule 125). What is
 * forwarded passes, and so do ARP and neighbour discovery: others must find the router.
 */
export interface AcceptFilter {
  /**
   * Makes `refused` the whole set; the empty one leaves nothing behind. `done` is called once, when
   * this set or a later one is in force, with the error otherwise: at once where nothing changes.
   */
  apply(refused: readonly RefusedAddress[], done: (error?: AcceptFilterError) => void): void

  /** Removes what a process that died left, unless it is in force again by then. */
  recover(): void

  /** The synchronous last act: lets everything through, and answers nobody. Never throws. */
  removeNow(): void
}

/** Packets to an address cannot be dropped, so that the host answers on it. */
export class AcceptFilterError extends HoldfastError {
  constructor(message: string, options?: ErrorOptions) {
    super('ERR_HOLDFAST_ACCEPT_FILTER', message, options)
  }
}
