import type { Clock, Logger } from '@holdfast/core'
import type { MailMessage } from './alert-mail.js'
import type { Mailer, MailServer } from './mailer.js'

export interface MailQueueOptions {
  readonly mailer: Mailer
  readonly clock: Clock
  readonly logger: Logger
  /** So many mails may wait before the oldest of them is dropped; 100 by default. */
  readonly waitingMax?: number
}

interface Waiting {
  readonly message: MailMessage
  readonly server: MailServer
}

/** Hands mails over one after the other, each within its deadline; nobody waits for it. */
export class MailQueue {
  readonly #options: MailQueueOptions
  readonly #waiting: Waiting[] = []
  readonly #onIdle: (() => void)[] = []
  #abort: AbortController | undefined
  #isRunning = false

  constructor(options: MailQueueOptions) {
    this.#options = options
  }

  push(message: MailMessage, server: MailServer): void {
    const { logger, waitingMax = 100 } = this.#options
    if (this.#waiting.length >= waitingMax) {
      const dropped = this.#waiting.shift()
      logger.warn(`mails wait too long, one is dropped: ${dropped?.message.subject ?? ''}`)
    }
    this.#waiting.push({ message, server })
    if (!this.#isRunning) void this.#run()
  }

  /** Resolves once there is nothing to hand over any more. */
  idle(): Promise<void> {
    if (!this.#isRunning) return Promise.resolve()
    return new Promise((resolve) => this.#onIdle.push(resolve))
  }

  /** Drops what waits and breaks off what is under way. */
  close(): void {
    const lost = this.#waiting.length + (this.#isRunning ? 1 : 0)
    if (lost > 0) this.#options.logger.warn(`${lost} mails were not handed over`)
    this.#waiting.length = 0
    this.#abort?.abort()
  }

  async #run(): Promise<void> {
    this.#isRunning = true
    for (let next = this.#waiting.shift(); next !== undefined; next = this.#waiting.shift()) {
      await this.#send(next)
    }
    this.#isRunning = false
    for (const resolve of this.#onIdle.splice(0)) resolve()
  }

  async #send({ message, server }: Waiting): Promise<void> {
    const { mailer, clock, logger } = this.#options
    const abort = new AbortController()
    this.#abort = abort
    const cancel = clock.schedule(clock.now() + server.timeoutMs, () => abort.abort())
    const { subject } = message
    try {
      await mailer.send(message, server, abort.signal)
      logger.debug(`mail handed to ${server.host}: ${subject}`)
    } catch (error) {
      logger.warn(`the mail server ${server.host} did not take "${subject}"`, { error })
    } finally {
      cancel()
    }
  }
}
