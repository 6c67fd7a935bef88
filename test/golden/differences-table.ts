import type { Difference, Reason } from './difference.js'

/** The differences as docs/parity.md has them: each reason, and what it shows in. */
export function differencesTable(reasons: readonly Reason[]): string {
  return reasons.map(({ why, differences }) => `${why}\n\n${table(differences)}\n`).join('\n')
}

function table(differences: readonly Difference[]): string {
  const head = ['scenario', 'Holdfast is', 'does not come', 'comes', '']
  const rows = differences.map((difference) => {
    const { scenario, places, missing = [], extra = [], sometimes = false, within } = difference
    const remarks = [
      ...(sometimes ? ['sometimes'] : []),
      ...(within === undefined ? [] : [`within ${within} s`]),
    ]
    return [scenario, places.join(', '), listOf(missing), listOf(extra), remarks.join(', ')]
  })
  return [head, head.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n')
}

function listOf(lines: readonly string[]): string {
  return lines.map((line) => `\`${line}\``).join('<br>')
}
