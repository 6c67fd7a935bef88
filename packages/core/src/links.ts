import type { IpAddress } from './ip-address.js'
import type { MacAddress } from './mac-address.js'

/** What is known of a network interface. An interface that does not exist is `up: false`. */
export interface LinkStatus {
  readonly interface: string
  /** Administratively up and running (rule 105). */
  readonly up: boolean
  /** Absent where the link has no link-layer address: then nothing is announced (rule 120). */
  readonly macAddress?: MacAddress
  /** Usable addresses in the kernel's order, primary first; tentative ones are left out. */
  readonly addresses: readonly IpAddress[]
}

/** Tells of interfaces that go down, come back and change addresses. */
export interface Links {
  /** Calls back at once, before it returns, with what is known, then at every change. */
  watch(interfaces: readonly string[], onChange: (link: LinkStatus) => void): () => void
}
