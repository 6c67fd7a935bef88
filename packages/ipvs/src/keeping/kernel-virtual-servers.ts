import { silentLogger, systemClock } from '@holdfast/core'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import { MemoryJournal } from '@holdfast/linux'
import type { Journal } from '@holdfast/linux'
import type { Ipvs } from '../kernel/ipvs.js'
import { IpvsError } from '../kernel/ipvs-error.js'
import { readTable } from '../kernel/read-table.js'
import { runInSlices, runWhole } from '../kernel/sliced-work.js'
import type { SlicedWork } from '../kernel/sliced-work.js'
import { formatDestinationId } from '../model/destination.js'
import { formatServiceId } from '../model/service.js'
import type { VirtualServer } from '../model/virtual-server.js'
import type { Operation } from '../plan/operation.js'
import { drainPollMs, findDrained } from './drain-poll.js'
import { Drains } from './drains.js'
import { OwnServices } from './own-services.js'
import { foreign, heldByOther, kernelRefusal } from './refusals.js'
import { RepeatedRun } from './repeated-run.js'
import { TableKeeper } from './table-keeper.js'
import type {
  VirtualServerFailure,
  VirtualServers,
  VirtualServersOutcome,
  VirtualServerStatistics,
} from './virtual-servers.js'

export interface KernelVirtualServersOptions {
  readonly clock?: Clock
  readonly logger?: Logger
  /** Where the services that were added are remembered for the run after a crash; by default nowhere. */
  readonly journal?: Journal
  /**
   * What to do when a desired service is in the kernel already and was not put there by us: `refuse`
   * it (default), or `takeOver`: make it as desired, which may remove servers of somebody else's.
   */
  readonly whenForeign?: 'refuse' | 'takeOver'
  /**
   * How often the kernel's table is compared with what is held, in milliseconds; 0: only when
   * `verify` is called. Default 10,000. The kernel tells nobody of changes, so there is no other way
   * to find out about one by hand. It is read in slices: nobody waits for a large table.
   */
  readonly verifyIntervalMs?: number
  /** Somebody else had changed what is held: these changes put it right. */
  readonly onRepair?: (operations: readonly Operation[]) => void
}

interface Holding {
  readonly owner: string
  readonly server: VirtualServer
}

/**
 * Virtual servers in the Linux kernel. Synchronous: `done` is called before `hold` returns. Needs
 * CAP_NET_ADMIN; asks nothing of the kernel before the first use.
 *
 * Touches only services that it has put there, or that an earlier run has, which the journal knows.
 * A service is held with all its destinations: whatever else is in it by somebody's hand is removed.
 */
export class KernelVirtualServers implements VirtualServers {
  readonly #ipvs: Ipvs
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #options: KernelVirtualServersOptions
  readonly #holdings = new Map<string, Holding>()
  readonly #drains = new Drains()
  readonly #keeper: TableKeeper
  readonly #own: OwnServices
  readonly #verifying: RepeatedRun
  readonly #draining: RepeatedRun
  readonly #isRetrying: boolean
  #endSlices: Cancel | undefined

  constructor(ipvs: Ipvs, options: KernelVirtualServersOptions = {}) {
    this.#ipvs = ipvs
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#keeper = new TableKeeper(ipvs)
    this.#own = new OwnServices(options.journal ?? new MemoryJournal())
    const verifyIntervalMs = options.verifyIntervalMs ?? 10_000
    this.#isRetrying = verifyIntervalMs > 0
    this.#verifying = new RepeatedRun(this.#clock, verifyIntervalMs, () => this.#verifyInSlices())
    this.#draining = new RepeatedRun(this.#clock, drainPollMs, () => this.#pollDrains())
  }

  hold(
    owner: string,
    desired: readonly VirtualServer[],
    done: (outcome: VirtualServersOutcome) => void,
  ): void {
    const failures = this.#attempt(owner, desired)
    this.#armTimers()
    done(failures.length === 0 ? { ok: true } : { ok: false, failures })
  }

