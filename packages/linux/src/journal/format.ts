import { entryKey, isJournalEntry, isRecord } from './entry.js'
import type { JournalEntry } from './entry.js'
import type { Writer } from './writer.js'

/*
 * A journal is text, one JSON object a line, so that a line can be appended in one write and a
 * person can read it:
 *
 *   {"holdfast":"journal","format":1,"writer":{...}}     whose it is
 *   {"add":{"kind":"address",...}}                       written before the change
 *   {"remove":"address 2 192.0.2.10"}                    written after it was undone
 */

const format = 1

export interface DecodedJournal {
  /** Absent where the first line makes no sense: then nothing in the file can be trusted. */
  readonly writer: Writer | undefined
  /** What was added and not removed, in order. */
  readonly entries: readonly JournalEntry[]
  /** How many lines made no sense. */
  readonly corruptLines: number
}

export function encodeHeader(writer: Writer): string {
  return `${JSON.stringify({ holdfast: 'journal', format, writer })}\n`
}

export function encodeAdd(entry: JournalEntry): string {
  return `${JSON.stringify({ add: entry })}\n`
}

export function encodeRemove(entry: JournalEntry): string {
  return `${JSON.stringify({ remove: entryKey(entry) })}\n`
}

/** Reads what it can: a process may die in the middle of a line. */
export function decodeJournal(text: string): DecodedJournal {
  const [first = '', ...rest] = text.split('\n')
  const writer = readHeader(parseLine(first))
  if (writer === undefined) return { writer, entries: [], corruptLines: 1 }
  const entries = new Map<string, JournalEntry>()
  let corruptLines = 0
  for (const line of rest) {
    if (line === '') continue
    const { add, remove } = parseLine(line) ?? {}
    if (isJournalEntry(add)) entries.set(entryKey(add), add)
    else if (typeof remove === 'string') entries.delete(remove)
    else corruptLines += 1
  }
  return { writer, entries: [...entries.values()], corruptLines }
}

function readHeader(header: Readonly<Record<string, unknown>> | undefined): Writer | undefined {
  if (header?.holdfast !== 'journal' || header.format !== format) return undefined
  const { writer } = header
  if (!isRecord(writer)) return undefined
  const { pid, startTime, bootId, networkNamespace, pidNamespace } = writer
  if (typeof pid !== 'number' || typeof startTime !== 'string') return undefined
  if (typeof bootId !== 'string') return undefined
  if (typeof networkNamespace !== 'string' || typeof pidNamespace !== 'string') return undefined
  return { pid, startTime, bootId, networkNamespace, pidNamespace }
}

function parseLine(line: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line)
    return isRecord(value) ? value : undefined
  } catch {
    return undefined
  }
}
