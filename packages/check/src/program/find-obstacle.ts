import { constants } from 'node:fs'
import { access, open, stat } from 'node:fs/promises'

/**
 * The error with which the file cannot be run, as far as this can be told beforehand. Every look at
 * it is taken by a thread, so a file system that hangs holds up nobody else.
 */
export async function findObstacle(path: string): Promise<unknown> {
  try {
    const file = await stat(path)
    if (!file.isFile()) return systemError('EISDIR', `${path} is not a file`)
    await access(path, constants.X_OK)
    // Who may run a file need not be able to read it.
    const head = await readHead(path).catch(() => '#!')
    // exec would refuse it, but Node's goes on and has /bin/sh read it: an empty file would succeed.
    return isRunnable(head) ? undefined : systemError('ENOEXEC', `${path} has an unknown format`)
  } catch (error) {
    return error
  }
}

function isRunnable(head: string): boolean {
  return head.startsWith('#!') || head === '\x7fELF'
}

async function readHead(path: string): Promise<string> {
  const file = await open(path)
  try {
    const { buffer, bytesRead } = await file.read({ buffer: new Uint8Array(4), length: 4 })
    return String.fromCharCode(...buffer.subarray(0, bytesRead))
  } finally {
    await file.close()
  }
}

function systemError(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
