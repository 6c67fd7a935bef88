/** Where a command says what it has to say. */
export interface CommandOutput {
  readonly print: (text: string) => void
  /** What went wrong, to the other stream. */
  readonly complain: (text: string) => void
}
