import { ipFamily } from '@holdfast/core'
import type { Journal } from '../journal/journal.js'
import type { ChangeOutcome, KernelChange, Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { SystemCallError } from '../system-call-error.js'
import type { Holding, Put } from './holding.js'
import { addChange, deleteChange, isAsWanted, isMarked, setChange } from './item.js'
import type { Item } from './item.js'
import { KernelTables } from './kernel-tables.js'
import type { Leftovers } from './leftovers.js'
import { mayComeRight } from './refusals.js'

export interface PlacerOptions {
  readonly kernel: Rtnetlink
  readonly journal: Journal
  readonly holdings: Map<string, Holding>
  readonly leftovers: () => Leftovers | undefined
  /** The kernel could not be asked in the middle of it: what is there has to be looked at. */
  readonly onUnsure: () => void
}

const done: ChangeOutcome = { ok: true }

/**
 * Puts routes and rules into the kernel, and keeps book of it. One request each: the tables are read
 * only where something is in the way.
 */
export class Placer {
  readonly #options: PlacerOptions

  constructor(options: PlacerOptions) {
    this.#options = options
  }

  /**
   * One outcome for each. What the kernel would not take yet is held and waits; what it would not
   * take at all is held as before, if it was.
   */
  put(puts: readonly Put[]): readonly ChangeOutcome[] {
    if (puts.length === 0) return []
    const { journal } = this.#options
    const unknown = puts.filter(({ item, before }) => before?.item !== item)
    if (unknown.length > 0) journal.add(unknown.map(({ item }) => item))
    const outcomes = this.#judge(puts, this.apply(puts.map(putChange)))
    puts.forEach((put, index) => this.#settle(put, outcomes[index] ?? done))
    return outcomes
  }

  /** One outcome for each change, also when the socket itself fails. */
  apply(changes: readonly KernelChange[]): readonly ChangeOutcome[] {
    if (changes.length === 0) return []
    try {
      return this.#options.kernel.apply(changes)
    } catch (error) {
      if (!(error instanceof SystemCallError)) throw error
      this.#options.onUnsure()
      return changes.map(() => ({ ok: false, error }))
    }
  }

  /** What EEXIST means: what is in the way may be ours. */
  #judge(puts: readonly Put[], outcomes: readonly ChangeOutcome[]): readonly ChangeOutcome[] {
    const tables = new KernelTables(this.#options.kernel)
    return puts.map((put, index) => {
      const outcome = outcomes[index] ?? done
      if (outcome.ok || outcome.error.errno !== 'EEXIST') return outcome
      // Ours, as far as we have heard.
      if (put.before?.item === put.item) return done
      try {
        return this.#takeOver(put, tables.find(put.item)) ?? outcome
      } catch (error) {
        if (error instanceof SystemCallError) return { ok: false, error }
        throw error
      }
    })
  }

  /** Undefined where it is somebody else's. */
  #takeOver({ item, before }: Put, there: Item | undefined): ChangeOutcome | undefined {
    if (there === undefined) return undefined
    const isHeld = before?.item !== undefined && isMarked(there)
    if (!isHeld && this.#options.leftovers()?.isOurs(there, item) !== true) return undefined
    return isAsWanted(there, item) ? done : this.apply([setChange(item)])[0]
  }

  #settle(put: Put, outcome: ChangeOutcome): void {
    const { holdings, leftovers } = this.#options
    const { key, owner, desired, item, before } = put
    if (outcome.ok) {
      holdings.set(key, { owner, desired, item, isWaiting: false })
      leftovers()?.adopted(item)
      if (before?.item !== undefined) this.#forget(before.item, item)
      return
    }
    const isChange = before !== undefined && before.desired !== desired
    const stays = isChange && this.#isObsolete(before, put) ? undefined : before?.item
    this.#forget(item, stays)
    if (mayComeRight(outcome.error)) {
      holdings.set(key, { owner, desired, item: stays, isWaiting: true })
    } else if (stays === undefined) {
      holdings.delete(key)
    }
  }

  /** Another way to the same destination was asked for and failed: the old one is not wanted. */
  #isObsolete({ item }: Holding, put: Put): boolean {
    if (item === undefined || item === put.item) return false
    this.apply([deleteChange(item)])
    this.#options.journal.remove([item])
    return true
  }

  #forget(item: Item, unless: Item | undefined): void {
    if (item !== unless) this.#options.journal.remove([item])
  }
}

/**
 * What is asserted again is added, too: if it is there the kernel says so and nothing changes. Not so
 * an IPv6 route with a preferred source, from which the kernel may have taken that silently.
 */
function putChange({ item, before, altered }: Put): KernelChange {
  const isToBeSet = altered !== undefined || (before?.item === item && losesSource(item))
  return isToBeSet ? setChange(item) : addChange(item)
}

function losesSource(item: Item): boolean {
  if (item.kind === 'rule' || item.route.preferredSource === undefined) return false
  return ipFamily(item.route.preferredSource) === 6
}
