import { silentLogger, systemClock } from '@holdfast/core'
import type {
  Clock,
  DesiredRouting,
  Logger,
  Routes,
  RoutingFailure,
  RoutingOutcome,
} from '@holdfast/core'
import { describeError } from '../keeping/describe-error.js'
import type { RestorePolicy } from '../keeping/restoring.js'
import { MemoryJournal } from '../journal/journal.js'
import type { Journal } from '../journal/journal.js'
import type { ChangeOutcome, KernelEvent, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import type { SystemCallError } from '../system-call-error.js'
import { describeDesired } from './describe-desired.js'
import type { Holding, Put } from './holding.js'
import { desiredKey } from './item-request.js'
import type { Desired } from './item-request.js'
import { deleteChange, isMarked } from './item.js'
import type { Item } from './item.js'
import { Interfaces } from './interfaces.js'
import { KernelTables } from './kernel-tables.js'
import { Leftovers } from './leftovers.js'
import { Placer } from './placer.js'
import { inOrderOfRelease, planHold } from './plan.js'
import type { HoldPlan } from './plan.js'
import { kernelRefusal } from './refusals.js'
import { Restorer } from './restorer.js'
import type { RoutingLoss } from './restorer.js'

export interface KernelRoutesOptions {
  readonly clock?: Clock
  readonly logger?: Logger
  /** Where what was added is remembered for the run after a crash; by default nowhere. */
  readonly journal?: Journal
  /**
   * What to do when somebody else deletes or alters a route or rule that is held: `restore` it in
   * place, at most 5 times in 10 seconds (default), or `report` it to `onLoss` and hold it no longer.
   */
  readonly whenDeleted?: RestorePolicy
  /** A route or rule was found missing. */
  readonly onLoss?: (loss: RoutingLoss) => void
}

/**
 * Virtual routes and policy rules in the Linux kernel, through rtnetlink. Synchronous: `done` is
 * called before `hold` returns. Needs CAP_NET_ADMIN; opens nothing before the first use.
 *
 * Touches only what it has put there itself, which bears protocol 112. What cannot be there yet is
 * held nonetheless and put there once an address or an interface comes that lets it; what the kernel
 * removed together with an interface or address is put back when that is back.
 *
 * Unlike addresses, routes and rules are not leased: the kernel has lifetimes for IPv6 routes only.
 * Those of a killed process stay until the next start, which reads of them in the journal; only an
 * IPv4 route of the main table goes together with a leased address that is its preferred source.
 */
export class KernelRoutes implements Routes {
  readonly #kernel: Rtnetlink
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #journal: Journal
  readonly #holdings = new Map<string, Holding>()
  readonly #interfaces = new Interfaces()
  readonly #placer: Placer
  readonly #restorer: Restorer
  #leftovers: Leftovers | undefined
  #unwatch: (() => void) | undefined

  constructor(kernel: Rtnetlink, options: KernelRoutesOptions = {}) {
    this.#kernel = kernel
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#journal = options.journal ?? new MemoryJournal()
    const common = { kernel, journal: this.#journal, holdings: this.#holdings }
    this.#restorer = new Restorer({
      ...common,
      clock: this.#clock,
      logger: this.#logger,
      interfaces: this.#interfaces,
      placer: () => this.#placer,
      policy: options.whenDeleted ?? 'restore',
      onLoss: options.onLoss ?? (() => undefined),
    })
    this.#placer = new Placer({
      ...common,
      leftovers: () => this.#leftovers,
      onUnsure: () => this.#restorer.look(),
    })
  }

  hold(owner: string, desired: DesiredRouting, done: (outcome: RoutingOutcome) => void): void {
    const failures = this.#attempt(owner, desired)
    done(failures.length === 0 ? { ok: true } : { ok: false, failures })
  }

  /**
   * Removes what a crashed run left in the kernel, but for what is held by the end of this turn.
   * The first `hold` does the same; call it at the start of a service that may not hold anything for
   * a while. Throws SystemCallError where the kernel cannot be asked.
   */
  recover(): void {
    this.#open()
  }

  releaseNow(): void {
    if (this.#holdings.size === 0) return
    const failures = this.#guard(() => {
      return this.#release(inOrderOfRelease([...this.#holdings.values()]))
    })
    for (const { message } of failures ?? []) this.#logger.error(message)
  }

  /** Lets go of everything and stops watching the kernel. The journal is the caller's to close. */
  close(): void {
    this.releaseNow()
    this.#unwatch?.()
    this.#unwatch = undefined
    this.#leftovers = undefined
  }

  #attempt(owner: string, desired: DesiredRouting): readonly RoutingFailure[] {
    try {
      this.#open()
      const { releases, puts, waits, failures } = this.#plan(owner, desired)
      const unreleased = this.#release(releases)
      for (const holding of waits) this.#holdings.set(desiredKey(holding.desired), holding)
      const refused = puts.flatMap(refusal(this.#placer.put(puts)))
      return [...unreleased, ...failures, ...refused]
    } catch (error) {
      // Nothing is held and nothing was to be: nothing failed.
      const { routes, rules } = desired
      return [
        ...routes.map((route) => failure({ kind: 'route', route }, error)),
        ...rules.map((rule) => failure({ kind: 'rule', rule }, error)),
      ]
    }
  }

  #plan(owner: string, desired: DesiredRouting): HoldPlan {
    const indexOf = (name: string): number | undefined => this.#interfaces.indexOf(name)
    const situation = { holdings: this.#holdings, indexOf }
    const plan = planHold(owner, desired, situation)
    if (plan.waits.length === 0) return plan
    // Events may be waiting that make the difference: refuse only on fresh knowledge.
    this.#interfaces.read(this.#kernel)
    return planHold(owner, desired, situation)
  }

  #release(holdings: readonly Holding[]): readonly RoutingFailure[] {
    const present = holdings.flatMap(({ item }) => (item === undefined ? [] : [item]))
    const outcomes = this.#placer.apply(present.map(deleteChange))
    const refused = new Map<Item, SystemCallError>()
    present.forEach((item, index) => {
      const outcome = outcomes[index]
      if (outcome?.ok === false && !isGone(outcome.error)) refused.set(item, outcome.error)
    })
    const failures: RoutingFailure[] = []
    const removed: Item[] = []
    for (const { desired, item } of holdings) {
      const error = item && refused.get(item)
      if (error !== undefined) {
        failures.push({ ...kernelRefusal(desired, error), isRetried: false })
        continue
      }
      const key = desiredKey(desired)
      this.#holdings.delete(key)
      this.#restorer.forget(key)
      if (item !== undefined) removed.push(item)
    }
    if (removed.length > 0) this.#journal.remove(removed)
    return failures
  }

  /** From now on listens. */
  #open(): void {
    if (this.#unwatch !== undefined) return
    // Watching comes first, so that nothing happens between the two unseen.
    const unwatch = this.#kernel.watch((event) => this.#heard(event))
    try {
      this.#interfaces.read(this.#kernel)
    } catch (error) {
      unwatch()
      throw error
    }
    this.#unwatch = unwatch
    this.#leftovers = new Leftovers(this.#journal)
    this.#clock.defer(() => this.#guard(() => this.#removeLeftovers()))
  }

  /** Only what is there and bears our mark: to delete what is not might remove another of ours. */
  #removeLeftovers(): void {
    const rest = this.#leftovers?.rest() ?? []
    if (rest.length === 0) return
    const tables = new KernelTables(this.#kernel)
    const found = rest.flatMap((item) => {
      const there = tables.find(item)
      return there !== undefined && isMarked(there) ? [{ item, there }] : []
    })
    const outcomes = this.#placer.apply(found.map(({ there }) => deleteChange(there)))
    const stuck = found.filter((_each, index) => {
      const outcome = outcomes[index]
      return outcome?.ok === false && !isGone(outcome.error)
    })
    const removed = rest.filter((item) => stuck.every((each) => each.item !== item))
    this.#leftovers?.removed(removed)
    const count = found.length - stuck.length
    this.#logger.warn('removed routes and rules that a crashed run had left', { count })
  }

  #heard(event: KernelEvent): void {
    this.#interfaces.apply(event)
    this.#restorer.heard(event)
  }

  #guard<Value>(act: () => Value): Value | undefined {
    try {
      return act()
    } catch (error) {
      this.#logger.error('the kernel cannot be asked for routes', { error })
      return undefined
    }
  }
}

function refusal(outcomes: readonly ChangeOutcome[]) {
  return ({ desired }: Put, index: number): readonly RoutingFailure[] => {
    const outcome = outcomes[index]
    return outcome?.ok === false ? [kernelRefusal(desired, outcome.error)] : []
  }
}

/** What was to be removed is not there anyway. */
function isGone({ errno }: SystemCallError): boolean {
  return ['ESRCH', 'ENOENT', 'ENODEV', 'EADDRNOTAVAIL'].includes(errno)
}

function failure(desired: Desired, error: unknown): RoutingFailure {
  return { subject: describeDesired(desired), ...describeError(error), isRetried: false }
}
