import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { Program, root } from '../../../test/support/program.js'
import { until } from '../../../test/support/until.js'
import type { Check } from '@holdfast/check'
import { failureOf } from './outcome-of.js'

/** A server of this machine with a folder of its own, on loopback. */
export class Daemon implements AsyncDisposable {
  readonly folder: string = mkdtempSync(join(tmpdir(), `holdfast-daemon-${process.pid}-`))
  #program: Program | undefined

  write(name: string, content: string, mode = 0o644): string {
    const file = join(this.folder, name)
    mkdirSync(dirname(file), { recursive: true })
    writeFileSync(file, content, { mode })
    return file
  }

  /** Resolves when `isThere` succeeds. */
  async start(command: string, args: readonly string[], isThere: Check): Promise<void> {
    const program = new Program(command, args, root)
    this.#program = program
    try {
      const look = async (): Promise<boolean> => (await failureOf(isThere)) === undefined
      await until(`${command} answers`, look, 15_000)
    } catch (error) {
      throw new Error(program.transcript(), { cause: error })
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#program?.send('SIGTERM')
    await Promise.race([this.#program?.ended(), new Promise((go) => setTimeout(go, 3000))])
    await this.#program?.[Symbol.asyncDispose]()
    rmSync(this.folder, { recursive: true })
  }
}
