import { ConfigError } from '../errors.js'
import { fromHex, toHex } from './hex.js'

/** Something that happened in a run; the facts are plain data that survives JSON, or bytes. */
export interface RecordedEntry {
  /** Milliseconds of virtual time. */
  readonly at: number
  readonly node: string
  readonly type: string
  readonly [fact: string]: unknown
}

export interface RecordingOptions {
  /** How many entries are kept; older ones are dropped. No limit by default. */
  readonly limit?: number
}

/**
 * A run as a list of entries that can be written to a file and read back. Entries are kept as they
 * are, not copied: what is added must not be changed afterwards.
 */
export class Recording {
  readonly #limit: number
  #entries: RecordedEntry[] = []
  #dropped = 0

  constructor(options: RecordingOptions = {}) {
    this.#limit = options.limit ?? Infinity
  }

  add(entry: RecordedEntry): void {
    this.#entries.push(entry)
    // Dropping them one by one would move the whole list at every entry.
    if (this.#entries.length >= 2 * this.#limit) this.#trim()
  }

  /** The newest entries, oldest first. */
  get entries(): readonly RecordedEntry[] {
    this.#trim()
    return this.#entries
  }

  /** How many entries were dropped for the limit. */
  get dropped(): number {
    this.#trim()
    return this.#dropped
  }

  /**
   * One JSON object a line, bytes as `{"hex":"2133..."}`. A recording that lost its beginning says
   * so in a first entry of type `recordingTruncated`.
   */
  toJsonLines(): string {
    const { entries, dropped } = this
    const at = entries[0]?.at ?? 0
    const truncated: RecordedEntry = { at, node: '', type: 'recordingTruncated', dropped }
    const lines = dropped > 0 ? [truncated, ...entries] : entries
    return lines.map((entry) => `${JSON.stringify(entry, bytesToHex)}\n`).join('')
  }

  #trim(): void {
    const surplus = this.#entries.length - this.#limit
    if (surplus <= 0) return
    this.#entries = this.#entries.slice(surplus)
    this.#dropped += surplus
  }
}

/** Reads what `toJsonLines` wrote. Throws ConfigError with the number of the line that is wrong. */
export function parseRecording(text: string): RecordedEntry[] {
  const entries: RecordedEntry[] = []
  for (const [index, line] of text.split('\n').entries()) {
    if (line.trim() !== '') entries.push(parseEntry(line, index + 1))
  }
  return entries
}

function parseEntry(text: string, line: number): RecordedEntry {
  const entry = parseJson(text)
  if (isEntry(entry)) return entry
  const message = 'is not a JSON object with "at", "node" and "type"'
  throw new ConfigError('recording', [{ path: `line ${line}`, message, line }])
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text, hexToBytes)
  } catch {
    return undefined
  }
}

function isEntry(value: unknown): value is RecordedEntry {
  if (typeof value !== 'object' || value === null) return false
  const { at, node, type } = value as Partial<RecordedEntry>
  return typeof at === 'number' && typeof node === 'string' && typeof type === 'string'
}

/** A JSON replacer. It looks in the holder, since in `value` a Node Buffer is numbers already. */
function bytesToHex(this: unknown, key: string, value: unknown): unknown {
  const bytes = (this as Record<string, unknown>)[key]
  return bytes instanceof Uint8Array ? { hex: toHex(bytes) } : value
}

function hexToBytes(_key: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value
  const { hex, ...others } = value as { hex?: unknown }
  if (typeof hex !== 'string' || Object.keys(others).length > 0) return value
  return fromHex(hex)
}
