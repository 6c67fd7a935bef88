import { fork } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { fromSource } from '../../support/program.js'
import type { Outcome, Performance } from '../outcome.js'

const worker = fileURLToPath(new URL('worker.ts', import.meta.url))

/** Processes that play; who has nothing to do takes the next one. */
export class Crew implements Disposable {
  readonly #workers: readonly ChildProcess[]
  readonly #idle: ChildProcess[]
  readonly #waiting: ((worker: ChildProcess) => void)[] = []
  readonly #lost: Promise<never>

  constructor(size: number) {
    this.#workers = Array.from({ length: size }, () =>
      fork(worker, { execArgv: [...fromSource], stdio: 'inherit' }),
    )
    this.#idle = [...this.#workers]
    const lost = this.#workers.map(async (worker) => once(worker, 'exit'))
    this.#lost = Promise.race(lost).then(() => {
      throw new Error('a worker has ended')
    })
    // It counts for those who wait; at the end nobody does.
    this.#lost.catch(() => undefined)
  }

  async play(performance: Performance): Promise<Outcome> {
    const worker = await this.#hire()
    worker.send(performance)
    const outcome = await Promise.race([
      new Promise<Outcome>((resolve) => worker.once('message', resolve)),
      this.#lost,
    ])
    const next = this.#waiting.shift()
    if (next === undefined) this.#idle.push(worker)
    else next(worker)
    return outcome
  }

  [Symbol.dispose](): void {
    for (const worker of this.#workers) worker.disconnect()
  }

  #hire(): Promise<ChildProcess> {
    const idle = this.#idle.pop()
    if (idle !== undefined) return Promise.resolve(idle)
    return new Promise((resolve) => this.#waiting.push(resolve))
  }
}
