import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import { HoldfastError } from '@holdfast/core'
import { codeOf, fileProblem } from './file-problem.js'

/** What was changed so that this machine serves virtual addresses; plain data. */
export interface RealServerRecord {
  /** The addresses that are served, and whether they were put on `lo` for that. */
  readonly addresses: Readonly<Record<string, { readonly added: boolean }>>
  /** Settings that were changed, by their path below /proc/sys. */
  readonly settings: Readonly<Record<string, { readonly previous: string; readonly value: string }>>
}

export const emptyRecord: RealServerRecord = { addresses: {}, settings: {} }

/** A record on disk. A machine that was started anew has none: the kernel has forgotten it all. */
export class RecordFile {
  readonly #path: string
  readonly #bootId: string

  constructor(path: string, bootId: string = currentBootId()) {
    this.#path = path
    this.#bootId = bootId
  }

  /** Throws HoldfastError where there is one that cannot be read, or makes no sense. */
  read(): RealServerRecord {
    let text: string
    try {
      text = readFileSync(this.#path, 'utf8')
    } catch (error) {
      if (codeOf(error) === 'ENOENT') return emptyRecord
      throw fileProblem(this.#path, error)
    }
    const { bootId, addresses, settings } = this.#parse(text)
    return bootId === this.#bootId ? { addresses, settings } : emptyRecord
  }

  /** To be called before the kernel is changed, and after it was put back. Throws HoldfastError. */
  write(record: RealServerRecord): void {
    try {
      this.#write(record)
    } catch (error) {
      throw fileProblem(this.#path, error)
    }
  }

  #write(record: RealServerRecord): void {
    const isEmpty =
      Object.keys(record.addresses).length === 0 && Object.keys(record.settings).length === 0
    if (isEmpty) {
      rmSync(this.#path, { force: true })
      return
    }
    mkdirSync(dirname(this.#path), { recursive: true })
    // In one step: a process may die in the middle of a line.
    const next = `${this.#path}.${process.pid}`
    try {
      const text = `${JSON.stringify({ bootId: this.#bootId, ...record })}\n`
      writeFileSync(next, text, { mode: 0o600 })
      renameSync(next, this.#path)
    } finally {
      rmSync(next, { force: true })
    }
  }

  #parse(text: string): RealServerRecord & { readonly bootId: string } {
    try {
      const value = JSON.parse(text) as RealServerRecord & { readonly bootId: string }
      // Either of them throws for what has none.
      Object.keys(value.addresses)
      Object.keys(value.settings)
      return value
    } catch (cause) {
      const message = `${this.#path} makes no sense: what was there before is not known any more`
      throw new HoldfastError('ERR_HOLDFAST_RECORD', message, { cause })
    }
  }
}

function currentBootId(): string {
  return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim()
}
