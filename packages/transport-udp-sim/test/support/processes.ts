import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { within } from './lan.js'

/** Starting a process means compiling its TypeScript, perhaps on a machine that is busy. */
const PATIENCE_MS = 45_000

/** A TypeScript file of this package in a process of its own, and the lines that it writes. */
export class TestProcess implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()

  constructor(file: string, args: readonly string[]) {
    const path = fileURLToPath(new URL(`../../${file}`, import.meta.url))
    const node = ['--conditions=@holdfast/source', '--import', 'tsx', path, ...args]
    this.#child = spawn(process.execPath, node, { stdio: ['pipe', 'pipe', 'pipe', 'ipc'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue
      createInterface(stream).on('line', (line) => {
        this.#lines.push(line)
        for (const look of this.#waiting) look()
      })
    }
  }

  /** The first line, written already or later, that contains `text`. */
  line(text: string): Promise<string> {
    const written = new Promise<string>((resolve) => {
      const look = (): void => {
        const line = this.#lines.find((candidate) => candidate.includes(text))
        if (line === undefined) return
        this.#waiting.delete(look)
        resolve(line)
      }
      this.#waiting.add(look)
      look()
    })
    return within(written, `"${text}" in the output`, PATIENCE_MS).catch((error: unknown) => {
      throw new Error(`${String(error)}; the output was:\n${this.#lines.join('\n')}`)
    })
  }

  hasLine(text: string): boolean {
    return this.#lines.some((line) => line.includes(text))
  }

  tell(line: string): void {
    this.#child.stdin?.write(`${line}\n`)
  }

  /** Closes the channel between parent and child, as the end of the parent does. */
  disconnect(): void {
    this.#child.disconnect()
  }

  /** Resolves with the exit code, or the signal that ended the process. */
  async exit(): Promise<number | NodeJS.Signals | null> {
    const { exitCode, signalCode } = this.#child
    if (exitCode === null && signalCode === null) {
      await within(once(this.#child, 'exit'), 'the end of a process', PATIENCE_MS)
    }
    return this.#child.exitCode ?? this.#child.signalCode
  }

  kill(signal: 'SIGTERM' | 'SIGKILL'): Promise<number | NodeJS.Signals | null> {
    this.#child.kill(signal)
    return this.exit()
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.kill('SIGKILL')
  }
}

/** A hub in a process of its own that says on standard error who joins. */
export class HubProcess extends TestProcess {
  port = 0

  static async start(...args: readonly string[]): Promise<HubProcess> {
    const hub = new HubProcess('src/hub.ts', ['--verbose', ...args])
    const { port } = JSON.parse(await hub.line('"event":"listening"')) as { port: number }
    hub.port = port
    return hub
  }
}
