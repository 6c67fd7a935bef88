import type { IpAddress } from './ip-address.js'

/** One address that a router wants on an interface. */
export interface DesiredAddress {
  readonly interface: string
  readonly address: IpAddress
  /** 0..32 or 0..128. */
  readonly prefixLength: number
  /** `false`: packets to the address are forwarded or dropped, never answered (Accept_Mode, rule 125). */
  readonly accept: boolean
}

export interface AddressFailure {
  readonly address: IpAddress
  /** The errno name or the provider's own code, such as `EEXIST`. */
  readonly code: string
  readonly message: string
}

/** What became of a request to hold addresses: all of it holds, or these addresses failed. */
export type HoldOutcome =
  { readonly ok: true } | { readonly ok: false; readonly failures: readonly AddressFailure[] }

/**
 * Whoever puts virtual addresses where clients find them: the kernel, a cloud API, a test.
 *
 * Addresses are held, not added: each call states the whole set that an owner wants, and the
 * implementation makes it so. Retry, reload and adoption after a crash are then one path.
 */
export interface Addresses {
  /**
   * Makes `desired` the whole set of `owner`; the empty set releases everything. `done` is called
   * exactly once, perhaps before `hold` returns, unless a later `hold` of the same owner replaced
   * this one first. Calling it again with the same set asserts ownership again.
   */
  hold(
    owner: string,
    desired: readonly DesiredAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void

  /** Goes through what holding these takes, and changes nothing. Never throws. */
  rehearse?(owner: string, desired: readonly DesiredAddress[]): void

  /**
   * Tells of addresses that somebody else took away and that are not held any longer; whoever wants
   * one back asks for the whole set again. Returns how to stop. Absent where that cannot happen.
   */
  watchLosses?(onLost: (owner: string, failure: AddressFailure) => void): () => void

  /** The synchronous last act of a dying process: lets go of everything, as far as it can. */
  releaseNow?(): void
}
