import { closeSync, linkSync, mkdirSync, openSync, readFileSync, readdirSync } from 'node:fs'
import { renameSync, rmSync, writeFileSync, writeSync } from 'node:fs'
import { join } from 'node:path'
import { threadId } from 'node:worker_threads'
import { silentLogger } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import { entryKey } from './entry.js'
import type { JournalEntry } from './entry.js'
import { decodeJournal, encodeAdd, encodeHeader, encodeRemove } from './format.js'
import type { Journal } from './journal.js'
import { defaultJournalKey, defaultStateDirectory, safeKey } from './state-directory.js'
import { currentWriter, fateOf } from './writer.js'
import type { Writer, WriterFate } from './writer.js'

export interface FileJournalOptions {
  /** Default: /run/holdfast for root, $XDG_RUNTIME_DIR/holdfast for others. */
  readonly directory?: string
  /**
   * Services of one machine with different keys leave each other's journals alone, also after a
   * crash. Default: the name of the script that is run.
   */
  readonly key?: string
  readonly logger?: Logger
  /** Mount point of procfs; for tests. */
  readonly proc?: string
}

const suffix = '.journal'
/** A file is written anew once it has this many lines more than twice what is in it. */
const garbageLines = 256

/**
 * A journal in a file of its own. Not synced to the disk: it has to outlive the process, not the
 * machine, and the kernel's addresses do not outlive the machine either. A file that cannot be
 * written is a warning: addresses matter more.
 */
export class FileJournal implements Journal {
  readonly #directory: string
  readonly #key: string
  readonly #logger: Logger
  readonly #proc: string
  readonly #entries = new Map<string, JournalEntry>()
  #leftovers: readonly JournalEntry[] | undefined
  #self: Writer | undefined
  #path: string | undefined
  #descriptor: number | undefined
  #lines = 0
  #hasWarned = false

  /** Touches nothing before the first use. */
  constructor(options: FileJournalOptions = {}) {
    this.#directory = options.directory ?? defaultStateDirectory()
    this.#key = options.key === undefined ? defaultJournalKey() : safeKey(options.key)
    this.#logger = options.logger ?? silentLogger
    this.#proc = options.proc ?? '/proc'
  }

  leftovers(): readonly JournalEntry[] {
    if (this.#leftovers === undefined) {
      this.#leftovers = []
      this.#guard(() => this.#open())
    }
    return this.#leftovers
  }

  isClaimedByOther(entry: JournalEntry): boolean {
    this.leftovers()
    const key = entryKey(entry)
    let isClaimed = false
    this.#guard(() => {
      isClaimed = this.#others('').some(
        ({ fate, entries }) => fate === 'alive' && entries.some((each) => entryKey(each) === key),
      )
    })
    return isClaimed
  }

  add(entries: readonly JournalEntry[]): void {
    this.leftovers()
    for (const entry of entries) this.#entries.set(entryKey(entry), entry)
    this.#append(entries.map(encodeAdd))
  }

  remove(entries: readonly JournalEntry[]): void {
    this.leftovers()
    for (const entry of entries) this.#entries.delete(entryKey(entry))
    this.#append(entries.map(encodeRemove))
  }

  /** The file is removed with it, unless something of us is still in the kernel. */
  close(): void {
    this.#closeDescriptor()
    const path = this.#path
    this.#path = undefined
    if (path === undefined || this.#entries.size > 0) return
    this.#guard(() => rmSync(path, { force: true }))
  }

  #open(): void {
    mkdirSync(this.#directory, { recursive: true, mode: 0o755 })
    this.#self = currentWriter(this.#proc)
    for (const { path, fate, entries } of this.#others(this.#key)) {
      if (fate === 'void') rmSync(path, { force: true })
      if (fate !== 'dead') continue
      // Of two processes that start at once, the one whose rename succeeds inherits.
      const taken = this.#ownPath(`taken${suffix}`)
      if (!renamed(path, taken)) continue
      for (const entry of entries) this.#entries.set(entryKey(entry), entry)
      this.#rewrite()
      rmSync(taken, { force: true })
    }
    this.#leftovers = [...this.#entries.values()]
    if (this.#path === undefined) this.#rewrite()
  }

  #append(lines: readonly string[]): void {
    if (lines.length === 0) return
    this.#guard(() => {
      this.#lines += lines.length
      if (this.#descriptor === undefined || this.#lines > 2 * this.#entries.size + garbageLines) {
        this.#rewrite()
      } else {
        writeSync(this.#descriptor, lines.join(''))
      }
    })
  }

  /** Writes the whole file beside and moves it into place: a reader sees the old or the new one. */
  #rewrite(): void {
    this.#closeDescriptor()
    this.#self ??= currentWriter(this.#proc)
    const lines = [...this.#entries.values()].map(encodeAdd)
    const beside = this.#ownPath('new')
    writeFileSync(beside, encodeHeader(this.#self) + lines.join(''))
    if (this.#path === undefined) this.#path = this.#linkToFreePath(beside)
    else renameSync(beside, this.#path)
    this.#descriptor = openSync(this.#path, 'a')
    this.#lines = lines.length
    this.#hasWarned = false
  }

  /** Several journals of one thread have a number each. */
  #linkToFreePath(from: string): string {
    for (let number = 0; ; number++) {
      const path = this.#ownPath(`${number}${suffix}`)
      try {
        linkSync(from, path)
        rmSync(from)
        return path
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error
      }
    }
  }

  /** Threads of a process open journals at the same time. */
  #ownPath(rest: string): string {
    return join(this.#directory, `${this.#key}.${process.pid}-${threadId}-${rest}`)
  }

  /** The journals of others, of one key or of all. */
  #others(key: string): readonly FoundJournal[] {
    return readdirSync(this.#directory)
      .filter((name) => name.endsWith(suffix) && (key === '' || name.startsWith(`${key}.`)))
      .map((name) => join(this.#directory, name))
      .filter((path) => path !== this.#path)
      .map((path) => this.#read(path))
  }

  #read(path: string): FoundJournal {
    const { writer, entries, corruptLines } = decodeJournal(readOrEmpty(path))
    if (corruptLines > 0) {
      this.#logger.warn('lines of a journal were skipped: they make no sense', {
        path,
        lines: corruptLines,
      })
    }
    // An unreadable header: perhaps one that is being written, perhaps of another version.
    if (writer === undefined || this.#self === undefined) {
      return { path, entries: [], fate: 'elsewhere' }
    }
    return { path, entries, fate: fateOf(writer, this.#self, this.#proc) }
  }

  #closeDescriptor(): void {
    const descriptor = this.#descriptor
    this.#descriptor = undefined
    if (descriptor !== undefined) closeSync(descriptor)
  }

  #guard(write: () => void): void {
    try {
      write()
    } catch (error) {
      this.#descriptor = undefined
      if (this.#hasWarned) return
      this.#hasWarned = true
      this.#logger.warn(
        'the journal cannot be written: what a crash leaves in the kernel will not be cleaned up',
        { directory: this.#directory, error },
      )
    }
  }
}

interface FoundJournal {
  readonly path: string
  readonly entries: readonly JournalEntry[]
  readonly fate: WriterFate
}

function readOrEmpty(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}

function renamed(from: string, to: string): boolean {
  try {
    renameSync(from, to)
    return true
  } catch {
    return false
  }
}
