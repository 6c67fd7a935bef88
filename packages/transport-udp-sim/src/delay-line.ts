import { DeadlineQueue } from '@holdfast/core'
import type { Cancel, Clock } from '@holdfast/core'

interface Held {
  readonly release: () => void
}

/**
 * Holds packets back until their time. One timer for all of them, because timers of their own would
 * be rounded to whole milliseconds apart and let packets of equal delay overtake each other.
 */
export class DelayLine {
  readonly #clock: Clock
  readonly #queue = new DeadlineQueue<Held>()
  #armedForMs = Infinity
  #cancel: Cancel | undefined

  constructor(clock: Clock) {
    this.#clock = clock
  }

  hold(delayMs: number, release: () => void): void {
    this.#queue.set({ release }, this.#clock.now() + delayMs)
    this.#arm()
  }

  /** Drops everything that is held. */
  close(): void {
    this.#cancel?.()
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      this.#queue.delete(next.item)
    }
  }

  #arm(): void {
    const next = this.#queue.peek()
    if (next === undefined || next.deadlineMs >= this.#armedForMs) return
    this.#cancel?.()
    this.#armedForMs = next.deadlineMs
    this.#cancel = this.#clock.schedule(next.deadlineMs, () => this.#releaseDue())
  }

  #releaseDue(): void {
    this.#armedForMs = Infinity
    const now = this.#clock.now()
    for (let next = this.#queue.peek(); next !== undefined; next = this.#queue.peek()) {
      if (next.deadlineMs > now) break
      this.#queue.delete(next.item)
      next.item.release()
    }
    this.#arm()
  }
}
