/** One process of this machine that is neither a zombie nor dead. */
export interface ProcessEntry {
  readonly pid: number
  /** The kernel's name for it (`comm`), at most 15 bytes. */
  readonly name: string
  /** Its arguments, the command first; empty for a kernel thread, and where nobody asked. */
  readonly args: readonly string[]
}

/** Whoever can list processes: /proc, or a test. */
export interface ProcessTable {
  /** `withArgs` costs a read more for each process. Rejects when there is no such table. */
  list(withArgs: boolean): Promise<readonly ProcessEntry[]>
}
