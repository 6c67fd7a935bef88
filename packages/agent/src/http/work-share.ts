import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Clock } from '@holdfast/core'

/** So long at once; milliseconds. Adverts may leave each ten. */
const stretchMs = 2

/** Something long, done in short stretches: between them whoever routes has a turn. */
export class WorkShare {
  readonly #clock: Pick<Clock, 'now'>
  #since: number
  #workedMs = 0

  constructor(clock: Pick<Clock, 'now'>) {
    this.#clock = clock
    this.#since = clock.now()
  }

  /** To be called often. */
  async rest(): Promise<void> {
    const ms = this.#clock.now() - this.#since
    if (ms < stretchMs) return
    this.#workedMs += ms
    await nextTurn()
    this.#since = this.#clock.now()
  }

  /** How long there should be no more of it: it takes at most one part in 50 of a router's time. */
  get pauseMs(): number {
    return 50 * (this.#workedMs + this.#clock.now() - this.#since)
  }
}
