import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { dirname } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'

export const root: string = dirname(dirname(dirname(fileURLToPath(import.meta.url))))

/** What makes Node run TypeScript, and packages of this workspace from their source. */
export const fromSource = ['--conditions=@holdfast/source', '--import', 'tsx'] as const

/** A program that runs, and what it has written. */
export class Program implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #ended: Promise<number | NodeJS.Signals>
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()
  #errors = ''
  #hasEnded = false

  /** `input: 'pipe'` for one that `tell` is to tell something. */
  constructor(
    command: string,
    args: readonly string[],
    folder: string = root,
    input: 'ignore' | 'pipe' = 'ignore',
  ) {
    this.#child = spawn(command, args, { cwd: folder, stdio: [input, 'pipe', 'pipe'] })
    this.#child.stderr?.setEncoding('utf8').on('data', (text: string) => (this.#errors += text))
    if (this.#child.stdout !== null) {
      createInterface(this.#child.stdout).on('line', (line) => {
        this.#lines.push(line)
        this.#lookAgain()
      })
    }
    this.#ended = new Promise((resolve, reject) => {
      this.#child.on('error', reject)
      this.#child.on('close', (code, signal) => {
        this.#hasEnded = true
        this.#lookAgain()
        resolve(code ?? signal ?? 'SIGKILL')
      })
    })
  }

  /** The lines on standard output so far. */
  get lines(): readonly string[] {
    return this.#lines
  }

  /** Standard error so far. */
  get errors(): string {
    return this.#errors
  }

  /** Resolves when so many lines were written that match; rejects if the program ends before. */
  printed(pattern: RegExp, count = 1): Promise<readonly string[]> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#lines.filter((line) => pattern.test(line))
        if (found.length < count && !this.#hasEnded) return
        this.#waiting.delete(look)
        if (found.length >= count) resolve(found)
        else reject(new Error(`it ended without ${String(pattern)}:\n${this.transcript()}`))
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** Writes a line to its input; resolves with the next line that it prints. */
  async tell(line: string): Promise<string> {
    const before = this.#lines.length
    this.#child.stdin?.write(`${line}\n`)
    const lines = await this.printed(/^/, before + 1)
    return lines[before] ?? ''
  }

  /** Exit code or signal, when everything that it wrote was read. */
  ended(): Promise<number | NodeJS.Signals> {
    return this.#ended
  }

  get pid(): number {
    const { pid } = this.#child
    if (pid === undefined) throw new Error('it could not be started')
    return pid
  }

  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  transcript(): string {
    return [...this.#lines, this.#errors].join('\n')
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill('SIGKILL')
    await this.#ended
  }

  #lookAgain(): void {
    for (const look of this.#waiting) look()
  }
}
