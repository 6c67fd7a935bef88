import type { IpAddress } from './ip-address.js'

/**
 * Flags of the kernel's addresses, by the words of `ip address`: `noprefixroute`, no route to the
 * network comes with it; `autojoin`, a multicast address is joined on the link; `home` and
 * `mngtmpaddr`, IPv6 only, the home address of a mobile node (RFC 6275) and the template of temporary
 * addresses (RFC 8981).
 */
export type AddressFlag = 'home' | 'mngtmpaddr' | 'noprefixroute' | 'autojoin'

/** One address that a router wants on an interface. */
export interface DesiredAddress {
  readonly interface: string
  readonly address: IpAddress
  /** 0..32 or 0..128. */
  readonly prefixLength: number
  /** `false`: packets to the address are forwarded or dropped, never answered (Accept_Mode, rule 125). */
  readonly accept: boolean
  /**
   * The interface has it anyway, as that of an address owner: found there, it is used and left as it
   * is. Default false: an address of somebody else's is refused.
   */
  readonly isOwn?: boolean
  /** Name of the address for tools of old; begins with that of the interface. IPv4 only. */
  readonly label?: string
  /** RT_SCOPE_*, 0..255: 0 universe (default), 253 link, 254 host. The kernel knows it for IPv6. */
  readonly scope?: number
  /** Default none. IPv4 only. */
  readonly broadcast?: IpAddress
  /** The other end of a point-to-point link; the prefix length is then that of its network. */
  readonly peer?: IpAddress
  /** RFC 4862 5.4; the address is of no use for a second. Default false. IPv6 only. */
  readonly duplicateAddressDetection?: boolean
  /** 0: the host does not choose it as source address. Default: 0 for a /128, else `forever`. */
  readonly preferredLifetime?: 0 | 'forever'
  readonly flags?: readonly AddressFlag[]
}

/**
 * Whether two are the same in all that an address has where it is held; `accept` is a matter of
 * packets, not of the address.
 */
export function isSameAddress(one: DesiredAddress, other: DesiredAddress): boolean {
  return (
    one.interface === other.interface &&
    one.address === other.address &&
    one.prefixLength === other.prefixLength &&
    one.label === other.label &&
    (one.scope ?? 0) === (other.scope ?? 0) &&
    one.broadcast === other.broadcast &&
    one.peer === other.peer &&
    (one.duplicateAddressDetection ?? false) === (other.duplicateAddressDetection ?? false) &&
    one.preferredLifetime === other.preferredLifetime &&
    hasSameFlags(one.flags ?? [], other.flags ?? [])
  )
}

function hasSameFlags(one: readonly AddressFlag[], other: readonly AddressFlag[]): boolean {
  return one.every((flag) => other.includes(flag)) && other.every((flag) => one.includes(flag))
}

export interface AddressFailure {
  readonly address: IpAddress
  /** The errno name or the provider's own code, such as `EEXIST`. */
  readonly code: string
  readonly message: string
}

/**
 * What became of a request to hold addresses: all of it holds, or these addresses failed.
 * `warnings`: these hold, but not quite as was asked, such as without the filter that `accept: false`
 * needs.
 */
export type HoldOutcome = (
  { readonly ok: true } | { readonly ok: false; readonly failures: readonly AddressFailure[] }
) & { readonly warnings?: readonly AddressFailure[] }

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
