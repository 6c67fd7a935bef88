import { ipFamily } from '@holdfast/core'
import type { Clock, IpAddress } from '@holdfast/core'
import { IFF_UP } from '../rtnetlink/flags.js'
import type {
  AddressInfo,
  ChangeOutcome,
  KernelChange,
  KernelEvent,
  LinkInfo,
  NeighbourInfo,
  RouteInfo,
  Rtnetlink,
  RuleInfo,
} from '../rtnetlink/rtnetlink.js'
import { SystemCallError } from '../system-call-error.js'
import { FakeAddressTable } from './fake-address-table.js'
import { FakeLinkTable } from './fake-link-table.js'
import type { FakeLink, FakeLinkChange } from './fake-link-table.js'
import { FakeRouteTable, FakeRuleTable } from './fake-route-table.js'

export interface FakeKernelOptions {
  /** Lifetimes run on it, and events arrive in its `defer` turns. */
  readonly clock: Clock
  /** net.ipv4.conf.all.promote_secondaries; false by default, as the kernel has it. */
  readonly promotesSecondaries?: boolean
}

interface Watcher {
  readonly onEvent: (event: KernelEvent) => void
  readonly waiting: KernelEvent[]
}

/**
 * The kernel's tables in memory, with the rules that matter to who holds addresses. Starts without
 * any interface. What a test does by `addLink`, `setCarrier` and `meddle` is done by somebody else:
 * it cannot fail and is not in `applied`.
 *
 * As with the real one, an event arrives in a later turn than the change, and in the order of the
 * changes. Never models the routes that the kernel makes for the networks of addresses.
 */
export class FakeKernel implements Rtnetlink {
  /** Set it to make changes fail: returns the errno, such as `ENOBUFS`, or undefined. */
  failing: ((change: KernelChange) => string | undefined) | undefined
  /** Set it to make reads throw: returns the errno or undefined. */
  failingReads: (() => string | undefined) | undefined
  promotesSecondaries: boolean
  /** What `neighbours` returns; a test may change it. */
  readonly neighbourTable: NeighbourInfo[] = []

  readonly #clock: Clock
  readonly #applied: KernelChange[] = []
  readonly #watchers = new Set<Watcher>()
  readonly #links: FakeLinkTable
  readonly #addresses: FakeAddressTable
  readonly #routes: FakeRouteTable
  readonly #rules: FakeRuleTable

