import { ipFamily, silentLogger, systemClock } from '@holdfast/core'
import type { Cancel, Clock, Links, Logger } from '@holdfast/core'
import { isSameStatus, LinkMonitorTable } from './link-monitor-table.js'
import type { MonitoredLink } from './link-monitor-table.js'
import { IFA_F_NODAD } from './rtnetlink/flags.js'
import type { AddressInfo, KernelEvent, LinkInfo, Rtnetlink } from './rtnetlink/rtnetlink.js'

export interface LinkMonitorOptions {
  readonly clock?: Clock
  readonly logger?: Logger
}

interface Watcher {
  readonly onChange: (link: MonitoredLink) => void
  /** What it was told last, by name. */
  readonly told: Map<string, MonitoredLink>
}

const retryMs = 100

/**
 * The interfaces of the machine as the kernel tells of them: up, running, addresses in the kernel's
 * order without those that duplicate address detection holds back, MAC address, index and MTU.
 * Follows an interface by its name through deletion, creation and renaming.
 */
export class LinkMonitor implements Links {
  readonly #rtnetlink: Rtnetlink
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #watchers = new Set<Watcher>()
  readonly #table = new LinkMonitorTable()
  #unwatch: (() => void) | undefined
  #cancelRetry: Cancel | undefined

  constructor(rtnetlink: Rtnetlink, options: LinkMonitorOptions = {}) {
    this.#rtnetlink = rtnetlink
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
  }

  /** Throws SystemCallError when the kernel's tables cannot be read. */
  watch(interfaces: readonly string[], onChange: (link: MonitoredLink) => void): () => void {
    this.#start()
    const told = new Map(interfaces.map((name) => [name, this.#table.statusOf(name)]))
    const watcher: Watcher = { onChange, told }
    this.#watchers.add(watcher)
    for (const link of told.values()) this.#call(watcher, link)
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size === 0) this.#stop()
    }
  }

  /** What is true of an interface now. Throws SystemCallError when nobody watches and a read fails. */
  status(name: string): MonitoredLink {
    if (this.#unwatch === undefined) this.#read()
    return this.#table.statusOf(name)
  }

  #start(): void {
    if (this.#unwatch !== undefined) return
    // Events from here on come after the read, so that nothing falls between the two.
    const unwatch = this.#rtnetlink.watch((event) => this.#onEvent(event))
    try {
      this.#read()
    } catch (error) {
      unwatch()
      throw error
    }
    this.#unwatch = unwatch
  }

  #stop(): void {
    this.#unwatch?.()
    this.#unwatch = undefined
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
  }

  #read(): void {
    const links = this.#rtnetlink.links()
    const addresses = this.#rtnetlink.addresses()
    this.#table.reset(links)
    this.#table.resetAddresses(addresses)
  }

  #onEvent(event: KernelEvent): void {
    switch (event.type) {
      case 'link':
      case 'linkGone':
        return this.#onLink(event.link, event.type === 'linkGone')
      case 'address':
        return this.#onAddress(event.address)
      case 'addressGone':
        if (this.#table.dropAddress(event.address)) this.#publishAt(event.address.interfaceIndex)
        return
      case 'overrun':
        return this.#resync()
      case 'route':
      case 'routeGone':
      case 'rule':
      case 'ruleGone':
        return
    }
  }

  #onLink(link: LinkInfo, isGone: boolean): void {
    const formerName = this.#table.linkAt(link.index)?.name
    if (isGone) this.#table.dropLink(link.index)
    else this.#table.putLink(link)
    if (formerName !== undefined && formerName !== link.name) this.#publish(formerName)
    this.#publish(link.name)
  }

  #onAddress(address: AddressInfo): void {
    const isDetected = ipFamily(address.address) === 6 && ((address.flags ?? 0) & IFA_F_NODAD) === 0
    if (isDetected && !this.#table.has(address)) {
      // The kernel tells of it when duplicate address detection is over, but its place in the order
      // is from before.
      return this.#resync()
    }
    if (this.#table.putAddress(address)) this.#publishAt(address.interfaceIndex)
  }

  /** Reads everything again and tells of what is different; tries again later when that fails. */
  #resync(): void {
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    try {
      this.#read()
    } catch (error) {
      this.#logger.error('the interfaces cannot be read', { error })
      const retryAt = this.#clock.now() + retryMs
      this.#cancelRetry = this.#clock.schedule(retryAt, () => this.#resync())
      return
    }
    const names = [...this.#watchers].flatMap(({ told }) => [...told.keys()])
    for (const name of new Set(names)) this.#publish(name)
  }

  #publishAt(interfaceIndex: number): void {
    const name = this.#table.linkAt(interfaceIndex)?.name
    if (name !== undefined) this.#publish(name)
  }

  #publish(name: string): void {
    let link: MonitoredLink | undefined
    for (const watcher of [...this.#watchers]) {
      const before = watcher.told.get(name)
      if (before === undefined) continue
      link ??= this.#table.statusOf(name)
      if (isSameStatus(before, link)) continue
      watcher.told.set(name, link)
      this.#call(watcher, link)
    }
  }

  #call(watcher: Watcher, link: MonitoredLink): void {
    if (!this.#watchers.has(watcher)) return
    try {
      watcher.onChange(link)
    } catch (error) {
      this.#logger.error('a watcher of interfaces threw', { interface: link.interface, error })
    }
  }
}
