import { closeSync, constants, fstatSync, openSync, readdirSync, readFileSync } from 'node:fs'
import type { FileContent, FileReader } from '@holdfast/core/config'

/** More is no configuration; what reads it refuses it anyway, with a better message. */
const mostBytes = 64 << 20

/** The files of this machine. */
export const nodeFiles: FileReader = {
  read(path) {
    try {
      const descriptor = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK)
      try {
        return readOpened(descriptor)
      } finally {
        closeSync(descriptor)
      }
    } catch (error) {
      const { code = 'EIO', message } = error as NodeJS.ErrnoException
      return { ok: false, error: { code, message } }
    }
  },
  list(directory) {
    try {
      return readdirSync(directory === '' ? '.' : directory)
    } catch {
      return undefined
    }
  },
}

function readOpened(descriptor: number): FileContent {
  const status = fstatSync(descriptor)
  if (status.isDirectory()) return failure('EISDIR', 'it is a directory')
  // Reading a FIFO would wait for whoever writes to it.
  if (!status.isFile()) return failure('EINVAL', 'it is not a regular file')
  const { size } = status
  if (size > mostBytes) return failure('EFBIG', `it has ${size} bytes`)
  return { ok: true, bytes: readFileSync(descriptor) }
}

function failure(code: string, message: string): FileContent {
  return { ok: false, error: { code, message } }
}
