import type { Clock, Logger } from '@holdfast/core'
import type { FrameRejectionCode } from './wire/rejection.js'

/** So long one cause on one interface is not told again. */
const silenceMs = 60_000

export type RejectionCounters = Readonly<Partial<Record<FrameRejectionCode, number>>>

/** Counts what was refused, and tells of it rarely: a flood must not fill the log. */
export class RejectionLog {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #counters = new Map<FrameRejectionCode, number>()
  readonly #toldAt = new Map<string, number>()

  constructor(clock: Clock, logger: Logger) {
    this.#clock = clock
    this.#logger = logger
  }

  get counters(): RejectionCounters {
    return Object.fromEntries(this.#counters)
  }

  add(interfaceName: string, code: FrameRejectionCode): void {
    const count = (this.#counters.get(code) ?? 0) + 1
    this.#counters.set(code, count)
    const cause = `${interfaceName} ${code}`
    const now = this.#clock.now()
    if (now - (this.#toldAt.get(cause) ?? -silenceMs) < silenceMs) return
    this.#toldAt.set(cause, now)
    this.#logger.info('refused a frame', { interface: interfaceName, code, count })
  }
}
