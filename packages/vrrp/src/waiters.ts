import { UsageError } from '@holdfast/core'
import type { Clock } from '@holdfast/core'
import type { VrrpStateName } from './state.js'

export interface WaitOptions {
  /** Rejects after so many milliseconds; default: never. */
  readonly timeoutMs?: number
  readonly signal?: AbortSignal
}

interface Waiter {
  readonly state: VrrpStateName
  readonly settle: (error?: Error) => void
}

/** Callers that wait for a state. */
export class Waiters {
  readonly #waiters = new Set<Waiter>()
  #closedFor: string | undefined

  add(
    state: VrrpStateName,
    { timeoutMs, signal }: WaitOptions,
    clock: Clock,
    whereItStands: () => string,
  ): Promise<void> {
    if (this.#closedFor !== undefined) return Promise.reject(new UsageError(this.#closedFor))
    return new Promise((resolve, reject) => {
      const abort = (): void => waiter.settle(new UsageError('waitFor was aborted'))
      const cancel =
        timeoutMs === undefined
          ? undefined
          : clock.schedule(clock.now() + timeoutMs, () => {
              const text = `not ${state} within ${timeoutMs} ms: ${whereItStands()}`
              waiter.settle(new UsageError(text))
            })
      const waiter: Waiter = {
        state,
        settle: (error) => {
          this.#waiters.delete(waiter)
          cancel?.()
          signal?.removeEventListener('abort', abort)
          if (error === undefined) resolve()
          else reject(error)
        },
      }
      this.#waiters.add(waiter)
      signal?.addEventListener('abort', abort)
      if (signal?.aborted === true) abort()
    })
  }

  reached(state: VrrpStateName): void {
    for (const waiter of this.#waiters) if (waiter.state === state) waiter.settle()
  }

  /** Nobody needs to wait any more, now or later. */
  close(reason: string): void {
    this.#closedFor = reason
    for (const waiter of this.#waiters) waiter.settle(new UsageError(reason))
  }
}
