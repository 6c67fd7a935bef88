import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'

/** A program inside a namespace, leader of its own process group. */
export class LabProcess {
  /** Resolves when the program has ended. */
  readonly ended: Promise<void>
  readonly #child: ChildProcess
  readonly #lines: string[] = []
  readonly #waiting = new Set<() => void>()
  #hasEnded = false
  #isRead = false

  constructor(namespace: string, command: string, args: readonly string[]) {
    // `ip netns exec` becomes the program, so signals reach it and nobody between.
    const inside = ['netns', 'exec', namespace, command, ...args]
    this.#child = spawn('ip', inside, { detached: true, stdio: ['ignore', 'pipe', 'pipe'] })
    for (const stream of [this.#child.stdout, this.#child.stderr]) {
      if (stream === null) continue
      createInterface(stream).on('line', (line) => {
        this.#lines.push(line)
        this.#lookAgain()
      })
    }
    this.ended = new Promise((resolve) => {
      const end = (): void => {
        this.#hasEnded = true
        resolve()
      }
      const close = (): void => {
        this.#isRead = true
        this.#lookAgain()
      }
      this.#child.on('exit', end)
      this.#child.on('error', end)
      // Its last lines may be read after it has ended.
      this.#child.on('close', close)
      this.#child.on('error', close)
    })
  }

  /** Everything written so far, standard error included. */
  get lines(): readonly string[] {
    return this.#lines
  }

  get isRunning(): boolean {
    return !this.#hasEnded
  }

  /** Resolves with the first line that matches; rejects when the program ends before. */
  printed(pattern: RegExp): Promise<string> {
    return new Promise((resolve, reject) => {
      const look = (): void => {
        const found = this.#lines.find((line) => pattern.test(line))
        if (found === undefined && !this.#isRead) return
        this.#waiting.delete(look)
        if (found !== undefined) resolve(found)
        else reject(new Error(`it ended without ${String(pattern)}:\n${this.#lines.join('\n')}`))
      }
      this.#waiting.add(look)
      look()
    })
  }

  /** To the program alone. */
  send(signal: NodeJS.Signals): void {
    this.#child.kill(signal)
  }

  /** To the program and everything it has started. */
  sendToGroup(signal: NodeJS.Signals): void {
    signalGroup(this.#child, signal)
  }

  #lookAgain(): void {
    for (const look of [...this.#waiting]) look()
  }
}

/** To a process that leads a group, and to the whole group. */
export function signalGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return
  try {
    process.kill(-pid, signal)
  } catch {
    // The whole group has ended.
  }
}
