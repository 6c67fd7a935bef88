import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import type { VrrpConfig } from '@holdfast/vrrp'
import type { Role } from './cast.js'
import type { Order, Report } from './messages.js'

const file = fileURLToPath(new URL('./router-process.ts', import.meta.url))

export interface RouterListener {
  reported(report: Report): void
  /** The process ended, and nobody here had asked it to. */
  died(how: string): void
}

/** The parent's end of a router process. */
export class Router {
  readonly role: Role
  readonly #child: ChildProcess
  readonly #exited: Promise<unknown>
  #isWanted = true

  constructor(role: Role, segmentPort: number, listener: RouterListener) {
    this.role = role
    // Standard output belongs to the parent alone.
    this.#child = fork(file, [`${segmentPort}`, role.name, role.address], {
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    })
    this.#exited = once(this.#child, 'exit')
    this.#child.on('message', (report: Report) => listener.reported(report))
    this.#child.on('exit', (code, signal) => {
      if (this.#isWanted) listener.died(signal ?? `exit code ${code ?? '?'}`)
    })
    this.#child.on('error', ({ message }) => listener.died(message))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  run(config: VrrpConfig): void {
    this.#order({ type: 'run', config })
  }

  leave(): void {
    this.#order({ type: 'leave' })
  }

  /** Ends the process like a power cut; resolves when it is gone. */
  async kill(): Promise<void> {
    this.#isWanted = false
    this.#child.kill('SIGKILL')
    await this.#exited
  }

  #order(order: Order): void {
    // That a process is gone already is told by its exit.
    this.#child.send(order, () => undefined)
  }
}
