import { writeFile } from 'node:fs/promises'
import { errnoOf } from '../program/obstacle.js'

export interface InitFileOptions {
  /** A whole number; 0 by default. */
  readonly value?: number
  /** Replaces what the file holds. Default false: an existing file stays as it is. */
  readonly overwrite?: boolean
}

/** keepalived's `init_file`: gives a tracked file its first value. Rejects when it cannot be written. */
export async function initialiseFile(path: string, options: InitFileOptions = {}): Promise<void> {
  const { value = 0, overwrite = false } = options
  try {
    await writeFile(path, `${value}\n`, { flag: overwrite ? 'w' : 'wx' })
  } catch (error) {
    if (overwrite || errnoOf(error) !== 'EEXIST') throw error
  }
}
