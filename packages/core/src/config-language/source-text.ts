import { report } from './diagnostic-codes.js'
import type { DiagnosticSink } from './diagnostic.js'
import type { Span } from './mapped-text.js'

/** keepalived 2.2.7 reads lines into a buffer of 1024 bytes. */
const longestLine = 1022
/** What is behind it is ignored: nobody writes such a line, and it bounds the work on a line. */
const longestReadable = 16 * 1024

/** The lines of a file, without their ends, whatever the bytes are. */
export function readLines(
  bytes: Uint8Array,
  file: string,
  sink: DiagnosticSink,
): readonly string[] {
  const lines = decode(bytes, file, sink).split('\n')
  if (lines.at(-1) === '') lines.pop()
  return checkLines(lines, file, sink)
}

function checkLines(lines: string[], file: string, sink: DiagnosticSink): string[] {
  const withNul: number[] = []
  lines.forEach((text, at) => {
    if (text.length > longestLine) {
      const span = spanIn(file, at + 1, longestLine + 1, text.length + 1)
      report(sink, 'line-too-long', span, `the line has ${text.length} characters`)
      lines[at] = text.slice(0, longestReadable)
    }
    const nul = text.indexOf('\0')
    if (nul < 0) return
    lines[at] = text.slice(0, Math.min(nul, longestReadable))
    withNul.push(at)
  })
  const [first] = withNul
  if (first !== undefined) {
    const column = (lines[first]?.length ?? 0) + 1
    const others = withNul.length === 1 ? '' : ` and in ${withNul.length - 1} further lines`
    const span = spanIn(file, first + 1, column, column + 1)
    report(sink, 'nul-byte', span, `there is a NUL byte in this line${others}`)
  }
  return lines
}

function decode(bytes: Uint8Array, file: string, sink: DiagnosticSink): string {
  const start = spanIn(file, 1, 1, 2)
  const [a, b, c] = bytes
  if (a === 0xff && b === 0xfe) return decodeUtf16(bytes, 'utf-16le', start, sink)
  if (a === 0xfe && b === 0xff) return decodeUtf16(bytes, 'utf-16be', start, sink)
  const marked = a === 0xef && b === 0xbb && c === 0xbf
  if (marked) {
    report(sink, 'byte-order-mark', start, 'the file begins with a byte order mark', {
      hint: 'save it as UTF-8 without a byte order mark',
    })
  }
  const rest = marked ? bytes.subarray(3) : bytes
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(rest)
  } catch {
    return decodeLatin1(rest, file, sink)
  }
}

function decodeUtf16(
  bytes: Uint8Array,
  label: 'utf-16le' | 'utf-16be',
  start: Span,
  sink: DiagnosticSink,
): string {
  report(sink, 'utf-16', start, 'the file is written in UTF-16', { hint: 'save it as UTF-8' })
  return new TextDecoder(label).decode(bytes)
}

/** Every byte is a character there, so nothing is lost. */
function decodeLatin1(bytes: Uint8Array, file: string, sink: DiagnosticSink): string {
  const parts: string[] = []
  const step = 8192
  for (let at = 0; at < bytes.length; at += step) {
    parts.push(String.fromCharCode(...bytes.subarray(at, at + step)))
  }
  const text = parts.join('')
  const first = text.search(/[\u0080-\u00ff]/)
  const before = text.slice(0, first)
  const line = before.split('\n').length
  const column = first - before.lastIndexOf('\n')
  const span = spanIn(file, line, column, column + 1)
  report(sink, 'not-utf-8', span, 'the file is not valid UTF-8; the first such byte may be here')
  return text
}

function spanIn(file: string, line: number, column: number, endColumn: number): Span {
  return { file, line, column, endColumn }
}
