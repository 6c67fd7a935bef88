import { constants, watch } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { Cancel } from '@holdfast/core'
import type { TrackedFile } from './tracked-file.js'

/** Far more than a number needs; whatever follows is not looked at. */
const bytesMax = 4096

/** A file of this machine, read by the thread pool. */
export class NodeTrackedFile implements TrackedFile {
  readonly #path: string

  constructor(path: string) {
    this.#path = path
  }

  async read(): Promise<string> {
    try {
      // Without O_NONBLOCK a FIFO in its place would hold a thread until somebody writes.
      const file = await open(this.#path, constants.O_RDONLY | constants.O_NONBLOCK)
      try {
        if (!(await file.stat()).isFile()) return ''
        const buffer = new Uint8Array(bytesMax)
        const { bytesRead } = await file.read({ buffer, length: bytesMax, position: 0 })
        return new TextDecoder().decode(buffer.subarray(0, bytesRead))
      } finally {
        await file.close()
      }
    } catch {
      return ''
    }
  }

  /** Watches the folder, for a file that is replaced is another file. */
  hint(onChange: () => void): Cancel {
    const name = basename(this.#path)
    try {
      const watcher = watch(dirname(this.#path), { persistent: false }, (_, changed) => {
        if (changed === null || changed === name) onChange()
      })
      // The folder is gone, or there are no watches left.
      watcher.on('error', () => watcher.close())
      return () => watcher.close()
    } catch {
      return () => undefined
    }
  }
}
