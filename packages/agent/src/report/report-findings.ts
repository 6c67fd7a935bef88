import { exitCodeOf } from '@holdfast/core/config'
import type { Finding } from '../doctor/finding.js'
import { paintDiagnostic } from './paint.js'
import { summary } from './reporter.js'
import type { Output } from './reporter.js'

/** Says what was found, what comes of it and what to do: 0 clean, 1 warnings, 2 errors. */
export function reportFindings(findings: readonly Finding[], output: Output): 0 | 1 | 2 {
  const { print, json = false, colours = false } = output
  for (const finding of findings) {
    if (json) {
      print(JSON.stringify(finding))
      continue
    }
    const text = formatFinding(finding)
    print(`${colours ? paintDiagnostic(text, finding.severity) : text}\n`)
  }
  if (!json) print(summary(findings))
  return exitCodeOf(findings)
}

/** As `check` writes what is wrong with a line. */
function formatFinding({ area, severity, code, message, why, fix }: Finding): string {
  const notes = [`why: ${why}`, ...(fix === undefined ? [] : [`fix: ${fix}`])]
  return [
    `${area}: ${severity}: ${message} [${code}]`,
    ...notes.map((note) => `   = ${note}`),
  ].join('\n')
}
