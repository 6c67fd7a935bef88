/** How much a configuration may be; what exceeds it is one error, not a full memory. */
export interface Limits {
  /** All files together, counted each time they are included. */
  readonly sourceBytes: number
  /** Characters that parameters and sequences may produce. */
  readonly expandedCharacters: number
  /** Lines that sequences and multi-line parameters may produce. */
  readonly expandedLines: number
  /** Lines of all files together, and keyword lines in all. */
  readonly lines: number
  readonly includedFiles: number
  readonly diagnostics: number
}

export const defaultLimits: Limits = {
  sourceBytes: 16 * 1024 * 1024,
  expandedCharacters: 1024 * 1024,
  expandedLines: 20_000,
  lines: 200_000,
  includedFiles: 1000,
  diagnostics: 10_000,
}

/** What is left of the limits of the expansion. */
export interface Budget {
  /** Takes so much; false once anything ran out. */
  spend(characters: number, lines: number): boolean
  /** True the first time it is asked after something ran out: it is to be said once. */
  firstRefusal(): boolean
}

export function createBudget(limits: Limits): Budget {
  let characters = limits.expandedCharacters
  let lines = limits.expandedLines
  let refusals = 0
  return {
    spend(moreCharacters, moreLines) {
      characters -= moreCharacters
      lines -= moreLines
      return characters >= 0 && lines >= 0
    },
    firstRefusal: () => refusals++ === 0,
  }
}
