import { systemClock } from '@holdfast/core'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import { WakeUp } from '../program/wake-up.js'
import { NodeTrackedFile } from './node-tracked-file.js'
import type { TrackedFile } from './tracked-file.js'

/** Who wants to know: a `VrrpInstance`, or anything like it. */
export interface FileTarget {
  /** '' is a file that is empty or cannot be read. What number that is, the target decides. */
  reportFile(tracker: string, content: string): void
}

export interface TrackFileOptions {
  /** The name of the tracker in the target's own configuration. */
  readonly name: string
  /** The file to look at. */
  readonly file: string | TrackedFile
  /** How often, where no hint comes first, in milliseconds; 1000 by default. */
  readonly intervalMs?: number
  readonly clock?: Clock
  readonly logger?: Logger
}

/**
 * Reports the content of a file (its first 4 KiB) at once and at every change, until what it returns
 * is called. A change is seen when the system tells of it, or at the latest after `intervalMs`.
 */
export function trackFile(target: FileTarget, options: TrackFileOptions): Cancel {
  const tracker = new FileTracker(target, options)
  tracker.start()
  return () => tracker.stop()
}

/** A file must be found empty again after so long, to count as empty. */
const emptyMs = 50

class FileTracker {
  readonly #target: FileTarget
  readonly #options: TrackFileOptions
  readonly #file: TrackedFile
  readonly #clock: Clock
  readonly #wakeUp: WakeUp
  #unhint: Cancel | undefined
  #content: string | undefined
  #isReading = false
  #isStale = false
  #isDoubted = false
  #isStopped = false

  constructor(target: FileTarget, options: TrackFileOptions) {
    this.#target = target
    this.#options = options
    this.#file = typeof options.file === 'string' ? new NodeTrackedFile(options.file) : options.file
    this.#clock = options.clock ?? systemClock
    this.#wakeUp = new WakeUp(this.#clock, () => void this.#read())
  }

  start(): void {
    this.#unhint = this.#file.hint(() => {
      // What a read under way will find may be the content before the change.
      this.#isStale = this.#isReading
      if (!this.#isReading) this.#wakeUp.at(this.#clock.now())
    })
    this.#wakeUp.at(this.#clock.now())
  }

  stop(): void {
    this.#isStopped = true
    this.#unhint?.()
    this.#wakeUp.at(undefined)
  }

  async #read(): Promise<void> {
    this.#isReading = true
    this.#isStale = false
    const content = await this.#file.read()
    this.#isReading = false
    if (this.#isStopped) return
    // A shell empties a file before it writes to it: that is not what anybody wants to be told.
    const isDoubtful = content === '' && !this.#isDoubted && (this.#content ?? '') !== ''
    if (content !== this.#content && !isDoubtful) this.#tell(content)
    this.#isDoubted = isDoubtful
    this.#wakeUp.at(this.#clock.now() + this.#delayMs())
  }

  #delayMs(): number {
    if (this.#isStale) return 0
    return this.#isDoubted ? emptyMs : (this.#options.intervalMs ?? 1000)
  }

  #tell(content: string): void {
    const { name, logger } = this.#options
    this.#content = content
    try {
      this.#target.reportFile(name, content)
    } catch (error) {
      logger?.error(`what listens to file ${name} threw`, { error })
    }
  }
}
