import { LabProcess } from '../../../../../test/interop/lab/lab-process.js'
import { until } from '../../../../../test/support/until.js'

/** Longer than the slowest first answer of a server that has just started. */
const PATIENCE_MS = 15_000

export interface ClientReport {
  /** Who has answered, one after the other, such as `A, then B`; who was the last before begins. */
  readonly answeredBy: string
  /** The longest time from one answer to the next, or to now. */
  readonly longestGapMs: number
}

/** A client that asks again as soon as it was answered or has given up. */
export class AskingClient {
  readonly address: string
  readonly #loop: LabProcess
  #readUntil = 0
  #lastAnswerAt: number | undefined
  #lastName: string | undefined

  /** @param ask command of a shell whose answer ends with the name of who has answered. */
  constructor(namespace: string, address: string, ask: (address: string) => string) {
    this.address = address
    const loop = `while :; do answer=$(${ask(address)} 2>&1); echo "$EPOCHREALTIME $answer"; sleep 0.02; done`
    this.#loop = new LabProcess(namespace, 'env', ['LC_ALL=C', 'bash', '-c', loop])
  }

  /** Resolves with an answer from now on: of anybody, or of this one. */
  async answered(name?: string): Promise<void> {
    const from = this.#loop.lines.length
    const hasAnswered = (): boolean =>
      this.#loop.lines.slice(from).some((line) => {
        const who = parse(line).name
        return who !== undefined && (name === undefined || who === name)
      })
    await until(`an answer of ${name ?? 'anybody'}`, hasAnswered, PATIENCE_MS)
  }

  /** What has happened since the last report. */
  report(): ClientReport {
    const names = this.#lastName === undefined ? [] : [this.#lastName]
    let longestGapMs = 0
    const noteGap = (at: number): void => {
      longestGapMs = Math.max(longestGapMs, at - (this.#lastAnswerAt ?? at))
    }
    for (const line of this.#loop.lines.slice(this.#readUntil)) {
      const { at, name } = parse(line)
      if (name === undefined) continue
      noteGap(at)
      this.#lastAnswerAt = at
      if (names.at(-1) !== name) names.push(name)
    }
    this.#readUntil = this.#loop.lines.length
    this.#lastName = names.at(-1)
    noteGap(Date.now())
    return { answeredBy: names.join(', then '), longestGapMs: Math.round(longestGapMs) }
  }

  close(): void {
    this.#loop.sendToGroup('SIGKILL')
  }
}

/** A line of the loop: seconds since 1970, and an answer or whatever the command complained of. */
function parse(line: string): { readonly at: number; readonly name: string | undefined } {
  const [, seconds, name] = /^(\d+\.\d+)(?:.*\b([AB]))?$/.exec(line) ?? []
  return { at: Number(seconds) * 1000, name }
}
