import type { Clock, IpAddress, Logger } from '@holdfast/core'
import type { Journal } from '../journal/journal.js'
import { IFF_UP } from '../rtnetlink/flags.js'
import type { AddressInfo, KernelEvent, LinkInfo, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { holdingKey } from './holding.js'
import type { Holding } from './holding.js'
import type { KernelView } from './kernel-view.js'
import { addressEntry } from './leftovers.js'
import { renewal } from './plan.js'
import { planRestoration } from './plan-restoration.js'
import type { Restoration } from './plan-restoration.js'
import { DeferredRun } from '../keeping/deferred-run.js'
import { askAgainMs, restorationBound } from '../keeping/restoring.js'
import type { RestorePolicy } from '../keeping/restoring.js'

/** An address that was held was not there. */
export interface AddressLoss {
  readonly owner: string
  readonly interface: string
  readonly address: IpAddress
  /**
   * `deleted` by somebody else; `expired` while the process was kept from renewing it; `taken`:
   * somebody else put it on the interface while that was missing or down; `refused`: the kernel
   * would not take it again.
   */
  readonly cause: 'deleted' | 'expired' | 'taken' | 'refused'
  /** It is there again; otherwise it is not held any longer. */
  readonly restored: boolean
}

export interface RestorerOptions {
  readonly kernel: Rtnetlink
  readonly clock: Clock
  readonly logger: Logger
  readonly journal: Journal
  readonly holdings: Map<string, Holding>
  readonly view: KernelView
  readonly leaseSeconds: number | undefined
  readonly isOverdue: () => boolean
  readonly isOurs: (info: AddressInfo) => boolean
  readonly policy: RestorePolicy
  readonly onLoss: (loss: AddressLoss) => void
  /** What is held may have changed. */
  readonly done: () => void
}

type Put = Restoration & { readonly action: 'put' }

/** Notices that addresses are missing and puts them back. */
export class Restorer {
  readonly #options: RestorerOptions
  readonly #bound = restorationBound()
  readonly #deferred: DeferredRun

  constructor(options: RestorerOptions) {
    this.#options = options
    this.#deferred = new DeferredRun(options.clock, () => this.run())
  }

  /** Runs once the events that wait have been read: the reason may be among them. */
  request(): void {
    this.#deferred.request()
  }

  heard(event: KernelEvent): void {
    if (!this.#deferred.isRequested && this.#concerns(event)) this.request()
  }

  /** It is not held any more. */
  forget(holding: Holding): void {
    this.#bound.forget(holdingKey(holding.desired))
  }

  run(): void {
    const { holdings, view, kernel, clock, logger, isOurs, done } = this.#options
    if (holdings.size === 0) return
    try {
      view.read(kernel)
      const puts: Put[] = []
      for (const each of planRestoration(holdings.values(), view, isOurs)) {
        if (each.action === 'put') {
          if (this.#mayPut(each)) puts.push(each)
        } else {
          this.#note(each)
        }
      }
      this.#put(puts)
    } catch (error) {
      logger.error('the kernel cannot be asked for addresses', { error })
      clock.schedule(clock.now() + askAgainMs, () => this.request())
    }
    done()
  }

  #concerns(event: KernelEvent): boolean {
    switch (event.type) {
      case 'overrun':
        return true
      case 'addressGone':
        return this.#some(
          ({ desired, interfaceIndex }) =>
            desired.address === event.address.address &&
            interfaceIndex === event.address.interfaceIndex,
        )
      case 'linkGone':
        return this.#some(({ interfaceIndex }) => interfaceIndex === event.link.index)
      case 'link':
        return this.#some((holding) => isUnsettled(holding, event.link))
      default:
        return false
    }
  }

  #some(predicate: (holding: Holding) => boolean): boolean {
    return [...this.#options.holdings.values()].some(predicate)
  }

  #mayPut({ holding, isFault }: Put): boolean {
    const { policy, clock, isOverdue } = this.#options
    if (!isFault || isOverdue()) return true
    if (policy === 'restore' && this.#bound.use(holdingKey(holding.desired), clock.now())) {
      return true
    }
    this.#lose(holding, 'deleted')
    return false
  }

  #put(puts: readonly Put[]): void {
    if (puts.length === 0) return
    const { kernel, journal, holdings, leaseSeconds, isOverdue } = this.#options
    const cause = isOverdue() ? 'expired' : 'deleted'
    const placed = puts.map(({ holding, interfaceIndex }) => {
      return { ...holding, interfaceIndex, waitsForLink: false }
    })
    journal.add(placed.map((holding) => addressEntry(holding, leaseSeconds)))
    const outcomes = kernel.apply(placed.map((holding) => renewal(holding, leaseSeconds)))
    placed.forEach((holding, index) => {
      const outcome = outcomes[index]
      const before = puts[index]
      if (outcome?.ok === true) {
        this.#moved(before?.holding, holding)
        if (before?.isFault === true) this.#tell(holding, cause, true)
      } else if (outcome?.error.errno === 'ENODEV') {
        // Gone again; its coming back is an event.
        holdings.set(holdingKey(holding.desired), { ...holding, waitsForLink: true })
      } else {
        this.#lose(holding, 'refused')
      }
    })
  }

  #note(restoration: Exclude<Restoration, Put>): void {
    const { holdings, journal, leaseSeconds } = this.#options
    const { holding } = restoration
    const key = holdingKey(holding.desired)
    if (restoration.action === 'wait') holdings.set(key, { ...holding, waitsForLink: true })
    if (restoration.action === 'giveUp') this.#lose(holding, 'taken')
    if (restoration.action === 'found') {
      const found = { ...holding, interfaceIndex: restoration.interfaceIndex, waitsForLink: false }
      journal.add([addressEntry(found, leaseSeconds)])
      this.#moved(holding, found)
    }
  }

  #moved(before: Holding | undefined, after: Holding): void {
    const { holdings, journal, leaseSeconds } = this.#options
    holdings.set(holdingKey(after.desired), after)
    if (before === undefined || before.interfaceIndex === after.interfaceIndex) return
    journal.remove([addressEntry(before, leaseSeconds)])
  }

  #lose(holding: Holding, cause: AddressLoss['cause']): void {
    const { holdings, journal, leaseSeconds } = this.#options
    holdings.delete(holdingKey(holding.desired))
    journal.remove([addressEntry(holding, leaseSeconds)])
    this.forget(holding)
    this.#tell(holding, cause, false)
  }

  #tell({ owner, desired }: Holding, cause: AddressLoss['cause'], restored: boolean): void {
    const { logger, onLoss } = this.#options
    const loss = { owner, interface: desired.interface, address: desired.address, cause, restored }
    if (restored) logger.warn('an address was missing and has been put back', loss)
    else logger.error('an address was lost and is not held any longer', loss)
    onLoss(loss)
  }
}

/** Whether an address may have to move to the link, or come back with it. */
function isUnsettled({ desired, interfaceIndex, waitsForLink }: Holding, link: LinkInfo): boolean {
  const isItsLink = link.index === interfaceIndex
  const hasItsName = link.name === desired.interface
  if (isItsLink && hasItsName) return waitsForLink || (link.flags & IFF_UP) === 0
  return isItsLink || hasItsName
}
