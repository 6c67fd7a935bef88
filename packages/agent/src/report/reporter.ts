import { diagnosticToJson, exitCodeOf, formatDiagnostic } from '@holdfast/core/config'
import type { Diagnostic, LineSource, Severity } from '@holdfast/core/config'
import type { Simulation } from '../lint/simulation/simulate-finding.js'
import { paintDiagnostic } from './paint.js'

/** How diagnostics are to be written, and where. */
export interface Output {
  /** Takes one line, or several with line feeds between them. */
  readonly print: (text: string) => void
  /** One JSON object a line, and nothing else. Default false. */
  readonly json?: boolean
  /** `mayPaint` knows. Default false. */
  readonly colours?: boolean
}

export interface Reporter {
  add(diagnostic: Diagnostic, lines: LineSource, simulation?: Simulation): void
  /** Ends the report: 0 clean, 1 warnings, 2 errors. */
  end(): 0 | 1 | 2
}

/** Writes each diagnostic once, and at the end how many there were. */
export function createReporter({ print, json = false, colours = false }: Output): Reporter {
  const said: Diagnostic[] = []
  const keys = new Set<string>()
  return {
    add(diagnostic, lines, simulation) {
      // What nodes include in common is wrong once.
      const key = diagnosticToJson(diagnostic)
      if (keys.has(key)) return
      keys.add(key)
      said.push(diagnostic)
      if (json) {
        print(simulation === undefined ? key : JSON.stringify({ ...diagnostic, simulation }))
        return
      }
      const text = formatDiagnostic(diagnostic, lines)
      print(colours ? paintDiagnostic(text, diagnostic.severity) : text)
      if (simulation !== undefined) print(shown(simulation))
      print('')
    },
    end() {
      if (!json) print(summary(said))
      return exitCodeOf(said)
    },
  }
}

function shown({ isShown, conclusion, timeline }: Simulation): string {
  const title = isShown ? 'simulated' : 'simulated, but it did not happen'
  return [`  ${title}: ${conclusion}`, ...timeline.map((line) => `  |${line}`)].join('\n')
}

const names: readonly (readonly [Severity, string])[] = [
  ['error', 'error'],
  ['warning', 'warning'],
  ['info', 'remark'],
]

/** `2 errors, 1 warning`; `no problems`. */
export function summary(diagnostics: readonly Pick<Diagnostic, 'severity'>[]): string {
  const counts = names.flatMap(([severity, name]) => {
    const count = diagnostics.filter((each) => each.severity === severity).length
    return count === 0 ? [] : [`${count} ${name}${count === 1 ? '' : 's'}`]
  })
  return counts.length === 0 ? 'no problems' : counts.join(', ')
}
