/** What a document says of a requirement: a test, a milestone to come, or why it does not apply. */
export interface Verdict {
  readonly kind: 'test' | 'later' | 'not applicable'
  readonly text: string
}

export interface Requirement {
  /** Its number, or the key word of the RFC. */
  readonly label: string
  readonly text: string
  readonly verdicts: readonly Verdict[]
}

/**
 * Reads a document in which a requirement is a line of its own and its verdicts are the items that
 * are indented below it. `pattern` finds label and text of a requirement.
 */
export function readRequirements(document: string, pattern: RegExp): readonly Requirement[] {
  const requirements: (Requirement & { readonly verdicts: Verdict[] })[] = []
  for (const line of document.split('\n')) {
    const [, label, text] = pattern.exec(line) ?? []
    if (label !== undefined && text !== undefined) requirements.push({ label, text, verdicts: [] })
    const [, kind, what] = /^ +- (test|later|not applicable): (.+)$/.exec(line) ?? []
    if (kind === undefined || what === undefined) continue
    const plain = kind === 'test' ? what.replaceAll(/^`+ ?| ?`+$/g, '') : what
    requirements.at(-1)?.verdicts.push({ kind: kind as Verdict['kind'], text: plain })
  }
  return requirements
}

/** One word for all its verdicts: what is tested in part only has a gap. */
export function summaryOf({ verdicts }: Requirement): 'covered' | 'gap' | 'not applicable' {
  if (verdicts.some(({ kind }) => kind === 'later')) return 'gap'
  return verdicts.some(({ kind }) => kind === 'test') ? 'covered' : 'not applicable'
}

/** The sentence that a document has to have at its top. */
export function totalsOf(requirements: readonly Requirement[]): string {
  const count = (summary: string): string =>
    String(requirements.filter((requirement) => summaryOf(requirement) === summary).length)
  return (
    `**${String(requirements.length)} requirements: ${count('covered')} covered by tests, ` +
    `${count('gap')} with a gap, ${count('not applicable')} not applicable.**`
  )
}
