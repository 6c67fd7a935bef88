/** Allows something so many times within a window of time, for each key by itself. */
export class SlidingBound {
  readonly #times: number
  readonly #windowMs: number
  readonly #uses = new Map<string, readonly number[]>()

  constructor(times: number, windowMs: number) {
    this.#times = times
    this.#windowMs = windowMs
  }

  /** Counts a use at `now`, in milliseconds; false when that were one too many. */
  use(key: string, now: number): boolean {
    const recent = (this.#uses.get(key) ?? []).filter((at) => at > now - this.#windowMs)
    if (recent.length >= this.#times) return false
    this.#uses.set(key, [...recent, now])
    return true
  }

  forget(key: string): void {
    this.#uses.delete(key)
  }
}
