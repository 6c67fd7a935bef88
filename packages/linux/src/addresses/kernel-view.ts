import type { IpAddress } from '@holdfast/core'
import type { AddressInfo, KernelEvent, LinkInfo, Rtnetlink } from '../rtnetlink/rtnetlink.js'

/**
 * What was last heard of the kernel's interfaces and addresses, so that a takeover need not ask. It
 * lags behind by the events that wait to be read: before anything is refused because of it, `read`
 * it anew.
 */
export class KernelView {
  #links = new Map<string, LinkInfo>()
  #addresses = new Map<IpAddress, readonly AddressInfo[]>()

  /** Asks the kernel for everything. Throws SystemCallError. */
  read(kernel: Pick<Rtnetlink, 'links' | 'addresses'>): void {
    const links = kernel.links()
    const addresses = kernel.addresses()
    this.#links = new Map(links.map((link) => [link.name, link]))
    this.#addresses = new Map()
    for (const address of addresses) this.#put(address)
  }

  apply(event: KernelEvent): void {
    if (event.type === 'link') {
      this.#forgetLink(event.link)
      this.#links.set(event.link.name, event.link)
    }
    if (event.type === 'linkGone') this.#forgetLink(event.link)
    if (event.type === 'address') this.#put(event.address)
    if (event.type === 'addressGone') this.forget(event.address)
  }

  linkNamed(name: string): LinkInfo | undefined {
    return this.#links.get(name)
  }

  linkAt(index: number): LinkInfo | undefined {
    return [...this.#links.values()].find((link) => link.index === index)
  }

  /** On whatever interface, with whatever prefix length. */
  find(address: IpAddress): readonly AddressInfo[] {
    return this.#addresses.get(address) ?? []
  }

  /** On one interface. */
  at(interfaceIndex: number, address: IpAddress): AddressInfo | undefined {
    return this.find(address).find((info) => info.interfaceIndex === interfaceIndex)
  }

  forget(address: AddressInfo): void {
    const rest = this.find(address.address).filter((info) => !isSame(info, address))
    if (rest.length === 0) this.#addresses.delete(address.address)
    else this.#addresses.set(address.address, rest)
  }

  #put(address: AddressInfo): void {
    const rest = this.find(address.address).filter((info) => !isSame(info, address))
    this.#addresses.set(address.address, [...rest, address])
  }

  /** By its index: a link event may have brought a new name. */
  #forgetLink({ index }: LinkInfo): void {
    for (const [name, link] of this.#links) if (link.index === index) this.#links.delete(name)
  }
}

/** One IPv4 address may be on an interface with several prefix lengths. */
function isSame(a: AddressInfo, b: AddressInfo): boolean {
  return a.interfaceIndex === b.interfaceIndex && a.prefixLength === b.prefixLength
}
