import { execFile } from 'node:child_process'
import { closeSync, constants, fstatSync, openSync, unlinkSync, writeSync } from 'node:fs'
import { chown, lstat } from 'node:fs/promises'
import { promisify } from 'node:util'
import { errnoOf } from '../program/obstacle.js'
import type { Identity } from '../program/process-runner.js'
import type { FifoEnd } from './notify-fifo.js'

/**
 * Opens the FIFO at `path` for writing, and makes it first when there is none: mode 0600, `owner`'s
 * (default: ours). What was made here is removed on `close`. Rejects when there is something else at
 * that path.
 *
 * It is opened for reading too: so a FIFO without a reader can be opened, keeps what is written, and
 * a reader that goes away is no error.
 */
export async function openFifo(path: string, owner?: Identity): Promise<FifoEnd> {
  const isOurs = await makeFifo(path)
  if (isOurs && owner !== undefined) await chown(path, owner.uid, owner.gid)
  const flags = constants.O_RDWR | constants.O_NONBLOCK | constants.O_NOFOLLOW
  const fd = openSync(path, flags)
  // Between the look and the opening it may have been replaced.
  if (!fstatSync(fd).isFIFO()) {
    closeSync(fd)
    throw new Error(`${path} is not a FIFO`)
  }
  return {
    write(line) {
      try {
        // Up to PIPE_BUF (4096) bytes are written as a whole or not at all: pipe(7).
        writeSync(fd, line)
        return true
      } catch (error) {
        if (errnoOf(error) === 'EAGAIN') return false
        throw error
      }
    },
    close() {
      closeSync(fd)
      if (isOurs) unlinkSync(path)
    },
  }
}

/** Whether there was none. Node has no mkfifo(3) of its own. */
async function makeFifo(path: string): Promise<boolean> {
  const present = await lstat(path).catch(() => undefined)
  if (present?.isFIFO() === true) return false
  if (present !== undefined) throw new Error(`${path} exists and is not a FIFO`)
  await promisify(execFile)('mkfifo', ['-m', '0600', '--', path], { timeout: 10_000 })
  return true
}
