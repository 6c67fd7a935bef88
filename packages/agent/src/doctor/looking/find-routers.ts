import { readdirSync, readFileSync, readlinkSync } from 'node:fs'
import { basename } from 'node:path'
import type { RouterProcess } from '../machine-facts.js'

/** keepalived and Holdfast, in this network namespace; of a family of processes, the first. */
export function findRouters(): readonly RouterProcess[] {
  const namespace = namespaceOf('self')
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name))
  return pids.flatMap((pid) => {
    const program = programOf(pid)
    if (program === undefined || namespaceOf(pid) !== namespace) return []
    if (programOf(parentOf(pid)) === program) return []
    return { program, processId: Number(pid) }
  })
}

function programOf(pid: string): RouterProcess['program'] | undefined {
  const [first = '', ...rest] = read(pid, 'cmdline').split('\0')
  if (basename(first) === 'keepalived') return 'keepalived'
  // `node .../holdfast.js run ...`, and options between the first two.
  const at = rest.findIndex((word) => /^holdfast(?:\.js)?$/.test(basename(word)))
  const word = rest[at + 1] ?? ''
  return at >= 0 && (word === 'run' || word.startsWith('-')) ? 'holdfast' : undefined
}

function parentOf(pid: string): string {
  return /^PPid:\s*(\d+)$/m.exec(read(pid, 'status'))?.[1] ?? ''
}

function read(pid: string, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8')
  } catch {
    return ''
  }
}

/** Undefined for a process that has ended, or of another user. */
function namespaceOf(pid: string): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`)
  } catch {
    return undefined
  }
}
