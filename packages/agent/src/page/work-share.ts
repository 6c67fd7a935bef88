import { setImmediate as nextTurn } from 'node:timers/promises'

/** So long at once; milliseconds. Adverts may leave each ten. */
const stretchMs = 2

/** Something long, done in short stretches: between them whoever routes has a turn. */
export class WorkShare {
  #since = performance.now()
  #workedMs = 0

  /** To be called often. */
  async rest(): Promise<void> {
    const ms = performance.now() - this.#since
    if (ms < stretchMs) return
    this.#workedMs += ms
    await nextTurn()
    this.#since = performance.now()
  }

  /** How much time it took from everybody else so far. */
  get workedMs(): number {
    return this.#workedMs + performance.now() - this.#since
  }
}
