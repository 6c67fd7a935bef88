import type { Severity } from '@holdfast/core/config'

// ISO 6429 (ECMA-48) 8.3.117: select graphic rendition.
const escape = '\u001b['
const plain = `${escape}0m`
const bold = `${escape}1m`
const dim = `${escape}2m`
const colours: Readonly<Record<Severity, string>> = {
  error: `${escape}31m`,
  warning: `${escape}33m`,
  info: `${escape}36m`,
}

/** Whether output may have colours: on a terminal, unless NO_COLOR says no (no-color.org). */
export function mayPaint(
  isTerminal: boolean,
  environment: Readonly<Record<string, string | undefined>>,
): boolean {
  return isTerminal && (environment.NO_COLOR ?? '') === '' && environment.TERM !== 'dumb'
}

/** Colours a diagnostic as `formatDiagnostic` writes it: the severity, the caret and the notes. */
export function paintDiagnostic(text: string, severity: Severity): string {
  const colour = colours[severity]
  const [first = '', ...rest] = text.split('\n')
  const mark = `: ${severity}: `
  const at = first.indexOf(mark)
  const place = first.slice(0, at)
  const title = `${bold}${place}: ${colour}${severity}${plain}: ${first.slice(at + mark.length)}`
  const body = rest.map((line) => {
    if (/^ *\| *\^~*$/.test(line)) return line.replace(/\^~*$/, `${colour}$&${plain}`)
    return /^ *= /.test(line) ? `${dim}${line}${plain}` : line
  })
  return [title, ...body].join('\n')
}
