import type { Lab } from './lab.js'
import type { LabProcess } from './lab-process.js'

/** How often the client asks. A gap shorter than a few of these means nothing. */
export const probeIntervalMs = 5

export interface ClientReport {
  readonly sent: number
  readonly answered: number
  /** From one answer to the next. */
  readonly longestGapMs: number
  /** For how long nobody has answered now; absent when nobody ever did. */
  readonly silentMs?: number
}

/** Asks whoever holds a virtual address, from a station of its own. */
export class Client {
  readonly #probe: LabProcess

  constructor(lab: Lab, address: string) {
    this.#probe = lab.spawnHelper('C', 'probe.mjs', address, String(probeIntervalMs))
  }

  /** Resolves with the first answer. */
  async answered(): Promise<void> {
    await this.#probe.printed(/^answered/)
  }

  async finish(): Promise<ClientReport> {
    // Before, the signal would just end it.
    await this.#probe.printed(/^ready/)
    this.#probe.send('SIGTERM')
    return JSON.parse(await this.#probe.printed(/^\{/)) as ClientReport
  }
}