  /**
   * Removes what a crashed run left in the kernel, but for what is held by the end of this turn. The
   * first `hold` does the same; call it at the start of a service that may not hold anything for a
   * while.
   */
  recover(): void {
    if (this.#own.open()) this.#clock.defer(() => this.#guard(() => this.#removeLeftovers()))
  }

  /**
   * Compares the kernel's table with what is held, puts it right, and tries again what was refused.
   * Returns what somebody else had changed.
   */
  verify(): readonly Operation[] {
    const repairs = runWhole(this.#verify())
    this.#armTimers()
    return repairs
  }

  /** What has gone through the virtual servers that are held. Throws IpvsError. */
  statistics(): readonly VirtualServerStatistics[] {
    return this.#ipvs.services().flatMap((status) => {
      const { id } = status.service
      const name = formatServiceId(id)
      if (!this.#keeper.known.has(name)) return []
      const destinations = this.#ipvs.destinations(id).map((each) => {
        const destination = formatDestinationId(each.destination)
        return { ...each, isDraining: this.#drains.has(name, destination) }
      })
      return [{ ...status, owner: this.#holdings.get(name)?.owner, destinations }]
    })
  }

  releaseNow(): void {
    this.#endVerifying()
    this.#holdings.clear()
    this.#drains.clear()
    this.#armTimers()
    for (const { message } of this.#guard(() => this.#converge()) ?? []) this.#logger.error(message)
  }

  /**
   * Lets go of everything, without draining; with `release: false` leaves the kernel as it is, for
   * the next run to adopt by the journal. The journal and the table are the caller's to close.
   */
  close(options: { readonly release?: boolean } = {}): void {
    if (options.release ?? true) this.releaseNow()
    this.#endVerifying()
    this.#verifying.keep(false)
    this.#draining.keep(false)
  }

  #attempt(owner: string, desired: readonly VirtualServer[]): readonly VirtualServerFailure[] {
    try {
      this.recover()
      const refusals = this.#claim(owner, desired)
      const refused = new Set(refusals.map(({ subject }) => subject))
      this.#change(owner, desired, refused)
      return [...refusals, ...this.#converge()]
    } catch (error) {
      if (!(error instanceof IpvsError)) throw error
      const { errno: code, message } = error
      return desired.map(({ service }) => {
        return { subject: formatServiceId(service.id), code, message, isRetried: false }
      })
    }
  }

  /** Adopts what is there and may be ours; returns what may not. */
  #claim(owner: string, desired: readonly VirtualServer[]): readonly VirtualServerFailure[] {
    const newcomers = new Set<string>()
    const refusals: VirtualServerFailure[] = []
    for (const { service } of desired) {
      const name = formatServiceId(service.id)
      const rival = this.#holdings.get(name)
      if (rival !== undefined && rival.owner !== owner) {
        refusals.push(heldByOther(service, rival.owner))
      } else if (!this.#keeper.known.has(name)) newcomers.add(name)
    }
    if (newcomers.size === 0) return refusals
    for (const there of readTable(this.#ipvs, (id) => newcomers.has(formatServiceId(id)))) {
      const refusal = this.#judge(there)
      if (refusal === undefined) this.#keeper.adopt(there)
      else refusals.push(refusal)
    }
    return refusals
  }

  #judge({ service }: VirtualServer): VirtualServerFailure | undefined {
    const name = formatServiceId(service.id)
    if (this.#own.has(name)) return undefined
    if (this.#own.isClaimedByOther(name)) return heldByOther(service, 'another process')
    return this.#options.whenForeign === 'takeOver' ? undefined : foreign(service)
  }

  #change(owner: string, desired: readonly VirtualServer[], refused: ReadonlySet<string>): void {
    const now = this.#clock.now()
    const released = new Map([...this.#holdings].filter(([, holding]) => holding.owner === owner))
    for (const server of desired) {
      const name = formatServiceId(server.service.id)
      if (refused.has(name)) continue
      this.#drains.change(released.get(name)?.server, server, now)
      this.#holdings.set(name, { owner, server })
      released.delete(name)
    }
    for (const [name, { server }] of released) {
      this.#drains.change(server, undefined, now)
      this.#holdings.delete(name)
    }
  }

  #target(): readonly VirtualServer[] {
    const held = [...this.#holdings.values()].map(({ server }) => this.#drains.with(server))
    return [...held, ...this.#drains.orphans((name) => this.#holdings.has(name))]
  }

  #converge(): readonly VirtualServerFailure[] {
    const target = this.#target()
    this.#own.write(target.map(({ service }) => formatServiceId(service.id)))
    const failed = this.#keeper.converge(target)
    this.#own.clear((name) => this.#keeper.known.has(name) || this.#holdings.has(name))
    return failed.map((each) => kernelRefusal(each, this.#isRetrying))
  }

  #verifyInSlices(): void {
    // One that still runs is as good as another.
    this.#endSlices ??= runInSlices(this.#clock, this.#verify(), () => {
      this.#endSlices = undefined
      this.#armTimers()
    })
  }

  #endVerifying(): void {
    this.#endSlices?.()
    this.#endSlices = undefined
  }

  *#verify(): SlicedWork<readonly Operation[]> {
    try {
      return yield* this.#repair()
    } catch (error) {
      this.#tell(error)
      return []
    }
  }

  *#repair(): SlicedWork<readonly Operation[]> {
    const repairs = yield* this.#keeper.look(() => this.#target())
    const failures = this.#converge()
    if (repairs.length === 0) return []
    for (const { message } of failures) this.#logger.error(message)
    this.#logger.warn('virtual servers were not as they are held: somebody else changed them', {
      repairs: repairs.length,
      failures: failures.length,
    })
    this.#options.onRepair?.(repairs)
    return repairs
  }

  #removeLeftovers(): void {
    const names = new Set(this.#own.takeLeftovers())
    if (names.size === 0) return
    const found = readTable(this.#ipvs, (id) => names.has(formatServiceId(id)))
    for (const server of found) this.#keeper.adopt(server)
    for (const { message } of this.#converge()) this.#logger.error(message)
    this.#logger.warn('removed virtual servers that a crashed run had left', {
      count: found.length,
    })
  }

  #pollDrains(): void {
    this.#guard(() => {
      const drained = findDrained(this.#ipvs, this.#drains.all(), this.#clock.now())
      for (const { drain, subject, connections } of drained) {
        this.#drains.finish(drain)
        this.#logger.info('a drained server is removed', { subject, connections })
      }
      for (const { message } of this.#converge()) this.#logger.error(message)
    })
    this.#armTimers()
  }

  #armTimers(): void {
    this.#verifying.keep(this.#holdings.size > 0)
    this.#draining.keep(!this.#drains.isEmpty)
  }

  #guard<Value>(act: () => Value): Value | undefined {
    try {
      return act()
    } catch (error) {
      this.#tell(error)
      return undefined
    }
  }

  #tell(error: unknown): void {
    if (!(error instanceof IpvsError)) throw error
    this.#logger.error('the kernel cannot be asked for its virtual servers', { error })
  }
}
