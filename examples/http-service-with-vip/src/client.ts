import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { createInterface } from 'node:readline'
import type { Network } from './network.js'

/** Asks again as soon as it was answered, or refused, or has waited for a quarter of a second. */
const LOOP = 'while :; do curl --silent --max-time 0.25 http://192.0.2.10:8080/; done'

/** A host that keeps asking the virtual address. */
export class Client implements Disposable {
  readonly #curl: ChildProcess
  #lastAnswerAt = performance.now()
  #longestGapMs = 0
  #answeredBy: string[] = []

  constructor(network: Network) {
    const [program, args] = network.on('client', 'sh', '-c', LOOP)
    const curl = spawn(program, args, { stdio: ['ignore', 'pipe', 'inherit'], detached: true })
    this.#curl = curl
    createInterface(curl.stdout).on('line', (line) => this.#answered(line))
  }

  /** Who has answered since the last report, and the longest time without an answer. */
  report(): { readonly answeredBy: string; readonly longestGapMs: number } {
    const answeredBy = this.#answeredBy.join(', then ')
    const longestGapMs = Math.round(this.#longestGapMs)
    this.#answeredBy = this.#answeredBy.slice(-1)
    this.#longestGapMs = 0
    return { answeredBy, longestGapMs }
  }

  [Symbol.dispose](): void {
    // The shell and the curl that it is waiting for.
    if (this.#curl.pid !== undefined) process.kill(-this.#curl.pid, 'SIGKILL')
  }

  #answered(line: string): void {
    const now = performance.now()
    this.#longestGapMs = Math.max(this.#longestGapMs, now - this.#lastAnswerAt)
    this.#lastAnswerAt = now
    const name = line.replace('hello from ', '')
    if (this.#answeredBy.at(-1) !== name) this.#answeredBy.push(name)
  }
}
