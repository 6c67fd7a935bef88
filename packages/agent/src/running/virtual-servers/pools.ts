import type { Cancel, Clock, Logger } from '@holdfast/core'
import { formatServiceId } from '@holdfast/ipvs'
import type { Service, VirtualServer, VirtualServerFailure, VirtualServers } from '@holdfast/ipvs'

export interface PoolsOptions {
  readonly balancer: VirtualServers
  readonly clock: Clock
  readonly logger: Logger
}

const owner = 'virtual servers'
/** When a refusal is looked at again, at the latest. */
const retryMs = 10_000

/**
 * Tells the balancer what all virtual servers together want: once for everything that changes in a
 * turn, since each telling looks at the whole.
 */
export class Pools {
  readonly #options: PoolsOptions
  readonly #desired = new Map<string, readonly VirtualServer[]>()
  #failures: readonly VirtualServerFailure[] = []
  #isWaiting = false
  #cancelRetry: Cancel | undefined

  constructor(options: PoolsOptions) {
    this.#options = options
  }

  /** What one of them wants from now on; nothing once it is gone. Told at the end of the turn. */
  set(key: string, desired: readonly VirtualServer[]): void {
    if (desired.length === 0) this.#desired.delete(key)
    else this.#desired.set(key, desired)
    if (this.#isWaiting) return
    this.#isWaiting = true
    this.#options.clock.defer(() => this.flush())
  }

  /** Tells it now. */
  flush(): void {
    if (!this.#isWaiting) return
    this.hold()
  }

  /** Tells it now, even if nothing has changed: the first time, leftovers of a crash are removed. */
  hold(): void {
    this.#isWaiting = false
    this.#hold()
  }

  /** Why these are not as they should be. */
  failuresOf(services: readonly Service[]): readonly string[] {
    if (this.#failures.length === 0) return []
    const names = new Set(services.map(({ id }) => formatServiceId(id)))
    // `tcp 192.0.2.10:80`, or `198.51.100.1:80 of tcp 192.0.2.10:80`.
    return this.#failures
      .filter(({ subject }) => names.has(subject.split(' of ').at(-1) ?? subject))
      .map(({ message }) => message)
  }

  /** With `release: false` the kernel keeps what it has. */
  stop({ release }: { readonly release: boolean }): void {
    this.#desired.clear()
    if (release) this.#hold()
    this.#isWaiting = false
    this.#cancelRetry?.()
  }

  #hold(): void {
    const { balancer, clock, logger } = this.#options
    this.#cancelRetry?.()
    this.#cancelRetry = undefined
    balancer.hold(owner, [...this.#desired.values()].flat(), (outcome) => {
      const before = new Set(this.#failures.map(({ message }) => message))
      this.#failures = outcome.ok ? [] : outcome.failures
      // What was refused is said once, however many virtual servers it is said of.
      const news = new Set(this.#failures.map(({ message }) => message))
      for (const message of news) {
        if (!before.has(message)) {
          logger.error(`virtual servers are not as they should be: ${message}`)
        }
      }
      if (outcome.ok && before.size > 0) logger.info('virtual servers are as they should be')
      if (outcome.ok || this.#desired.size === 0) return
      this.#cancelRetry = clock.schedule(clock.now() + retryMs, () => this.#hold())
    })
  }
}
