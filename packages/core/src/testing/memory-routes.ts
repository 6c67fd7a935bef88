import { noRouting } from '../routes.js'
import type { DesiredRouting, Routes, RoutingFailure, RoutingOutcome } from '../routes.js'

/** Virtual routes and rules that lead nowhere, which a test can look into and can make fail. */
export class MemoryRoutes implements Routes {
  readonly #owners = new Map<string, DesiredRouting>()
  readonly #listeners = new Set<(owner: string, routing: DesiredRouting) => void>()
  #failing: { readonly failure: RoutingFailure; timesLeft: number } | undefined

  hold(owner: string, desired: DesiredRouting, done: (outcome: RoutingOutcome) => void): void {
    const failure = isEmpty(desired) ? undefined : this.#attempt()
    if (failure !== undefined) {
      done({ ok: false, failures: [failure] })
      return
    }
    this.#set(owner, desired)
    done({ ok: true })
  }

  releaseNow(): void {
    for (const owner of [...this.#owners.keys()]) this.#set(owner, noRouting)
  }

  /** What an owner has; nothing where it has none. */
  held(owner: string): DesiredRouting {
    return this.#owners.get(owner) ?? noRouting
  }

  /** Who has any route or rule. */
  get owners(): readonly string[] {
    return [...this.#owners.keys()]
  }

  /** Makes the next `times` attempts to hold anything fail; what was held before stays. */
  fail(failure: RoutingFailure, times = 1): void {
    this.#failing = { failure, timesLeft: times }
  }

  /** Tells of every change of what an owner has, until the returned function is called. */
  onChange(listener: (owner: string, routing: DesiredRouting) => void): () => void {
    this.#listeners.add(listener)
    return () => {
      this.#listeners.delete(listener)
    }
  }

  #attempt(): RoutingFailure | undefined {
    if (this.#failing === undefined || this.#failing.timesLeft <= 0) return undefined
    this.#failing.timesLeft -= 1
    return this.#failing.failure
  }

  #set(owner: string, routing: DesiredRouting): void {
    if (isEmpty(routing) && !this.#owners.has(owner)) return
    if (isEmpty(routing)) this.#owners.delete(owner)
    else this.#owners.set(owner, routing)
    for (const listener of this.#listeners) listener(owner, routing)
  }
}

function isEmpty({ routes, rules }: DesiredRouting): boolean {
  return routes.length === 0 && rules.length === 0
}
