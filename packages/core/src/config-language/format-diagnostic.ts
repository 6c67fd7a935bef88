import type { Diagnostic } from './diagnostic.js'
import { displayWidth } from './display-width.js'

/** Looks up a line of a file, 1-based; undefined where it is not known. */
export type LineSource = (file: string, line: number) => string | undefined

/** A long line is shown as the stretch around the column. */
const longestExcerpt = 160

/**
 * What a person reads:
 *
 *     a.conf:3:5: error: unknown keyword `wieght` in `vrrp_script` [unknown-keyword]
 *      3 |     wieght 3
 *        |     ^~~~~~
 *        = hint: did you mean `weight`?
 */
export function formatDiagnostic(diagnostic: Diagnostic, lines?: LineSource): string {
  const { file, line, column, severity, message, code } = diagnostic
  const number = String(line)
  const gutter = ' '.repeat(number.length + 2)
  const text = lines?.(file, line)
  return [
    `${printable(file)}:${number}:${column}: ${severity}: ${printable(message)} [${code}]`,
    ...(text === undefined ? [] : excerpt(text, diagnostic, number, gutter)),
    ...notes(diagnostic).map((note) => `${gutter}= ${printable(note)}`),
  ].join('\n')
}

/** One object on one line, for machines. */
export function diagnosticToJson(diagnostic: Diagnostic): string {
  const { file, line, column, severity, code, message, hint, ...others } = diagnostic
  return JSON.stringify({ file, line, column, severity, code, message, hint, ...others })
}

function notes(diagnostic: Diagnostic): string[] {
  const { hint, definedAt, keepalived, holdfast } = diagnostic
  return [
    ...(definedAt === undefined
      ? []
      : [`defined at ${definedAt.file}:${definedAt.line}:${definedAt.column}`]),
    ...(hint === undefined ? [] : [`hint: ${hint}`]),
    ...(keepalived === undefined ? [] : [`keepalived: ${keepalived}`]),
    ...(holdfast === undefined ? [] : [`Holdfast: ${holdfast}`]),
  ]
}

function excerpt(
  text: string,
  { column, endColumn }: Diagnostic,
  number: string,
  gutter: string,
): string[] {
  const from = Math.min(column - 1, text.length)
  const until = Math.min(Math.max(endColumn ?? column + 1, column + 1) - 1, text.length)
  const first = from > longestExcerpt / 2 ? from - longestExcerpt / 4 : 0
  const last = Math.min(text.length, first + longestExcerpt)
  const before = printable(text.slice(first, from))
  const marked = displayWidth(printable(text.slice(from, Math.min(until, last))))
  return [
    ` ${number} | ${before}${printable(text.slice(from, last))}`.trimEnd(),
    `${gutter}| ${' '.repeat(displayWidth(before))}^${'~'.repeat(Math.max(0, marked - 1))}`,
  ]
}

/** Tabs become blanks, so that the caret stands right; control characters never reach a terminal. */
function printable(text: string): string {
  // eslint-disable-next-line no-control-regex -- they are what is looked for
  return text.replaceAll('\t', '    ').replaceAll(/[\u0000-\u001f\u007f-\u009f]/g, '\uFFFD')
}
