import type { Logger } from '@holdfast/core'
import type { KernelEvent } from './rtnetlink.js'

interface Source {
  /** Tells what waits now. */
  catchUp(): void
  close(): void
}

/**
 * Those who watch the kernel, on one source that is open while there are any. What one of them
 * throws is logged, and the others are still told.
 */
export class Watchers {
  readonly #callbacks = new Set<{ readonly onEvent: (event: KernelEvent) => void }>()
  readonly #open: (tell: (event: KernelEvent) => void) => Source
  readonly #logger: Logger
  #source: Source | undefined

  constructor(open: (tell: (event: KernelEvent) => void) => Source, logger: Logger) {
    this.#open = open
    this.#logger = logger
  }

  /** Throws what opening the source throws. */
  add(onEvent: (event: KernelEvent) => void): () => void {
    // What waits happened before, and would undo what the new one is about to read of the tables.
    this.#source?.catchUp()
    this.#source ??= this.#open((event) => this.#tell(event))
    const callback = { onEvent }
    this.#callbacks.add(callback)
    return () => {
      this.#callbacks.delete(callback)
      if (this.#callbacks.size === 0) this.close()
    }
  }

  close(): void {
    this.#callbacks.clear()
    this.#source?.close()
    this.#source = undefined
  }

  #tell(event: KernelEvent): void {
    for (const callback of [...this.#callbacks]) {
      if (!this.#callbacks.has(callback)) continue
      try {
        callback.onEvent(event)
      } catch (error) {
        this.#logger.error('a watcher of the kernel threw', { event: event.type, error })
      }
    }
  }
}
