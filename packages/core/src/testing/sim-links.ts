import type { IpAddress } from '../ip-address.js'
import type { LinkStatus, Links } from '../links.js'
import type { MacAddress } from '../mac-address.js'

/** What changes about a link; what is absent stays. */
export interface LinkChange {
  readonly up?: boolean
  /** An explicit undefined takes the link-layer address away. */
  readonly macAddress?: MacAddress | undefined
  readonly addresses?: readonly IpAddress[]
}

interface Watcher {
  readonly interfaces: ReadonlySet<string>
  readonly onChange: (link: LinkStatus) => void
}

/** The interfaces of one node, as a test says they are. */
export class SimLinks implements Links {
  readonly #links = new Map<string, LinkStatus>()
  readonly #watchers = new Set<Watcher>()
  readonly #deliver: (callback: () => void) => void

  /**
   * `deliver` passes on each notification and decides when its callback runs: `SimProcess.deliver`
   * holds it back in a stall, as a kernel's messages wait in a socket. By default it runs at once.
   */
  constructor(deliver: (callback: () => void) => void = (callback) => callback()) {
    this.#deliver = deliver
  }

  has(name: string): boolean {
    return this.#links.has(name)
  }

  /** What is true of an interface now, whether or not anybody was told yet. */
  get(name: string): LinkStatus {
    return this.#links.get(name) ?? { interface: name, up: false, addresses: [] }
  }

  /** Changes an interface, or makes it: a new one is up unless the change says otherwise. */
  set(name: string, change: LinkChange): void {
    const before = this.#links.get(name)
    const { up, macAddress, addresses } = {
      ...(before ?? { up: true, addresses: [] }),
      ...change,
    }
    const link: LinkStatus = {
      interface: name,
      up,
      addresses,
      ...(macAddress === undefined ? {} : { macAddress }),
    }
    this.#links.set(name, link)
    if (before === undefined || !isSame(before, link)) this.#tell(link)
  }

  /** The interface does not exist any more. */
  delete(name: string): void {
    if (this.#links.delete(name)) this.#tell(this.get(name))
  }

  watch(interfaces: readonly string[], onChange: (link: LinkStatus) => void): () => void {
    const watcher: Watcher = { interfaces: new Set(interfaces), onChange }
    this.#watchers.add(watcher)
    for (const name of watcher.interfaces) onChange(this.get(name))
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  #tell(link: LinkStatus): void {
    for (const watcher of [...this.#watchers]) {
      if (!watcher.interfaces.has(link.interface)) continue
      this.#deliver(() => {
        if (this.#watchers.has(watcher)) watcher.onChange(link)
      })
    }
  }
}

function isSame(link: LinkStatus, other: LinkStatus): boolean {
  return (
    link.up === other.up &&
    link.macAddress === other.macAddress &&
    link.addresses.length === other.addresses.length &&
    link.addresses.every((address, index) => address === other.addresses[index])
  )
}
