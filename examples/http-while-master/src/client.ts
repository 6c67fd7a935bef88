import { setTimeout as pause } from 'node:timers/promises'

/** Requests in a row that the same server answered, or nobody. */
interface Streak {
  readonly server: string | undefined
  /** When the first of them was sent. */
  readonly since: number
}

/** Asks the service again and again, one request after the other, and notes who answered. */
export class Client {
  readonly #url: string
  readonly #streaks: Streak[] = []
  readonly #running = new AbortController()

  constructor(port: number) {
    this.#url = `http://127.0.0.1:${port}/`
    void this.#run()
  }

  stop(): void {
    this.#running.abort()
  }

  /** Who answered since the last report, in order, and for how long nobody did. */
  report(): string {
    const streaks = this.#streaks.splice(0)
    const told = streaks.map(({ server, since }, index) => {
      if (server !== undefined) return server
      const until = streaks[index + 1]?.since ?? performance.now()
      return `nobody for ${(until - since).toFixed(0)} ms`
    })
    return told.join(', then ')
  }

  async #run(): Promise<void> {
    while (!this.#running.signal.aborted) {
      const since = performance.now()
      const server = await this.#ask()
      const last = this.#streaks.at(-1)
      if (last === undefined || last.server !== server) this.#streaks.push({ server, since })
      await pause(5)
    }
  }

  async #ask(): Promise<string | undefined> {
    try {
      const response = await fetch(this.#url)
      return await response.text()
    } catch {
      return undefined // refused: nobody listens
    }
  }
}
