export interface FlapParameters {
  /** So many transitions ... */
  readonly transitions: number
  /** ... within so many milliseconds are flapping. */
  readonly withinMs: number
}

/** Whether one instance flaps. Pure but for what it remembers: times are arguments. */
export class FlapDetector {
  readonly #parameters: FlapParameters
  #recent: readonly number[] = []
  #isFlapping = false

  constructor(parameters: FlapParameters) {
    this.#parameters = parameters
  }

  /**
   * A transition at `at` (monotonic milliseconds). True once for each time of flapping, which is over
   * when there are less than half as many transitions: at the very limit it is not told again and
   * again.
   */
  transition(at: number): boolean {
    const { transitions, withinMs } = this.#parameters
    this.#recent = [...this.#recent.filter((each) => each > at - withinMs), at].slice(-transitions)
    const count = this.#recent.length
    const wasFlapping = this.#isFlapping && count * 2 >= transitions
    this.#isFlapping = wasFlapping || count >= transitions
    return this.#isFlapping && !wasFlapping
  }
}
