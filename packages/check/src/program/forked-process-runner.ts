import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { extname } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { ProcessEnding, ProcessRunner, Program, RunningProcess } from './process-runner.js'
import type { RunnerReply, RunnerRequest } from './runner-messages.js'

export interface ForkedProcessRunnerOptions {
  /** Starts the process that runs the programs, with an IPC channel. */
  readonly fork?: () => ChildProcess
}

/**
 * Runs programs from a process of its own. Starting one copies the memory map of whoever starts it,
 * which holds up the event loop the longer the more memory it has: of a large application for a tenth
 * of a second. Here that hits a small process that has nothing else to do. It is started when it is
 * first needed, again when it was killed, and its programs end with it and with us.
 *
 * Share one among everything that runs programs.
 */
export class ForkedProcessRunner implements ProcessRunner {
  readonly #fork: () => ChildProcess
  readonly #waiting = new Map<number, (ending: ProcessEnding) => void>()
  #child: ChildProcess | undefined
  #nextId = 1

  constructor(options: ForkedProcessRunnerOptions = {}) {
    this.#fork = options.fork ?? forkRunner
  }

  start(program: Program, onEnd: (ending: ProcessEnding) => void): RunningProcess {
    const id = this.#nextId
    this.#nextId += 1
    this.#waiting.set(id, onEnd)
    const child = (this.#child ??= this.#open())
    child.ref()
    this.#send(child, { type: 'start', id, program })
    return { kill: (signal) => this.#send(child, { type: 'kill', id, signal }) }
  }

  /** Kills what still runs, and ends the process; resolves when it is gone. */
  close(): Promise<void> {
    const child = this.#child
    if (child === undefined) return Promise.resolve()
    return new Promise((resolve) => {
      child.once('exit', () => resolve())
      child.ref()
      if (child.connected) child.disconnect()
    })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #open(): ChildProcess {
    const child = this.#fork()
    child.on('message', (message) => {
      const { id, ending } = message as RunnerReply
      this.#end(id, ending)
    })
    // `error` alone: it never started. `exit`: it ended, perhaps before it told of everything.
    child.once('error', (error) => this.#lose(child, error.message))
    child.once('exit', (code, signal) => this.#lose(child, signal ?? `exit code ${code}`))
    // Idle, it keeps nobody alive.
    child.channel?.unref()
    return child
  }

  #lose(child: ChildProcess, why: string): void {
    if (this.#child !== child) return
    this.#child = undefined
    const message = `the process that runs programs has ended: ${why}`
    for (const id of [...this.#waiting.keys()]) {
      this.#end(id, { kind: 'cannotRun', code: 'ERR_RUNNER_LOST', message })
    }
  }

  #end(id: number, ending: ProcessEnding): void {
    const onEnd = this.#waiting.get(id)
    this.#waiting.delete(id)
    if (this.#waiting.size === 0) this.#child?.unref()
    onEnd?.(ending)
  }

  #send(child: ChildProcess, request: RunnerRequest): void {
    // A channel that is gone is told of by `exit`; the callback keeps it from being an `error` event.
    if (child.connected) child.send(request, () => undefined)
  }
}

function forkRunner(): ChildProcess {
  return fork(childFile(), { stdio: ['ignore', 'ignore', 'ignore', 'ipc'] })
}

/** Built, it lies beside the one file that everything else is in. */
function childFile(): string {
  const isSource = extname(import.meta.url) === '.ts'
  const file = isSource ? '../runner-child.ts' : './runner-child.js'
  return fileURLToPath(new URL(file, import.meta.url))
}
