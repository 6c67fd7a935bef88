import type { Clock } from '@holdfast/core'

/** Runs something once for however many requests, when the events that wait have been read. */
export class DeferredRun {
  readonly #clock: Clock
  readonly #run: () => void
  #isRequested = false

  constructor(clock: Clock, run: () => void) {
    this.#clock = clock
    this.#run = run
  }

  get isRequested(): boolean {
    return this.#isRequested
  }

  request(): void {
    if (this.#isRequested) return
    this.#isRequested = true
    this.#clock.defer(() => {
      this.#isRequested = false
      this.#run()
    })
  }
}
