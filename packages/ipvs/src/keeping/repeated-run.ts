import type { Cancel, Clock } from '@holdfast/core'

/** Runs something again and again while it is needed; keeps the process alive as long. */
export class RepeatedRun {
  readonly #clock: Clock
  readonly #everyMs: number
  readonly #run: () => void
  #cancel: Cancel | undefined

  /** With 0 milliseconds it never runs. `run` says by `keep` whether it goes on. */
  constructor(clock: Clock, everyMs: number, run: () => void) {
    this.#clock = clock
    this.#everyMs = everyMs
    this.#run = run
  }

  keep(isNeeded: boolean): void {
    if (!isNeeded || this.#everyMs === 0) {
      this.#cancel?.()
      this.#cancel = undefined
      return
    }
    this.#cancel ??= this.#clock.schedule(this.#clock.now() + this.#everyMs, () => {
      this.#cancel = undefined
      this.#run()
    })
  }
}
