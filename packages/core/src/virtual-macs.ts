import type { MacAddress } from './mac-address.js'

/** An interface with the virtual router's MAC address on top of a real one (RFC 9568 7.3). */
export interface VirtualMac {
  /** Name of the interface to make, such as `vrrp.51`. */
  readonly name: string
  /** The real interface below. */
  readonly parent: string
  readonly macAddress: MacAddress
}

/**
 * Whoever makes interfaces with a virtual MAC. They are resources that are kept, not created once: an
 * interface that somebody deleted, or whose parent comes back, is made again. Whether it is there
 * and up is told by `Links`.
 */
export interface VirtualMacs {
  /** Keeps the interface from now on; `failed` is called for each attempt that fails. */
  ensure(owner: string, wanted: VirtualMac, failed: (error: Error) => void): void

  /** Removes what `owner` had; nothing when it had none. */
  release(owner: string): void
}
