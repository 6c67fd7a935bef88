import { silentLogger, systemClock } from '@holdfast/core'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import { WakeUp } from '../program/wake-up.js'
import { matchesProcess, needsArgs } from './process-pattern.js'
import type { ProcessPattern } from './process-pattern.js'
import { ProcTable } from './proc-table.js'
import type { ProcessEntry, ProcessTable } from './process-table.js'

/** Whoever counts processes: a poller, or what the kernel tells of by itself. */
export interface ProcessCounter {
  /** Calls back with the first count and, from then on, at least at every change of it. */
  watch(pattern: ProcessPattern, onCount: (count: number) => void): Cancel
}

export interface ProcessPollerOptions {
  /** From the end of one look at the table to the next one, in milliseconds; 1000 by default. */
  readonly intervalMs?: number
  readonly table?: ProcessTable
  readonly clock?: Clock
  readonly logger?: Logger
}

interface Watcher {
  readonly pattern: ProcessPattern
  readonly onCount: (count: number) => void
}

/**
 * Looks at the table of processes every now and then, once for all who watch. While nobody does, it
 * does nothing. Looks never overlap: a machine that is slow is looked at less often.
 */
export class ProcessPoller implements ProcessCounter {
  readonly #intervalMs: number
  readonly #table: ProcessTable
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #wakeUp: WakeUp
  readonly #watchers = new Set<Watcher>()
  #isLooking = false
  #isBlind = false

  constructor(options: ProcessPollerOptions = {}) {
    this.#intervalMs = options.intervalMs ?? 1000
    this.#table = options.table ?? new ProcTable()
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#wakeUp = new WakeUp(this.#clock, () => void this.#look())
  }

  watch(pattern: ProcessPattern, onCount: (count: number) => void): Cancel {
    const watcher: Watcher = { pattern, onCount }
    this.#watchers.add(watcher)
    // A look that is under way may be without what this one needs: another one follows it.
    if (!this.#isLooking) this.#wakeUp.at(this.#clock.now())
    return () => {
      this.#watchers.delete(watcher)
      if (this.#watchers.size === 0) this.#wakeUp.at(undefined)
    }
  }

  async #look(): Promise<void> {
    this.#isLooking = true
    const asked = [...this.#watchers]
    const entries = await this.#list(asked.some(({ pattern }) => needsArgs(pattern)))
    this.#isLooking = false
    if (entries !== undefined) {
      for (const watcher of asked) {
        if (this.#watchers.has(watcher)) watcher.onCount(countIn(entries, watcher.pattern))
      }
    }
    const hasNew = [...this.#watchers].some((watcher) => !asked.includes(watcher))
    const delayMs = hasNew ? 0 : this.#intervalMs
    if (this.#watchers.size > 0) this.#wakeUp.at(this.#clock.now() + delayMs)
  }

  async #list(withArgs: boolean): Promise<readonly ProcessEntry[] | undefined> {
    try {
      const entries = await this.#table.list(withArgs)
      this.#isBlind = false
      return entries
    } catch (error) {
      // Nothing is known, which is no reason to change a verdict.
      if (!this.#isBlind) this.#logger.error('processes cannot be listed', { error })
      this.#isBlind = true
      return undefined
    }
  }
}

function countIn(entries: readonly ProcessEntry[], pattern: ProcessPattern): number {
  return entries.filter((entry) => matchesProcess(pattern, entry)).length
}
