import { IFF_UP } from '../rtnetlink/flags.js'
import type { KernelEvent, LinkInfo, Rtnetlink } from '../rtnetlink/rtnetlink.js'

/** The kernel's interfaces by name, as they were last heard of. */
export class Interfaces {
  #links = new Map<string, LinkInfo>()

  /** Asks the kernel for everything. Throws SystemCallError. */
  read(kernel: Pick<Rtnetlink, 'links'>): void {
    this.#links = new Map(kernel.links().map((link) => [link.name, link]))
  }

  apply(event: KernelEvent): void {
    if (event.type !== 'link' && event.type !== 'linkGone') return
    this.#forget(event.link)
    if (event.type === 'link') this.#links.set(event.link.name, event.link)
  }

  indexOf(name: string): number | undefined {
    return this.#links.get(name)?.index
  }

  isDown(name: string): boolean {
    const link = this.#links.get(name)
    return link !== undefined && (link.flags & IFF_UP) === 0
  }

  /** By its index: a link event may have brought a new name. */
  #forget({ index }: LinkInfo): void {
    for (const [name, link] of this.#links) if (link.index === index) this.#links.delete(name)
  }
}
