import type { Clock, Logger } from '@holdfast/core'
import { DeferredRun } from '../keeping/deferred-run.js'
import { askAgainMs, restorationBound } from '../keeping/restoring.js'
import type { RestorePolicy } from '../keeping/restoring.js'
import type { Journal } from '../journal/journal.js'
import type { KernelEvent, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { concerns } from './concerns.js'
import type { Concern } from './concerns.js'
import { describeDesired } from './describe-desired.js'
import type { Holding, Put } from './holding.js'
import { KernelTables } from './kernel-tables.js'
import type { Interfaces } from './interfaces.js'
import { deleteChange } from './item.js'
import type { Placer } from './placer.js'
import { planRestoration } from './plan-restoration.js'
import type { Restoration } from './plan-restoration.js'
import { mayComeRight } from './refusals.js'

/** A route or rule that was held was not there. */
export interface RoutingLoss {
  readonly owner: string
  /** In the words of iproute2: `route 198.51.100.0/24 via 192.0.2.1`. */
  readonly subject: string
  /**
   * `deleted` or altered by somebody else; `taken`: somebody else put another in its place;
   * `refused`: the kernel would not take it again.
   */
  readonly cause: 'deleted' | 'taken' | 'refused'
  /** It is there again; otherwise it is not held any longer. */
  readonly restored: boolean
}

export interface RestorerOptions {
  readonly kernel: Rtnetlink
  readonly clock: Clock
  readonly logger: Logger
  readonly journal: Journal
  readonly holdings: Map<string, Holding>
  readonly interfaces: Interfaces
  readonly placer: () => Placer
  readonly policy: RestorePolicy
  readonly onLoss: (loss: RoutingLoss) => void
}

type Repair = Restoration & { readonly action: 'put' }

/** Notices that routes and rules are missing and puts them back. */
export class Restorer {
  readonly #options: RestorerOptions
  readonly #bound = restorationBound()
  readonly #excused = new Set<string>()
  readonly #deferred: DeferredRun
  #mustRead = false

  constructor(options: RestorerOptions) {
    this.#options = options
    this.#deferred = new DeferredRun(options.clock, () => this.#run())
  }

  heard(event: KernelEvent): void {
    for (const concern of concerns(event, this.#options.holdings)) this.#take(concern)
  }

  /** What is there has to be looked at, whatever the events say. */
  look(): void {
    this.#take({ type: 'look' })
  }

  /** It is not held any more. */
  forget(key: string): void {
    this.#bound.forget(key)
    this.#excused.delete(key)
  }

  #take(concern: Concern): void {
    if (concern.type === 'look') this.#mustRead = true
    if (concern.type === 'excuse') this.#excused.add(concern.key)
    // The reason may be among the events that wait.
    this.#deferred.request()
  }

  #run(): void {
    const { holdings, kernel, interfaces, clock, logger } = this.#options
    if (holdings.size === 0) return
    try {
      interfaces.read(kernel)
      const tables = this.#mustRead ? new KernelTables(kernel) : undefined
      const plan = planRestoration(holdings, {
        indexOf: (name) => interfaces.indexOf(name),
        isDown: (name) => interfaces.isDown(name),
        excused: this.#excused,
        find: tables && ((item) => tables.find(item)),
      })
      this.#mustRead = false
      this.#excused.clear()
      this.#carryOut(plan)
    } catch (error) {
      logger.error('the kernel cannot be asked for routes', { error })
      clock.schedule(clock.now() + askAgainMs, () => this.#deferred.request())
    }
  }

  #carryOut(plan: readonly Restoration[]): void {
    const repairs: Repair[] = []
    for (const each of plan) {
      if (each.action === 'put') {
        if (this.#mayPut(each)) repairs.push(each)
      } else if (each.action === 'wait') {
        this.#wait(each.key)
      } else {
        this.#lose(each.key, 'taken')
      }
    }
    const outcomes = this.#options.placer().put(repairs.map(({ put }) => put))
    repairs.forEach(({ put, isFault }, index) => {
      const outcome = outcomes[index]
      if (outcome?.ok === true) {
        if (isFault) this.#tell(put, 'deleted', true)
      } else if (outcome !== undefined && !mayComeRight(outcome.error)) {
        this.#loseAll(put, outcome.error.errno === 'EEXIST' ? 'taken' : 'refused')
      }
    })
  }

  #mayPut({ put, isFault }: Repair): boolean {
    const { policy, clock } = this.#options
    if (!isFault) return true
    if (policy === 'restore' && this.#bound.use(put.key, clock.now())) return true
    this.#loseAll(put, 'deleted')
    return false
  }

  #wait(key: string): void {
    const { holdings } = this.#options
    const holding = holdings.get(key)
    if (holding !== undefined) holdings.set(key, { ...holding, isWaiting: true })
  }

  /** What is there of it bears our mark. */
  #loseAll({ key, before, altered }: Put, cause: RoutingLoss['cause']): void {
    const there = cause === 'refused' ? (altered ?? before?.item) : altered
    if (there !== undefined) this.#options.placer().apply([deleteChange(there)])
    this.#lose(key, cause, before)
  }

  #lose(key: string, cause: RoutingLoss['cause'], known?: Holding): void {
    const { holdings, journal } = this.#options
    const holding = holdings.get(key) ?? known
    if (holding === undefined) return
    holdings.delete(key)
    if (holding.item !== undefined) journal.remove([holding.item])
    this.forget(key)
    this.#tell(holding, cause, false)
  }

  #tell(
    { owner, desired }: Pick<Holding, 'owner' | 'desired'>,
    cause: RoutingLoss['cause'],
    restored: boolean,
  ): void {
    const { logger, onLoss } = this.#options
    const loss = { owner, subject: describeDesired(desired), cause, restored }
    if (restored) logger.warn('a route or rule was missing and has been put back', loss)
    else logger.error('a route or rule was lost and is not held any longer', loss)
    onLoss(loss)
  }
}
