/** One measured number and what it should reach. */
export interface Figure {
  readonly what: string
  readonly measured: string
  readonly target: string
  readonly met: boolean
}

/** The figures as a Markdown table, to be read in a terminal and pasted into docs/benchmarks.md. */
export function toTable(figures: readonly Figure[]): string {
  const rows = [
    ['what', 'measured', 'target', 'met'],
    ...figures.map(({ what, measured, target, met }) => [
      what,
      measured,
      target,
      met ? 'yes' : 'NO',
    ]),
  ]
  const widths = [0, 1, 2, 3].map((column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  )
  const line = (row: readonly string[]): string =>
    `| ${row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join(' | ')} |`
  const [head = [], ...body] = rows
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...body.map(line)].join('\n')
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const middle = Math.floor(sorted.length / 2)
  const upper = sorted[middle] ?? Number.NaN
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2
}

/** A whole number with separators between thousands. */
export function whole(value: number): string {
  return Math.round(value).toLocaleString('en-US')
}
