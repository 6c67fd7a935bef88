import { entryKey } from './entry.js'
import type { JournalEntry } from './entry.js'

/**
 * Remembers what was changed in the kernel beyond the life of the process, so that the next run can
 * adopt or undo what a crash left. None of its methods throws: without a journal everything works
 * but the cleaning up.
 */
export interface Journal {
  /**
   * What runs before this one left behind when they died; the first call reads it. It stays in this
   * journal until `remove`, so that a second crash does not lose it.
   */
  leftovers(): readonly JournalEntry[]

  /** Whether another living process has written that this is its own. */
  isClaimedByOther(entry: JournalEntry): boolean

  /** To be called before the changes. */
  add(entries: readonly JournalEntry[]): void

  /** To be called after the changes were undone. */
  remove(entries: readonly JournalEntry[]): void

  close(): void
}

/** A journal that dies with the process: for tests, and for who wants no files. */
export class MemoryJournal implements Journal {
  readonly #leftovers: readonly JournalEntry[]
  readonly #entries: Map<string, JournalEntry>
  /** What other processes are made to claim. */
  readonly claimedByOthers: Set<string> = new Set<string>()

  constructor(leftovers: readonly JournalEntry[] = []) {
    this.#leftovers = leftovers
    this.#entries = new Map(leftovers.map((entry) => [entryKey(entry), entry]))
  }

  /** What a crash at this moment would leave to the next run. */
  get entries(): readonly JournalEntry[] {
    return [...this.#entries.values()]
  }

  leftovers(): readonly JournalEntry[] {
    return this.#leftovers
  }

  isClaimedByOther(entry: JournalEntry): boolean {
    return this.claimedByOthers.has(entryKey(entry))
  }

  add(entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#entries.set(entryKey(entry), entry)
  }

  remove(entries: readonly JournalEntry[]): void {
    for (const entry of entries) this.#entries.delete(entryKey(entry))
  }

  close(): void {
    // Nothing is open.
  }
}
