import { appendFile, mkdir, readFile, rename, stat, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import type { Logger } from '@holdfast/core'
import type { HistoryStore } from './history.js'
import { decodeEntry, encodeEntry } from './history-entry.js'
import type { HistoryEntry } from './history-entry.js'

/** The file is written anew once it has this many lines more than twice what is kept. */
const garbageLines = 256
/** A file that is larger is none of ours; bytes. */
const bytesMax = 64 * 1024 * 1024
/** It tells who asked for what. */
const mode = 0o600

/**
 * Entries as lines of JSON, appended. Nobody waits for the disk: it is written beside the router's
 * work, and one that is full or read-only costs a warning. The whole file is then written anew as
 * soon as that works.
 */
export class HistoryFile implements HistoryStore {
  readonly #path: string
  readonly #logger: Logger
  #waiting: string[] = []
  #kept: () => readonly HistoryEntry[] = () => []
  #writing: Promise<void> | undefined
  #lines = 0
  /** What is in the file is not what ought to be, or perhaps not. */
  #isSpoilt = false
  #hasWarned = false

  constructor(path: string, logger: Logger) {
    this.#path = path
    this.#logger = logger
  }

  async load(): Promise<readonly HistoryEntry[]> {
    try {
      const { size } = await stat(this.#path)
      if (size > bytesMax) throw new Error(`it has ${size} bytes`)
      return this.#decode(await readFile(this.#path, 'utf8'))
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
      this.#isSpoilt = true
      this.#logger.warn(`the history ${this.#path} cannot be read`, { error })
      return []
    }
  }

  append(entry: HistoryEntry, kept: () => readonly HistoryEntry[]): void {
    this.#waiting.push(encodeEntry(entry))
    this.#kept = kept
    this.#writing ??= this.#write().finally(() => {
      this.#writing = undefined
    })
  }

  async close(): Promise<void> {
    await this.#writing
  }

  #decode(text: string): readonly HistoryEntry[] {
    const lines = text.split('\n')
    // A crash in the middle of a line leaves the rest of it unwritten.
    const torn = lines.pop()
    const entries = lines.flatMap((line) => decodeEntry(line) ?? [])
    this.#lines = lines.length
    this.#isSpoilt = torn !== '' || entries.length < lines.length
    return entries
  }

  async #write(): Promise<void> {
    while (this.#waiting.length > 0) {
      const lines = this.#waiting
      this.#waiting = []
      try {
        await this.#put(lines)
        this.#hasWarned = false
      } catch (error) {
        // Perhaps a part of a line is there.
        this.#isSpoilt = true
        this.#warn(error)
      }
    }
  }

  async #put(lines: readonly string[]): Promise<void> {
    const kept = this.#kept()
    const grown = this.#lines + lines.length
    if (!this.#isSpoilt && grown <= 2 * kept.length + garbageLines) {
      await mkdir(dirname(this.#path), { recursive: true })
      await appendFile(this.#path, lines.join(''), { mode })
      this.#lines = grown
      return
    }
    // A reader, or a crash, finds the old file or the new one.
    const beside = `${this.#path}.new`
    await mkdir(dirname(this.#path), { recursive: true })
    await writeFile(beside, kept.map(encodeEntry).join(''), { mode })
    await rename(beside, this.#path)
    this.#lines = kept.length
    this.#isSpoilt = false
  }

  #warn(error: unknown): void {
    if (this.#hasWarned) return
    this.#hasWarned = true
    const what = `the history ${this.#path} cannot be written: a restart will forget what happens`
    this.#logger.warn(what, { error })
  }
}
