/** What is remembered of an instance, or of the agent as a whole; a line of JSON in the file. */
export interface HistoryEntry {
  /** By the wall clock: ISO 8601, UTC. */
  readonly time: string
  /** Or a virtual server. Absent: it is about the agent, and so about every instance. */
  readonly instance?: string
  readonly kind: HistoryKind
  /** In a sentence. */
  readonly text: string
  /** The next three are of a transition. */
  readonly from?: string
  readonly to?: string
  /** What kind of reason it had; the text says all of it. */
  readonly reason?: string
}

export type HistoryKind =
  'transition' | 'split' | 'effectFailed' | 'asked' | 'reloaded' | 'flapping' | 'server'

const kinds: readonly string[] = [
  'transition',
  'split',
  'effectFailed',
  'asked',
  'reloaded',
  'flapping',
  'server',
] satisfies readonly HistoryKind[]

export function encodeEntry(entry: HistoryEntry): string {
  return `${JSON.stringify(entry)}\n`
}

/** Undefined for what is no entry: a line that was torn by a crash, or written by somebody else. */
export function decodeEntry(line: string): HistoryEntry | undefined {
  let value: unknown
  try {
    value = JSON.parse(line)
  } catch {
    return undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  const { time, instance, kind, text, from, to, reason } = value as Record<string, unknown>
  if (typeof time !== 'string' || typeof text !== 'string') return undefined
  if (Number.isNaN(Date.parse(time))) return undefined
  if (typeof kind !== 'string' || !kinds.includes(kind)) return undefined
  const optional = { instance, from, to, reason }
  if (Object.values(optional).some((each) => each !== undefined && typeof each !== 'string')) {
    return undefined
  }
  return value as HistoryEntry
}
