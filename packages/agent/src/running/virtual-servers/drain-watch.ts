import type { Cancel, Clock } from '@holdfast/core'

export interface DrainWatchOptions {
  readonly clock: Clock
  /** How many connections a server has now; undefined where nobody knows. */
  readonly connections: (server: string) => number | undefined
  /** It has none any more, or its time is over. */
  readonly onDrained: (server: string, connections: number | undefined) => void
}

/** How often connections are counted, in milliseconds. */
const pollMs = 1000

/** Waits until servers that get no new connections have none any more, or for long enough. */
export class DrainWatch {
  readonly #options: DrainWatchOptions
  /** When the time is over, by the server. */
  readonly #deadlines = new Map<string, number>()
  #cancel: Cancel | undefined

  constructor(options: DrainWatchOptions) {
    this.#options = options
  }

  begin(server: string, withinMs: number): void {
    this.#deadlines.set(server, this.#options.clock.now() + withinMs)
    this.#arm()
  }

  end(server: string): void {
    this.#deadlines.delete(server)
    this.#arm()
  }

  stop(): void {
    this.#deadlines.clear()
    this.#arm()
  }

  #arm(): void {
    const { clock } = this.#options
    if (this.#deadlines.size === 0) {
      this.#cancel?.()
      this.#cancel = undefined
      return
    }
    this.#cancel ??= clock.schedule(clock.now() + pollMs, () => this.#poll())
  }

  #poll(): void {
    const { clock, connections, onDrained } = this.#options
    this.#cancel = undefined
    for (const [server, deadline] of this.#deadlines) {
      const left = connections(server)
      if (left !== 0 && clock.now() < deadline) continue
      this.#deadlines.delete(server)
      onDrained(server, left)
    }
    this.#arm()
  }
}
