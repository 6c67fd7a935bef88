import type { Cancel, Clock } from '@holdfast/core'

/**
 * How long an address outlives the process that stopped renewing it, in seconds. The kernel counts
 * whole seconds and looks after expired addresses up to a second later, so 3 is what keeps "gone
 * within 4 seconds".
 */
export const defaultLeaseSeconds = 3

/** Says when leases are to be renewed: three times in each, so that one late renewal is harmless. */
export class LeaseTimer {
  readonly #clock: Clock
  readonly #leaseMs: number
  readonly #renew: () => void
  readonly #expired: (lateMs: number) => void
  #renewedAt = 0
  #cancel: Cancel | undefined

  /**
   * `renew` is called in time; `expired`, instead, when the process was kept from it for so long
   * that addresses may be gone.
   */
  constructor(
    clock: Clock,
    leaseSeconds: number,
    on: { readonly renew: () => void; readonly expired: (sinceMs: number) => void },
  ) {
    this.#clock = clock
    this.#leaseMs = leaseSeconds * 1000
    this.#renew = on.renew
    this.#expired = on.expired
  }

  get isRunning(): boolean {
    return this.#cancel !== undefined
  }

  /** Whether leases may have run out since the last renewal. */
  get isOverdue(): boolean {
    return this.isRunning && this.#clock.now() - this.#renewedAt >= this.#leaseMs
  }

  /** Everything has a fresh lease now. */
  renewed(): void {
    this.#renewedAt = this.#clock.now()
  }

  /** Does nothing while it runs. */
  start(): void {
    if (this.#cancel !== undefined) return
    this.renewed()
    this.#arm()
  }

  stop(): void {
    this.#cancel?.()
    this.#cancel = undefined
  }

  #arm(): void {
    const nextAt = this.#clock.now() + this.#leaseMs / 3
    this.#cancel = this.#clock.schedule(nextAt, () => {
      this.#arm()
      if (this.isOverdue) this.#expired(this.#clock.now() - this.#renewedAt)
      else this.#renew()
    })
  }
}
