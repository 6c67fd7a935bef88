/** What keepalived said about one line of one file. */
export interface VerdictLine {
  readonly line: number
  readonly message: string
}

/** Reads a recorded verdict: the first run only, without what later runs say again. */
export function parseVerdict(text: string): VerdictLine[] {
  const firstRun = text.split(/^--- /m)[0] ?? ''
  const lines = new Map<string, VerdictLine>()
  for (const match of firstRun.matchAll(/^\((?:[^:()]+: )?Line (\d+)\) (.*)$/gm)) {
    const [, line = '', message = ''] = match
    lines.set(`${line} ${message}`, { line: Number(line), message })
  }
  return [...lines.values()]
}
