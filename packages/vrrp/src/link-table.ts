import type { Links, LinkStatus } from '@holdfast/core'

/** The links of a router's interfaces: one watch for each, however many instances use it. */
export class LinkTable {
  readonly #links: Links | undefined
  readonly #onChange: (link: LinkStatus) => void
  readonly #known = new Map<string, LinkStatus>()
  readonly #stops: (() => void)[] = []

  constructor(links: Links | undefined, onChange: (link: LinkStatus) => void) {
    this.#links = links
    this.#onChange = onChange
  }

  /** What is known of an interface, which is watched from now on. */
  get(name: string): LinkStatus {
    const known = this.#known.get(name)
    if (known !== undefined) return known
    // Nobody to ask: the interface counts as up, and the source address must be configured.
    this.#known.set(name, { interface: name, up: this.#links === undefined, addresses: [] })
    if (this.#links !== undefined) this.#watch(this.#links, name)
    return this.#known.get(name) as LinkStatus
  }

  close(): void {
    for (const stop of this.#stops) stop()
    this.#stops.length = 0
  }

  #watch(links: Links, name: string): void {
    let isFirst = true
    const stop = links.watch([name], (link) => {
      this.#known.set(name, link)
      if (!isFirst) this.#onChange(link)
    })
    isFirst = false
    this.#stops.push(stop)
  }
}
