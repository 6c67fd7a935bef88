import type { Cancel, Clock } from '@holdfast/core'

/** One timer that follows a deadline which moves. */
export class WakeUp {
  readonly #clock: Clock
  readonly #onDue: () => void
  #armedForMs: number | undefined
  #cancel: Cancel | undefined

  constructor(clock: Clock, onDue: () => void) {
    this.#clock = clock
    this.#onDue = onDue
  }

  /** Calls back at `deadlineMs` or somewhat later, instead of at what was asked before. */
  at(deadlineMs: number | undefined): void {
    if (deadlineMs === this.#armedForMs) return
    this.#cancel?.()
    this.#armedForMs = deadlineMs
    this.#cancel =
      deadlineMs === undefined ? undefined : this.#clock.schedule(deadlineMs, () => this.#wake())
  }

  #wake(): void {
    this.#armedForMs = undefined
    this.#cancel = undefined
    this.#onDue()
  }
}
