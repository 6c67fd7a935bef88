import type { ProcessEntry } from './process-table.js'

/** Which processes count, in the terms of keepalived's `vrrp_track_process`. */
export interface ProcessPattern {
  /** Words of the `process` line: the command, then arguments. At least one. */
  readonly process: readonly string[]
  /**
   * How arguments are compared: all of them (default), only the first ones (`partial`), or the first
   * ones of which the last may go on (`initial`). With it and no argument, there must be none.
   */
  readonly paramMatch?: 'initial' | 'partial'
  /** Looks for the command in the command line instead of in the kernel's short name. */
  readonly fullCommand?: boolean
}

/** The kernel keeps so many bytes of a name. */
const nameMax = 15

/** Whether the command lines of processes have to be read for it. */
export function needsArgs({ process, paramMatch, fullCommand = false }: ProcessPattern): boolean {
  return process.length > 1 || paramMatch !== undefined || fullCommand
}

/**
 * A command alone is compared with the kernel's name of the process, cut as the kernel cuts it. With
 * arguments it is compared with the command line, whose first word has to be the same: the path, if
 * the program was started by its path.
 */
export function matchesProcess(pattern: ProcessPattern, entry: ProcessEntry): boolean {
  const [command = '', ...wanted] = pattern.process
  if (!needsArgs(pattern)) return entry.name === cutName(command)
  const [started, ...args] = entry.args
  if (started !== command) return false
  const { paramMatch } = pattern
  if (wanted.length === 0) return paramMatch === undefined || args.length === 0
  if (paramMatch === undefined && args.length !== wanted.length) return false
  return wanted.every((word, index) => {
    const isLast = index === wanted.length - 1
    const arg = args[index]
    return paramMatch === 'initial' && isLast ? arg?.startsWith(word) === true : arg === word
  })
}

function cutName(command: string): string {
  // In bytes; a name that is cut within a character cannot be compared, and does not occur.
  return new TextDecoder().decode(new TextEncoder().encode(command).subarray(0, nameMax))
}
