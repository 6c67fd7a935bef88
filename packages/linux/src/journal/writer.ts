import { readFileSync, readlinkSync } from 'node:fs'

/** Who wrote a journal: a process, in the kernel and the network namespace its entries are about. */
export interface Writer {
  readonly pid: number
  /** Clock ticks after boot at which the process started: process ids are used again. */
  readonly startTime: string
  /** Another one means that the machine was started anew, and nothing that was added is left. */
  readonly bootId: string
  readonly networkNamespace: string
  /** Process ids mean something only within it. */
  readonly pidNamespace: string
}

/**
 * What a journal means to us. `dead`: its entries are to be adopted or undone. `alive`: they are
 * another process's. `void`: the machine was restarted since. `elsewhere`: it is about another
 * network namespace, or its writer cannot be looked for from here.
 */
export type WriterFate = 'dead' | 'alive' | 'void' | 'elsewhere'

/** This process. `proc` is for tests. Throws the error of node:fs where /proc is not mounted. */
export function currentWriter(proc: string = '/proc'): Writer {
  const startTime = startTimeOf(process.pid, proc)
  if (startTime === undefined) throw new Error(`${proc}/${process.pid}/stat makes no sense`)
  return {
    pid: process.pid,
    startTime,
    bootId: readFileSync(`${proc}/sys/kernel/random/boot_id`, 'utf8').trim(),
    networkNamespace: readlinkSync(`${proc}/self/ns/net`),
    pidNamespace: readlinkSync(`${proc}/self/ns/pid`),
  }
}

/** Judges a writer from where `self` stands. */
export function fateOf(writer: Writer, self: Writer, proc: string = '/proc'): WriterFate {
  if (writer.bootId !== self.bootId) return 'void'
  if (writer.networkNamespace !== self.networkNamespace) return 'elsewhere'
  if (writer.pidNamespace !== self.pidNamespace) return 'elsewhere'
  return startTimeOf(writer.pid, proc) === writer.startTime ? 'alive' : 'dead'
}

/** The 22nd field of proc_pid_stat(5), or undefined where there is no such process. */
export function parseStartTime(stat: string): string | undefined {
  // The second field is the command's name in parentheses, which may hold spaces and parentheses.
  const fields = stat.slice(stat.lastIndexOf(')') + 1).trim()
  const [state] = fields
  // A zombie holds nothing any more: it only waits for its parent.
  if (state === undefined || state === 'Z' || state === 'X') return undefined
  return fields.split(' ')[22 - 3]
}

function startTimeOf(pid: number, proc: string): string | undefined {
  try {
    return parseStartTime(readFileSync(`${proc}/${pid}/stat`, 'utf8'))
  } catch {
    return undefined
  }
}