  constructor(options: FakeKernelOptions) {
    this.#clock = options.clock
    this.promotesSecondaries = options.promotesSecondaries ?? false
    const emit = (event: KernelEvent): void => this.#emit(event)
    this.#links = new FakeLinkTable(emit)
    this.#addresses = new FakeAddressTable({
      clock: options.clock,
      emit,
      promotesSecondaries: () => this.promotesSecondaries,
      nameOf: (index) => this.#links.get(index)?.name,
      onRemoved: (address) => this.#routes.dropSource(address),
    })
    this.#routes = new FakeRouteTable({
      emit,
      linkOf: (index) => this.#links.get(index),
      hasAddress: (address) => this.#addresses.has(address),
    })
    this.#rules = new FakeRuleTable(emit)
  }

  /** Every change that was asked for through `apply`, also those that failed. */
  get applied(): readonly KernelChange[] {
    return this.#applied
  }

  links(): readonly LinkInfo[] {
    this.#checkRead('RTM_GETLINK')
    return this.#links.list()
  }

  addresses(): readonly AddressInfo[] {
    this.#checkRead('RTM_GETADDR')
    return this.#addresses.list()
  }

  routes(family: 4 | 6): readonly RouteInfo[] {
    this.#checkRead('RTM_GETROUTE')
    return this.#routes.list(family)
  }

  rules(family: 4 | 6): readonly RuleInfo[] {
    this.#checkRead('RTM_GETRULE')
    return this.#rules.list(family)
  }

  neighbours(family: 4 | 6): readonly NeighbourInfo[] {
    this.#checkRead('RTM_GETNEIGH')
    return this.neighbourTable.filter(({ address }) => ipFamily(address) === family)
  }

  apply(changes: readonly KernelChange[]): readonly ChangeOutcome[] {
    return changes.map((change) => {
      this.#applied.push(change)
      const errno = this.failing?.(change) ?? this.#perform(change)
      if (errno === undefined) return { ok: true }
      return { ok: false, error: new SystemCallError(change.type, errno) }
    })
  }

  watch(onEvent: (event: KernelEvent) => void): () => void {
    const watcher: Watcher = { onEvent, waiting: [] }
    this.#watchers.add(watcher)
    return () => {
      this.#watchers.delete(watcher)
    }
  }

  /** Ends all watching, as the end of a process does; the tables stay as they are. */
  close(): void {
    this.#watchers.clear()
  }

  /** A new interface, up and running unless the test says otherwise. */
  addLink(wanted: FakeLink): LinkInfo {
    if (this.#links.find(wanted.name) !== undefined) throw new Error(`${wanted.name} exists`)
    if (wanted.index !== undefined && this.#links.get(wanted.index) !== undefined) {
      throw new Error(`interface index ${wanted.index} is taken`)
    }
    return this.#links.add(wanted)
  }

  /** Everything about the interface, its addresses, routes and those on top of it goes. */
  deleteLink(name: string): void {
    this.#deleteLink(this.#linkNamed(name).index)
  }

  /** Up or down by hand, a new name, MAC address, MTU or alias, the cable in or out. */
  changeLink(name: string, change: FakeLinkChange): void {
    this.#changeLink(this.#linkNamed(name), change)
  }

  /** The cable is pulled or put back. */
  setCarrier(name: string, carrier: boolean): void {
    this.changeLink(name, { carrier })
  }

  /** Flags such as IFA_F_TENTATIVE or IFA_F_DADFAILED, as the kernel would set them. */
  setAddressFlags(name: string, address: IpAddress, flags: number): void {
    this.#addresses.setFlags(this.#linkNamed(name).index, address, flags)
  }

  /** What somebody else changes in the meantime; throws where the kernel would refuse. */
  meddle(...changes: readonly KernelChange[]): void {
    for (const change of changes) {
      const errno = this.#perform(change)
      if (errno !== undefined) throw new SystemCallError(change.type, errno)
    }
  }

  /** The watchers' buffers overflow: what they have not read yet is lost. */
  overrun(): void {
    for (const watcher of this.#watchers) watcher.waiting.length = 0
    this.#emit({ type: 'overrun' })
  }

  #checkRead(call: string): void {
    const errno = this.failingReads?.()
    if (errno !== undefined) throw new SystemCallError(call, errno)
  }

  #perform(change: KernelChange): string | undefined {
    switch (change.type) {
      case 'setAddress':
      case 'addAddress':
        return this.#addresses.add(change.address, change.type === 'setAddress')
      case 'deleteAddress':
        return this.#addresses.remove(change.address)
      case 'setRoute':
      case 'addRoute':
        return this.#routes.set(change.route, change.type === 'setRoute')
      case 'deleteRoute':
        return this.#routes.remove(change.route)
      case 'addRule':
        return this.#rules.add(change.rule)
      case 'deleteRule':
        return this.#rules.remove(change.rule)
      case 'addMacvlan':
        return this.#addMacvlan(change)
      case 'setLink':
        return this.#setLink(change)
      case 'deleteLink':
        if (this.#links.get(change.index) === undefined) return 'ENODEV'
        this.#deleteLink(change.index)
        return undefined
    }
  }

  #addMacvlan(change: KernelChange & { readonly type: 'addMacvlan' }): string | undefined {
    if (this.#links.find(change.name) !== undefined) return 'EEXIST'
    const parent = this.#links.get(change.parentIndex)
    if (parent === undefined) return 'ENODEV'
    const { name, parentIndex, macAddress, alias } = change
    const link = { name, parentIndex, macAddress, kind: 'macvlan', up: false, mtu: parent.mtu }
    this.#links.add(alias === undefined ? link : { ...link, alias })
    return undefined
  }

  #setLink(change: KernelChange & { readonly type: 'setLink' }): string | undefined {
    const link = this.#links.get(change.index)
    if (link === undefined) return 'ENODEV'
    const { up, alias, macAddress, mtu } = change
    this.#changeLink(link, {
      ...(up === undefined ? {} : { up }),
      ...(alias === undefined ? {} : { alias }),
      ...(macAddress === undefined ? {} : { macAddress }),
      ...(mtu === undefined ? {} : { mtu }),
    })
    return undefined
  }

  #changeLink(link: LinkInfo, change: FakeLinkChange): void {
    if (change.up === false && (link.flags & IFF_UP) !== 0) {
      // IPv4 addresses stay on an interface that is down; IPv6 ones do not (keep_addr_on_down).
      this.#routes.flush(link.index)
      this.#addresses.flush(link.index, 6)
    }
    this.#links.change(link.index, change)
  }

  #deleteLink(index: number): void {
    for (const child of this.#links.childrenOf(index)) this.#deleteLink(child.index)
    this.#routes.flush(index)
    this.#addresses.flush(index)
    this.#links.delete(index)
  }

  #linkNamed(name: string): LinkInfo {
    const link = this.#links.find(name)
    if (link === undefined) throw new Error(`there is no interface ${name}`)
    return link
  }

  #emit(event: KernelEvent): void {
    for (const watcher of this.#watchers) {
      watcher.waiting.push(event)
      if (watcher.waiting.length === 1) this.#clock.defer(() => this.#deliver(watcher))
    }
  }

  #deliver(watcher: Watcher): void {
    // A turn reads what waits; what its callbacks cause comes in the next one.
    for (const event of watcher.waiting.splice(0)) {
      if (this.#watchers.has(watcher)) watcher.onEvent(event)
    }
  }
}
