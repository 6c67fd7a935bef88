import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { HoldfastError } from '@holdfast/core'
import { codeOf, fileProblem } from './file-problem.js'

const retryMs = 50

/**
 * Does it while no other process does: the file has the number of the one that may, and whoever has
 * died may no longer. Rejects with HoldfastError when the file cannot be made, or another one has had
 * it for all the `patienceMs` (default 5000).
 */
export async function withLockFile<Outcome>(
  path: string,
  act: () => Outcome,
  { patienceMs = 5000 }: { readonly patienceMs?: number } = {},
): Promise<Outcome> {
  makeFolderOf(path)
  for (let waitedMs = 0; !take(path); waitedMs += retryMs) {
    if (waitedMs >= patienceMs) {
      const message = `another one is at work: ${path} is that of process ${holderOf(path) ?? '?'}`
      throw new HoldfastError('ERR_HOLDFAST_REAL_SERVER', message)
    }
    await sleep(retryMs)
  }
  try {
    return act()
  } finally {
    rmSync(path, { force: true })
  }
}

function makeFolderOf(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true })
  } catch (error) {
    throw fileProblem(path, error)
  }
}

function take(path: string): boolean {
  try {
    make(path)
    return true
  } catch (error) {
    if (codeOf(error) !== 'EEXIST') throw fileProblem(path, error)
  }
  const holder = holderOf(path)
  if (holder !== undefined && !isAlive(holder)) removeLeft(path, holder)
  return false
}

/** Under another name first: nobody is to see it without its number, nor a full disk to leave it so. */
function make(path: string): void {
  const next = `${path}.${process.pid}`
  try {
    writeFileSync(next, String(process.pid))
    linkSync(next, path)
  } finally {
    rmSync(next, { force: true })
  }
}

/** Undefined where it is gone, or makes no sense. */
function holderOf(path: string): number | undefined {
  try {
    const pid = Number.parseInt(readFileSync(path, 'utf8'), 10)
    return Number.isNaN(pid) ? undefined : pid
  } catch {
    return undefined
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // EPERM: that of another user.
    return codeOf(error) !== 'ESRCH'
  }
}

/** Of two that find it at once, the slower one may have got the new file of the other: it goes back. */
function removeLeft(path: string, holder: number): void {
  const aside = `${path}.${process.pid}`
  try {
    renameSync(path, aside)
    if (holderOf(aside) !== holder) linkSync(aside, path)
  } catch {
    // Somebody else was quicker.
  }
  rmSync(aside, { force: true })
}
