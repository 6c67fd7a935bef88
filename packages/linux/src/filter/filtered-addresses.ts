import type { Addresses, AddressFailure, DesiredAddress, HoldOutcome } from '@holdfast/core'
import type { AcceptFilter, AcceptFilterError, RefusedAddress } from './accept-filter.js'

/** Addresses with a beginning and an end of their own, such as `KernelAddresses`. */
export interface OwnedAddresses extends Required<Addresses> {
  /** Removes what a crashed run left. */
  recover(): void
  /** Lets go of everything. */
  close(): void
}

/**
 * Addresses whose packets are dropped where `accept` is false (rule 125): the filter comes before
 * them and goes after them (rules 76, 77). Without such an address everything is as it was, and done
 * at once.
 *
 * Where the filter cannot be had the address is held all the same and the outcome has a warning: a
 * host that answers a ping is the smaller evil than a gateway that is gone.
 */
export class FilteredAddresses implements OwnedAddresses {
  readonly #inner: OwnedAddresses
  readonly #filter: AcceptFilter
  /** Of each owner, what the filter has, or is to have before its addresses come. */
  readonly #refused = new Map<string, readonly RefusedAddress[]>()
  /** The last request of each owner: the answer to an older one is void. */
  readonly #requests = new Map<string, number>()

  constructor(inner: OwnedAddresses, filter: AcceptFilter) {
    this.#inner = inner
    this.#filter = filter
  }

  hold(
    owner: string,
    desired: readonly DesiredAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void {
    const request = (this.#requests.get(owner) ?? 0) + 1
    this.#requests.set(owner, request)
    const refused = desired.filter(({ accept }) => !accept).map(refusedOf)
    if (refused.length === 0) {
      this.#hold(owner, desired, refused, done)
      return
    }
    this.#refused.set(owner, [...(this.#refused.get(owner) ?? []), ...refused])
    this.#filter.apply(this.#all(), (error) => {
      if (this.#requests.get(owner) !== request) return
      this.#hold(owner, desired, refused, (outcome) => {
        done(error === undefined ? outcome : warned(outcome, refused, error))
      })
    })
  }

  rehearse(owner: string, desired: readonly DesiredAddress[]): void {
    this.#inner.rehearse(owner, desired)
  }

  watchLosses(onLost: (owner: string, failure: AddressFailure) => void): () => void {
    return this.#inner.watchLosses(onLost)
  }

  recover(): void {
    this.#inner.recover()
    this.#filter.recover()
  }

  releaseNow(): void {
    this.#forget()
    this.#inner.releaseNow()
    this.#filter.removeNow()
  }

  close(): void {
    this.#forget()
    this.#inner.close()
    this.#filter.removeNow()
  }

  /** `refused` is in force; what else the owner had there goes after its addresses. */
  #hold(
    owner: string,
    desired: readonly DesiredAddress[],
    refused: readonly RefusedAddress[],
    done: (outcome: HoldOutcome) => void,
  ): void {
    this.#inner.hold(owner, desired, (outcome) => {
      // What could not be released is still guarded.
      if (outcome.ok) this.#narrow(owner, refused)
      done(outcome)
    })
  }

  #narrow(owner: string, refused: readonly RefusedAddress[]): void {
    const before = this.#refused.get(owner)
    if (before === undefined) return
    if (refused.length === 0) this.#refused.delete(owner)
    else this.#refused.set(owner, refused)
    // The filter logs what goes wrong.
    this.#filter.apply(this.#all(), () => undefined)
  }

  /** Requests that wait are void, those to come are not. */
  #forget(): void {
    for (const [owner, request] of this.#requests) this.#requests.set(owner, request + 1)
    this.#refused.clear()
  }

  /** Sorted and each once, so that the same set is the same. */
  #all(): readonly RefusedAddress[] {
    const all = [...this.#refused.values()].flat()
    const byKey = new Map(all.map((each) => [`${each.address} ${each.interface}`, each]))
    return [...byKey].sort(([one], [other]) => (one < other ? -1 : 1)).map(([, each]) => each)
  }
}

function refusedOf({ address, interface: name }: DesiredAddress): RefusedAddress {
  return { address, interface: name }
}

function warned(
  outcome: HoldOutcome,
  refused: readonly RefusedAddress[],
  { code, message }: AcceptFilterError,
): HoldOutcome {
  const warnings = refused.map(({ address }): AddressFailure => ({ address, code, message }))
  return { ...outcome, warnings: [...(outcome.warnings ?? []), ...warnings] }
}
