import { silentLogger, systemClock } from '@holdfast/core'
import type { Cancel, Clock, Logger, VirtualMac, VirtualMacs } from '@holdfast/core'
import type { JournalEntry } from '../journal/entry.js'
import { MemoryJournal } from '../journal/journal.js'
import type { Journal } from '../journal/journal.js'
import { DeferredRun } from '../keeping/deferred-run.js'
import { MissingPrivilegeError } from '../privileges.js'
import type { KernelChange, KernelEvent, LinkInfo, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { planVirtualMac } from './plan.js'
import type { VirtualMacPlan } from './plan.js'
import { SysctlKeeper } from './sysctl-keeper.js'
import { parentSysctls, procSysctls, virtualMacSysctls } from './sysctls.js'
import type { Sysctls } from './sysctls.js'
import { VirtualMacError } from './virtual-mac-error.js'

export interface KernelVirtualMacsOptions {
  readonly clock?: Clock
  readonly logger?: Logger
  /** Where what was made is remembered for the run after a crash; by default nowhere. */
  readonly journal?: Journal
  readonly sysctls?: Sysctls
}

interface Ensured {
  readonly wanted: VirtualMac
  readonly failed: (error: Error) => void
}

/** IFLA_IFALIAS of our interfaces: `ip link` shows it. */
const alias = 'holdfast'
/** When an attempt failed and no event says that the next one will not. */
const retryMs = 5000

/**
 * Interfaces with a virtual MAC address: macvlan in private mode, as keepalived makes them, since
 * virtual routers on one parent must not hear each other's packets through the kernel. Needs
 * CAP_NET_ADMIN and a writable /proc/sys/net; opens nothing before the first use.
 */
export class KernelVirtualMacs implements VirtualMacs {
  readonly #kernel: Rtnetlink
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #journal: Journal
  readonly #sysctls: Sysctls
  readonly #ensured = new Map<string, Ensured>()
  #keeper: SysctlKeeper | undefined
  #unwatch: (() => void) | undefined
  /** Once what waits has been read: an interface that goes takes those above it along. */
  readonly #deferred: DeferredRun
  #cancelRetry: Cancel | undefined

  constructor(kernel: Rtnetlink, options: KernelVirtualMacsOptions = {}) {
    this.#kernel = kernel
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#journal = options.journal ?? new MemoryJournal()
    this.#sysctls = options.sysctls ?? procSysctls
    this.#deferred = new DeferredRun(this.#clock, () => this.#attempt([...this.#ensured.values()]))
  }

  ensure(owner: string, wanted: VirtualMac, failed: (error: Error) => void): void {
    const before = this.#ensured.get(owner)
    this.#ensured.set(owner, { wanted, failed })
    if (before !== undefined && before.wanted.name !== wanted.name) this.#remove(before.wanted)
    this.#attempt([{ wanted, failed }])
  }

  release(owner: string): void {
    const ensured = this.#ensured.get(owner)
    this.#ensured.delete(owner)
    if (ensured === undefined) return
    if (this.#keepersOf(ensured.wanted).length === 0) this.#remove(ensured.wanted)
    if (this.#ensured.size === 0) this.#cancelRetry?.()
    this.#keepParents()
  }

  /**
   * Removes what a crashed run left, but for what is ensured by the end of this turn. The first
   * `ensure` does the same. Throws SystemCallError where the kernel cannot be asked.
   */
  recover(): void {
    this.#open()
  }

  /** The synchronous last act of a dying process. */
  releaseNow(): void {
    for (const owner of [...this.#ensured.keys()]) this.release(owner)
  }

  /** Removes everything and stops watching the kernel. The journal is the caller's to close. */
  close(): void {
    this.releaseNow()
    this.#unwatch?.()
    this.#unwatch = undefined
    this.#keeper = undefined
  }

  #open(): void {
    if (this.#unwatch !== undefined) return
    this.#unwatch = this.#kernel.watch((event) => this.#heard(event))
    this.#keeper = new SysctlKeeper(this.#sysctls, this.#journal, this.#logger)
    this.#clock.defer(() => this.#removeLeftovers())
  }

  #heard(event: KernelEvent): void {
    if (event.type === 'overrun') this.#deferred.request()
    if (event.type !== 'link' && event.type !== 'linkGone') return
    const { name } = event.link
    const wanted = [...this.#ensured.values()].map((ensured) => ensured.wanted)
    if (wanted.some((each) => each.name === name || each.parent === name)) this.#deferred.request()
  }

  #attempt(all: readonly Ensured[]): void {
    let hasFailed = false
    for (const { wanted, failed } of all) {
      try {
        this.#open()
        this.#make(wanted)
      } catch (error) {
        hasFailed = true
        failed(error instanceof Error ? error : new Error(String(error)))
      }
    }
    this.#keepParents()
    if (!hasFailed) return
    this.#cancelRetry?.()
    this.#cancelRetry = this.#clock.schedule(this.#clock.now() + retryMs, () =>
      this.#deferred.request(),
    )
  }

  #make(wanted: VirtualMac): void {
    const [rival] = this.#keepersOf(wanted).filter((each) => each !== wanted)
    if (rival !== undefined) {
      throw new VirtualMacError(`${wanted.name} is kept for another virtual router already`)
    }
    const plan = this.#plan(wanted)
    if (plan.action === 'fail') throw new VirtualMacError(plan.message)
    if (plan.action === 'create') this.#create(wanted, plan)
    if (plan.action === 'bringUp') this.#bringUp(wanted, plan.link)
    if (plan.action === 'none') this.#journal.add([linkEntry(wanted)])
  }

  #keepersOf({ name }: VirtualMac): readonly VirtualMac[] {
    const all = [...this.#ensured.values()].map(({ wanted }) => wanted)
    return all.filter((wanted) => wanted.name === name)
  }

  #plan(wanted: VirtualMac): VirtualMacPlan {
    return planVirtualMac(wanted, this.#kernel.links(), (link) => this.#isOurs(link))
  }

  #create(wanted: VirtualMac, plan: VirtualMacPlan & { readonly action: 'create' }): void {
    const { name, macAddress } = wanted
    const { parentIndex, inTheWay } = plan
    this.#journal.add([linkEntry(wanted)])
    if (inTheWay !== undefined) this.#apply(wanted, { type: 'deleteLink', index: inTheWay.index })
    this.#apply(wanted, {
      type: 'addMacvlan',
      name,
      parentIndex,
      macAddress,
      mode: 'private',
      alias,
    })
    const made = this.#plan(wanted)
    if (made.action === 'bringUp') this.#bringUp(wanted, made.link)
  }

  #bringUp(wanted: VirtualMac, { index }: LinkInfo): void {
    this.#journal.add([linkEntry(wanted)])
    for (const { path, value } of virtualMacSysctls(wanted)) {
      if (this.#sysctls.read(path) === undefined) continue
      try {
        this.#sysctls.write(path, value)
      } catch (cause) {
        throw new VirtualMacError(`/proc/sys/${path} could not be written`, { cause })
      }
    }
    this.#apply(wanted, { type: 'setLink', index, up: true })
  }

  #apply({ name }: VirtualMac, change: KernelChange): void {
    const [outcome] = this.#kernel.apply([change])
    if (outcome?.ok !== false) return
    const { error } = outcome
    if (error.errno === 'EPERM')
      throw new MissingPrivilegeError(['CAP_NET_ADMIN'], { cause: error })
    throw new VirtualMacError(`the kernel refused ${name}: ${error.message}`, { cause: error })
  }

  /** Made by us or by a run that crashed, and not by another process that lives. */
  #isOurs(link: LinkInfo): boolean {
    const { name, kind, macAddress } = link
    if (kind !== 'macvlan' || macAddress === undefined) return false
    if (link.alias === alias) {
      return !this.#journal.isClaimedByOther({ kind: 'link', name, macAddress })
    }
    return this.#journal
      .leftovers()
      .some((e) => e.kind === 'link' && e.name === name && e.macAddress === macAddress)
  }

  #remove(wanted: Pick<VirtualMac, 'name' | 'macAddress'>): void {
    try {
      const link = this.#kernel.links().find(({ name }) => name === wanted.name)
      if (link !== undefined && this.#isOurs(link)) {
        const [outcome] = this.#kernel.apply([{ type: 'deleteLink', index: link.index }])
        if (outcome?.ok === false && outcome.error.errno !== 'ENODEV') throw outcome.error
      }
      this.#journal.remove([linkEntry(wanted)])
    } catch (error) {
      this.#logger.error('an interface with a virtual MAC could not be removed', {
        name: wanted.name,
        error,
      })
    }
  }

  #removeLeftovers(): void {
    const names = new Set([...this.#ensured.values()].map(({ wanted }) => wanted.name))
    for (const entry of this.#journal.leftovers()) {
      if (entry.kind === 'link' && !names.has(entry.name)) this.#remove(entry)
    }
    this.#keepParents()
  }

  #keepParents(): void {
    const wanted = [...this.#ensured.values()].flatMap((ensured) => parentSysctls(ensured.wanted))
    this.#keeper?.keep(wanted)
  }
}

function linkEntry({ name, macAddress }: Pick<VirtualMac, 'name' | 'macAddress'>): JournalEntry {
  return { kind: 'link', name, macAddress }
}
