import { silentLogger, systemClock } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import { WakeUp } from '../program/wake-up.js'

/** The writing end of a FIFO. */
export interface FifoEnd {
  /** Takes the whole line, or nothing while the pipe is full; never blocks. Throws when it is broken. */
  write(line: string): boolean
  close(): void
}

export interface NotifyFifoOptions {
  /** For the log. */
  readonly path: string
  readonly end: FifoEnd
  /** So many lines wait for a reader, beside those in the pipe; 1000 by default. */
  readonly waitingMax?: number
  readonly clock?: Clock
  readonly logger?: Logger
}

/** How often a full pipe is tried again. */
const retryMs = 200

/**
 * Writes lines to a FIFO, in order, and never waits for whoever should read them. While nobody reads,
 * lines gather in the pipe (64 KiB), then here; beyond that the oldest here are dropped, so that a
 * reader that comes back learns how things ended.
 */
export class NotifyFifo {
  readonly #options: NotifyFifoOptions
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #wakeUp: WakeUp
  readonly #waiting: string[] = []
  #dropped = 0

  constructor(options: NotifyFifoOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#wakeUp = new WakeUp(this.#clock, () => this.#flush())
  }

  /** A line with its end; at most 4096 bytes, which a pipe takes as a whole. */
  write(line: string): void {
    this.#waiting.push(line)
    this.#flush()
    const { path, waitingMax = 1000 } = this.#options
    if (this.#waiting.length <= waitingMax) return
    this.#waiting.shift()
    this.#dropped += 1
    if (this.#dropped === 1) this.#logger.warn(`nobody reads ${path}: notifications are dropped`)
  }

  /** Lines that still wait are lost. */
  close(): void {
    this.#wakeUp.at(undefined)
    const lost = this.#dropped + this.#waiting.length
    if (lost > 0) this.#logger.warn(`nobody read ${this.#options.path}: ${lost} lines are lost`)
    this.#waiting.length = 0
    this.#options.end.close()
  }

  #flush(): void {
    try {
      while (this.#waiting.length > 0 && this.#options.end.write(this.#waiting[0] ?? '')) {
        this.#waiting.shift()
      }
    } catch (error) {
      this.#logger.error(`cannot write to ${this.#options.path}`, { error })
      this.#waiting.shift()
    }
    if (this.#waiting.length > 0) {
      this.#wakeUp.at(this.#clock.now() + retryMs)
      return
    }
    this.#wakeUp.at(undefined)
    if (this.#dropped > 0) {
      this.#logger.warn(`${this.#options.path} is read again: ${this.#dropped} lines were dropped`)
    }
    this.#dropped = 0
  }
}
