import type { Clock } from '@holdfast/core'
import { WorkShare } from './work-share.js'

/** How old a text may be in any case; milliseconds. */
const freshMs = 100

/** What many ask for, written once for all who do so at about the same time. */
export class SharedText {
  readonly #clock: Pick<Clock, 'now'>
  readonly #write: (share: WorkShare) => Promise<string> | string
  #text: Promise<string> | undefined
  #until = 0

  constructor(clock: Pick<Clock, 'now'>, write: (share: WorkShare) => Promise<string> | string) {
    this.#clock = clock
    this.#write = write
  }

  /** Rejects with what writing it throws, which costs as much and is shared as well. */
  read(): Promise<string> {
    if (this.#text === undefined || this.#clock.now() >= this.#until) {
      this.#until = Infinity
      this.#text = this.#written()
    }
    return this.#text
  }

  async #written(): Promise<string> {
    const share = new WorkShare(this.#clock)
    try {
      return await this.#write(share)
    } finally {
      this.#until = this.#clock.now() + Math.max(freshMs, share.pauseMs)
    }
  }
}
