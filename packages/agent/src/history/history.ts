import type { HistoryEntry } from './history-entry.js'

/** Where entries outlive the process. */
export interface HistoryStore {
  /** What was kept, oldest first; nothing where it cannot be read. */
  load(): Promise<readonly HistoryEntry[]>
  /** `kept` tells all that is worth keeping, this entry included. Never throws. */
  append(entry: HistoryEntry, kept: () => readonly HistoryEntry[]): void
  /** Resolves when what was appended is there, or cannot be. */
  close(): Promise<void>
}

export interface HistoryOptions {
  /** Default: nothing outlives the process. */
  readonly store?: HistoryStore
  /** Entries that are kept of each instance, and of the agent. Default 200. */
  readonly limit?: number
}

interface Kept {
  readonly order: number
  readonly entry: HistoryEntry
}

/** Instances may be renamed for years. */
const subjectsMax = 1024
/** The agent's own entries; no instance has an empty name. */
const agentItself = ''

/** The last entries of each instance, in the order in which they were added. */
export class History {
  readonly #store: HistoryStore | undefined
  readonly #limit: number
  /** The one that was added to last is the last one. */
  readonly #bySubject = new Map<string, readonly Kept[]>()
  #order = 0

  constructor({ store, limit = 200 }: HistoryOptions = {}) {
    this.#store = store
    this.#limit = limit
  }

  /** Takes up what was kept before; to be called once, before anything is added. */
  async open(): Promise<void> {
    for (const entry of (await this.#store?.load()) ?? []) this.#keep(entry)
  }

  add(entry: HistoryEntry): void {
    this.#keep(entry)
    this.#store?.append(entry, () => this.entries())
  }

  /** Oldest first; of an instance, with what concerns all of them, or everything. */
  entries(instance?: string): readonly HistoryEntry[] {
    const subjects = instance === undefined ? [...this.#bySubject.keys()] : [instance, agentItself]
    return subjects
      .flatMap((subject) => this.#bySubject.get(subject) ?? [])
      .sort((one, other) => one.order - other.order)
      .map(({ entry }) => entry)
  }

  async close(): Promise<void> {
    await this.#store?.close()
  }

  #keep(entry: HistoryEntry): void {
    const subject = entry.instance ?? agentItself
    const before = this.#bySubject.get(subject) ?? []
    this.#order += 1
    this.#bySubject.delete(subject)
    this.#bySubject.set(subject, [...before, { order: this.#order, entry }].slice(-this.#limit))
    const [oldest] = this.#bySubject.keys()
    if (this.#bySubject.size > subjectsMax && oldest !== undefined) this.#bySubject.delete(oldest)
  }
}
