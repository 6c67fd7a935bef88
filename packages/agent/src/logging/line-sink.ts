import { write } from 'node:fs'

/** Where log lines go. */
export interface LineSink {
  /** Takes text that ends with a line end; never blocks and never throws. */
  write(text: string): void
  /** Resolves once everything is written, or cannot be. */
  idle(): Promise<void>
}

export interface FileSinkOptions {
  readonly descriptor: number
  /** So many characters may wait for a reader before lines are dropped; 1 MiB by default. */
  readonly waitingMax?: number
}

const retryMs = 50
const lastWaitMs = 500

/**
 * Writes to a file descriptor from another thread. `process.stdout` blocks the event loop while
 * nobody reads its pipe, and a master that is blocked sends no adverts. What cannot be written for
 * long is dropped, and counted in a line.
 */
export class FileSink implements LineSink {
  readonly #descriptor: number
  readonly #waitingMax: number
  #waiting = ''
  #dropped = 0
  readonly #onIdle: (() => void)[] = []
  #isWriting = false
  #isBroken = false

  constructor({ descriptor, waitingMax = 1 << 20 }: FileSinkOptions) {
    this.#descriptor = descriptor
    this.#waitingMax = waitingMax
  }

  write(text: string): void {
    if (this.#isBroken) return
    if (this.#waiting.length + text.length > this.#waitingMax) {
      this.#dropped += 1
      return
    }
    if (this.#dropped > 0) {
      this.#waiting += `${this.#dropped} log lines were dropped: nobody read them\n`
      this.#dropped = 0
    }
    this.#waiting += text
    this.#writeNext()
  }

  idle(): Promise<void> {
    if (!this.#isWriting) return Promise.resolve()
    return new Promise((resolve) => {
      this.#onIdle.push(resolve)
      // Who ends does not wait for ever for a reader that has gone to sleep.
      setTimeout(resolve, lastWaitMs)
    })
  }

  #writeNext(): void {
    if (this.#isWriting) return
    if (this.#waiting === '' || this.#isBroken) {
      for (const resolve of this.#onIdle.splice(0)) resolve()
      return
    }
    this.#isWriting = true
    const bytes = Buffer.from(this.#waiting)
    this.#waiting = ''
    this.#writeBytes(bytes)
  }

  #writeBytes(bytes: Buffer): void {
    write(this.#descriptor, bytes, (error, written) => {
      if (error?.code === 'EAGAIN') {
        setTimeout(() => this.#writeBytes(bytes), retryMs).unref()
        return
      }
      this.#isBroken ||= error !== null
      if (error === null && written < bytes.length) {
        this.#writeBytes(bytes.subarray(written))
        return
      }
      this.#isWriting = false
      this.#writeNext()
    })
  }
}
