import { silentLogger, systemClock } from '@holdfast/core'
import type { Addresses, AddressFailure, Clock, DesiredAddress } from '@holdfast/core'
import type { HoldOutcome, Logger } from '@holdfast/core'
import { describeError } from '../keeping/describe-error.js'
import type { RestorePolicy } from '../keeping/restoring.js'
import { entryKey } from '../journal/entry.js'
import type { JournalEntry } from '../journal/entry.js'
import { MemoryJournal } from '../journal/journal.js'
import type { Journal } from '../journal/journal.js'
import type { ChangeOutcome, KernelChange, KernelEvent, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { noInterfaceIndex } from '../socket/interface-index.js'
import { SystemCallError } from '../system-call-error.js'
import { holdingKey } from './holding.js'
import type { Holding } from './holding.js'
import { KernelView } from './kernel-view.js'
import { LeaseTimer, defaultLeaseSeconds } from './lease-timer.js'
import { Leftovers, addressEntry, entryAddress } from './leftovers.js'
import { planHold, releaseStep, renewal, takenAlong } from './plan.js'
import type { HoldPlan, HoldStep, Situation } from './plan.js'
import { kernelRefusal, lost } from './refusals.js'
import { Restorer } from './restorer.js'
import type { AddressLoss } from './restorer.js'

type LossWatcher = (owner: string, failure: AddressFailure) => void

export interface KernelAddressesOptions {
  readonly clock?: Clock
  readonly logger?: Logger
  /** Where what was added is remembered for the run after a crash; by default nowhere. */
  readonly journal?: Journal
  /**
   * `true`, the default: addresses have a lifetime of a few seconds and are renewed while they are
   * held, so that those of a dead process disappear. `false`: they stay until somebody removes them,
   * as keepalived's do.
   */
  readonly lease?: boolean
  /** Whole seconds, at least 1; 3 by default. */
  readonly leaseSeconds?: number
  /**
   * What to do when somebody else deletes an address that is held: `restore` it in place, at most 5
   * times in 10 seconds (default), or `report` it to `onLoss` and hold it no longer.
   */
  readonly whenDeleted?: RestorePolicy
  /** An address was found missing. */
  readonly onLoss?: (loss: AddressLoss) => void
}

/**
 * Virtual addresses in the Linux kernel, through rtnetlink. Synchronous: `done` is called before
 * `hold` returns. Needs CAP_NET_ADMIN; opens nothing before the first use.
 *
 * Touches only what it has put there itself. An address with `accept: false` is put there like any
 * other: dropping the packets that are sent to it (rule 125) is for `FilteredAddresses`.
 */
export class KernelAddresses implements Addresses {
  readonly #kernel: Rtnetlink
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #journal: Journal
  readonly #leaseSeconds: number | undefined
  readonly #holdings = new Map<string, Holding>()
  readonly #view = new KernelView()
  readonly #lease: LeaseTimer | undefined
  readonly #restorer: Restorer
  readonly #lossWatchers = new Set<LossWatcher>()
  #leftovers: Leftovers | undefined
  #unwatch: (() => void) | undefined

  constructor(kernel: Rtnetlink, options: KernelAddressesOptions = {}) {
    this.#kernel = kernel
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#journal = options.journal ?? new MemoryJournal()
    const isLeased = options.lease ?? true
    this.#leaseSeconds = isLeased ? (options.leaseSeconds ?? defaultLeaseSeconds) : undefined
    this.#restorer = new Restorer({
      kernel,
      clock: this.#clock,
      logger: this.#logger,
      journal: this.#journal,
      holdings: this.#holdings,
      view: this.#view,
      leaseSeconds: this.#leaseSeconds,
      isOverdue: () => this.#lease?.isOverdue ?? false,
      isOurs: (info) => this.#leftovers?.has(info) ?? false,
      policy: options.whenDeleted ?? 'restore',
      onLoss: (loss) => {
        options.onLoss?.(loss)
        if (loss.restored) return
        for (const watcher of this.#lossWatchers) watcher(loss.owner, lost(loss))
      },
      done: () => this.#runLease(),
    })
    if (this.#leaseSeconds !== undefined) {
      this.#lease = new LeaseTimer(this.#clock, this.#leaseSeconds, {
        renew: () => this.#renew(),
        expired: (sinceMs) => this.#expired(sinceMs),
      })
    }
  }

  hold(
    owner: string,
    desired: readonly DesiredAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void {
    const failures = this.#attempt(owner, desired)
    done(failures.length === 0 ? { ok: true } : { ok: false, failures })
  }

  rehearse(owner: string, desired: readonly DesiredAddress[]): void {
    if (this.#unwatch === undefined) return
    this.#guard(() => {
      const { steps } = planHold(owner, desired, this.#situation())
      this.#kernel.apply(steps.map(({ change }) => onNoInterface(change)))
    })
  }

  watchLosses(onLost: LossWatcher): () => void {
    const watcher: LossWatcher = (owner, failure) => onLost(owner, failure)
    this.#lossWatchers.add(watcher)
    return () => void this.#lossWatchers.delete(watcher)
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
    const held = [...this.#holdings.values()]
    this.#lease?.stop()
    if (held.length === 0) return
    const steps = held.map(releaseStep)
    const failures = this.#guard(() => this.#settle(steps, this.#apply(steps))) ?? []
    for (const { message } of failures) this.#logger.error(message)
  }

  /** Lets go of everything and stops watching the kernel. The journal is the caller's to close. */
  close(): void {
    this.releaseNow()
    this.#unwatch?.()
    this.#unwatch = undefined
    this.#leftovers = undefined
  }

  #attempt(owner: string, desired: readonly DesiredAddress[]): readonly AddressFailure[] {
    try {
      this.#open()
      const plan = this.#plan(owner, desired)
      const { steps } = plan
      if (steps.length === 0) return plan.failures
      this.#journal.add(steps.flatMap((step) => this.#newEntries(step)))
      return [...plan.failures, ...this.#settle(steps, this.#apply(steps))]
    } catch (error) {
      // Nothing is held and nothing was to be: nothing failed.
      return desired.map(({ address }) => ({ address, ...describeError(error) }))
    } finally {
      this.#runLease()
    }
  }

  #plan(owner: string, desired: readonly DesiredAddress[]): HoldPlan {
    const plan = planHold(owner, desired, this.#situation())
    if (plan.failures.length === 0) return plan
    // Events may be waiting that make the difference: refuse only on fresh knowledge.
    this.#view.read(this.#kernel)
    return planHold(owner, desired, this.#situation())
  }

  #situation(): Situation {
    return {
      holdings: this.#holdings,
      view: this.#view,
      isLeftover: (info) => this.#leftovers?.has(info) ?? false,
      leaseSeconds: this.#leaseSeconds,
    }
  }

  /** One answer for each step, also when the socket itself fails. */
  #apply(steps: readonly HoldStep[]): readonly ChangeOutcome[] {
    try {
      return this.#kernel.apply(steps.map((step) => step.change))
    } catch (error) {
      const failure = error instanceof SystemCallError ? error : undefined
      if (failure === undefined) throw error
      // Some of the changes may have been made: look, and put right what is held.
      this.#restorer.request()
      return steps.map(() => ({ ok: false, error: failure }))
    }
  }

  #settle(
    steps: readonly HoldStep[],
    outcomes: readonly ChangeOutcome[],
  ): readonly AddressFailure[] {
    const failures: AddressFailure[] = []
    const undone = new Map<string, JournalEntry>()
    steps.forEach((step, index) => {
      const outcome = outcomes[index]
      if (step.purpose === 'clear' || step.purpose === 'renew' || outcome === undefined) return
      const { holding } = step
      const key = holdingKey(holding.desired)
      const entry = addressEntry(holding, this.#leaseSeconds)
      if (step.purpose === 'release') {
        if (!outcome.ok && !isGone(outcome.error)) {
          failures.push(kernelRefusal(holding.desired, outcome.error))
          return
        }
        this.#holdings.delete(key)
        this.#restorer.forget(holding)
        if (step.change.type === 'deleteAddress') this.#view.forget(step.change.address)
        undone.set(entryKey(entry), entry)
      } else if (outcome.ok) {
        this.#holdings.set(key, holding)
        this.#leftovers?.forget([entry])
        undone.delete(entryKey(entry))
      } else {
        failures.push(kernelRefusal(holding.desired, outcome.error))
        if (!this.#holdings.has(key)) undone.set(entryKey(entry), entry)
      }
    })
    if (undone.size > 0) this.#journal.remove([...undone.values()])
    return failures
  }

  /** Reads what is there and from then on listens. */
  #open(): void {
    if (this.#unwatch !== undefined) return
    // Watching comes first, so that nothing happens between the two unseen.
    const unwatch = this.#kernel.watch((event) => this.#heard(event))
    try {
      this.#view.read(this.#kernel)
    } catch (error) {
      unwatch()
      throw error
    }
    this.#unwatch = unwatch
    this.#leftovers = new Leftovers(this.#journal, this.#view)
    this.#clock.defer(() => this.#removeLeftovers())
  }

  #removeLeftovers(): void {
    const rest = this.#leftovers?.rest() ?? []
    if (rest.length === 0) return
    const removals = rest.map((entry): KernelChange => {
      return { type: 'deleteAddress', address: entryAddress(entry) }
    })
    const renewals = takenAlong(rest, this.#holdings).map((holding) => {
      return renewal(holding, this.#leaseSeconds)
    })
    const outcomes = this.#guard(() => this.#kernel.apply([...removals, ...renewals]))
    const removed = rest.filter((_entry, index) => {
      const outcome = outcomes?.[index]
      return outcome !== undefined && (outcome.ok || isGone(outcome.error))
    })
    this.#leftovers?.forget(removed)
    this.#journal.remove(removed)
    const addresses = removed.map(({ address }) => address)
    this.#logger.warn('removed addresses that a crashed run had left', { addresses })
  }

  #heard(event: KernelEvent): void {
    this.#view.apply(event)
    this.#restorer.heard(event)
  }

  #renew(): void {
    const held = [...this.#holdings.values()].filter((holding) => !holding.waitsForLink)
    const changes = held.map((holding) => renewal(holding, this.#leaseSeconds))
    const outcomes = this.#guard(() => this.#kernel.apply(changes))
    if (outcomes === undefined) return
    this.#lease?.renewed()
    if (outcomes.some((outcome) => !outcome.ok)) this.#restorer.request()
  }

  /** Not at once: first let the router read what it missed, it may not be the master any more. */
  #expired(sinceMs: number): void {
    this.#logger.warn('the process was kept from renewing its addresses until they expired', {
      sinceMs,
    })
    this.#clock.defer(() => {
      this.#restorer.run()
      this.#renew()
    })
  }

  #runLease(): void {
    if (this.#holdings.size > 0) this.#lease?.start()
    else this.#lease?.stop()
  }

  /** What of a step the journal does not know yet. */
  #newEntries(step: HoldStep): readonly JournalEntry[] {
    if (step.purpose !== 'put') return []
    const { holding } = step
    const before = this.#holdings.get(holdingKey(holding.desired))
    const isKnown =
      before?.interfaceIndex === holding.interfaceIndex &&
      before.desired.prefixLength === holding.desired.prefixLength &&
      before.desired.peer === holding.desired.peer
    return isKnown ? [] : [addressEntry(holding, this.#leaseSeconds)]
  }

  #guard<Value>(act: () => Value): Value | undefined {
    try {
      return act()
    } catch (error) {
      this.#logger.error('the kernel cannot be asked for addresses', { error })
      return undefined
    }
  }
}

/** The kernel refuses it (ENODEV). */
function onNoInterface(change: KernelChange): KernelChange {
  if (!('address' in change)) return change
  return { ...change, address: { ...change.address, interfaceIndex: noInterfaceIndex } }
}

/** What was to be removed is not there anyway. */
function isGone(error: SystemCallError): boolean {
  return error.errno === 'EADDRNOTAVAIL' || error.errno === 'ENODEV'
}
