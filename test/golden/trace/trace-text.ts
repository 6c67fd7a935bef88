import type { TraceEvent, TraceKind, TraceWho } from './trace-event.js'

const head = '#  t(s)    who kind   event'

/** A trace as it is kept in a file: an event a line, columns for people. */
export function writeTrace(events: readonly TraceEvent[]): string {
  return `${[head, ...events.map(writeEvent)].join('\n')}\n`
}

export function writeEvent({ at, who, kind, text }: TraceEvent): string {
  return `${at.toFixed(3).padStart(9)}  ${who}   ${kind.padEnd(6)} ${text}`.trimEnd()
}

export function parseTrace(trace: string): readonly TraceEvent[] {
  const lines = trace.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'))
  return lines.map(parseEvent)
}

export function parseEvent(line: string): TraceEvent {
  const found = /^\s*(?<at>-?[\d.]+)\s+(?<who>[-ABC])\s+(?<kind>\S+)\s+(?<text>.*?)\s*$/.exec(line)
  const { at, who, kind, text } = found?.groups ?? {}
  if (who === undefined || kind === undefined || text === undefined || !isKind(kind)) {
    throw new Error(`no event of a trace: ${line}`)
  }
  return { at: Number(at), who: who as TraceWho, kind, text }
}

const kinds: readonly TraceKind[] = [
  'ADV',
  'GARP',
  'NA',
  'ADDR+',
  'ADDR-',
  'NOTIFY',
  'LINK',
  'MARK',
]

function isKind(text: string): text is TraceKind {
  return (kinds as readonly string[]).includes(text)
}
