import { ipFamily } from '@holdfast/core'
import type { IpAddress, LinkStatus } from '@holdfast/core'
import {
  IFA_F_DADFAILED,
  IFA_F_OPTIMISTIC,
  IFA_F_SECONDARY,
  IFA_F_TENTATIVE,
} from './rtnetlink/flags.js'
import type { AddressInfo, LinkInfo } from './rtnetlink/rtnetlink.js'

/** What is known of an interface; one that does not exist has neither index nor MTU. */
export interface MonitoredLink extends LinkStatus {
  readonly index?: number
  /** Bytes of payload that one frame carries. */
  readonly mtu?: number
}

/**
 * The links and addresses as the kernel told of them, addresses in its own order: an event does not
 * say at which place an address was put in, so the kernel's rules are followed here.
 */
export class LinkMonitorTable {
  readonly #links = new Map<number, LinkInfo>()
  /** By interface index. */
  readonly #addresses = new Map<number, AddressInfo[]>()

  reset(links: readonly LinkInfo[]): void {
    this.#links.clear()
    for (const link of links) this.#links.set(link.index, link)
  }

  resetAddresses(addresses: readonly AddressInfo[]): void {
    this.#addresses.clear()
    for (const address of addresses) this.#listOf(address.interfaceIndex).push(address)
  }

  linkAt(index: number): LinkInfo | undefined {
    return this.#links.get(index)
  }

  putLink(link: LinkInfo): void {
    this.#links.set(link.index, link)
  }

  dropLink(index: number): void {
    this.#links.delete(index)
    this.#addresses.delete(index)
  }

  has(address: AddressInfo): boolean {
    return this.#listOf(address.interfaceIndex).some((known) => isSame(known, address))
  }

  /** Whether anything changed that a status could show. */
  putAddress(address: AddressInfo): boolean {
    const list = this.#listOf(address.interfaceIndex)
    const at = list.findIndex((known) => isSame(known, address))
    const known = list[at]
    if (known === undefined) {
      list.splice(placeOf(list, address), 0, address)
      return true
    }
    list[at] = address
    if (isSecondary(known) !== isSecondary(address)) {
      list.splice(at, 1)
      list.splice(placeOf(list, address), 0, address)
      return true
    }
    return isUsable(known) !== isUsable(address)
  }

  dropAddress(address: AddressInfo): boolean {
    const list = this.#listOf(address.interfaceIndex)
    const at = list.findIndex((known) => isSame(known, address))
    if (at >= 0) list.splice(at, 1)
    return at >= 0
  }

  statusOf(name: string): MonitoredLink {
    // The newest: one of the same name that was not told to be gone is older.
    const link = [...this.#links.values()].findLast((each) => each.name === name)
    if (link === undefined) return { interface: name, up: false, addresses: [] }
    return {
      interface: name,
      up: link.isRunning,
      ...(link.macAddress === undefined ? {} : { macAddress: link.macAddress }),
      addresses: usableOf(this.#addresses.get(link.index) ?? []),
      index: link.index,
      mtu: link.mtu,
    }
  }

  #listOf(interfaceIndex: number): AddressInfo[] {
    let list = this.#addresses.get(interfaceIndex)
    if (list === undefined) this.#addresses.set(interfaceIndex, (list = []))
    return list
  }
}

export function isSameStatus(link: MonitoredLink, other: MonitoredLink): boolean {
  return (
    link.up === other.up &&
    link.macAddress === other.macAddress &&
    link.index === other.index &&
    link.mtu === other.mtu &&
    link.addresses.length === other.addresses.length &&
    link.addresses.every((address, at) => address === other.addresses[at])
  )
}

function usableOf(addresses: readonly AddressInfo[]): readonly IpAddress[] {
  return addresses.filter(isUsable).map(({ address }) => address)
}

/** An address that may be somebody else's is not used yet (RFC 4862 5.4). */
function isUsable({ flags = 0 }: AddressInfo): boolean {
  if ((flags & IFA_F_DADFAILED) !== 0) return false
  return (flags & IFA_F_TENTATIVE) === 0 || (flags & IFA_F_OPTIMISTIC) !== 0
}

function isSecondary({ flags = 0, address }: AddressInfo): boolean {
  return ipFamily(address) === 4 && (flags & IFA_F_SECONDARY) !== 0
}

function isSame(address: AddressInfo, other: AddressInfo): boolean {
  return (
    address.address === other.address &&
    address.prefixLength === other.prefixLength &&
    address.peer === other.peer
  )
}

/** IPv4 addresses come first, as in a dump of both. */
function placeOf(list: readonly AddressInfo[], address: AddressInfo): number {
  const firstOfIpv6 = list.findIndex((other) => ipFamily(other.address) === 6)
  const endOfIpv4 = firstOfIpv6 < 0 ? list.length : firstOfIpv6
  if (ipFamily(address.address) === 6)
    return endOfIpv4 + placeOfIpv6(list.slice(endOfIpv4), address)
  return isSecondary(address) ? endOfIpv4 : placeOfPrimary(list.slice(0, endOfIpv4), address)
}

/** After the primaries of the same or a narrower scope (net/ipv4/devinet.c). */
function placeOfPrimary(list: readonly AddressInfo[], { scope = 0 }: AddressInfo): number {
  return list.findLastIndex((other) => !isSecondary(other) && (other.scope ?? 0) >= scope) + 1
}

/** Before what has the same or a narrower scope: the newest comes first (net/ipv6/addrconf.c). */
function placeOfIpv6(list: readonly AddressInfo[], { scope = 0 }: AddressInfo): number {
  const at = list.findIndex((other) => (other.scope ?? 0) >= scope)
  return at < 0 ? list.length : at
}
