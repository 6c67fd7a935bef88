import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { UsageError } from '@holdfast/core'

/**
 * Writes the number of this process to a file; returns how to remove it.
 *
 * @throws UsageError when an agent that it names runs already.
 */
export function writePidFile(path: string): () => void {
  const other = runningAgent(path)
  if (other !== undefined) {
    throw new UsageError(`an agent runs already: process ${other}, says ${path}`)
  }
  writeFileSync(path, `${process.pid}\n`)
  return () => rmSync(path, { force: true })
}

/** The number in a stale file may be that of some other program by now. */
function runningAgent(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    if (pid === process.pid) return undefined
    const commandLine = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
    return commandLine.includes('holdfast') ? pid : undefined
  } catch {
    return undefined
  }
}
