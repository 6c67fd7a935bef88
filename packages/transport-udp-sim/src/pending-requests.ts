import { TransportError } from '@holdfast/core'

/** UDP may lose a request or its answer, and the hub may only be starting: so ask again, in ms. */
const RETRY_MS = 100

interface Pending<Answer> {
  readonly settle: (answer: Answer) => void
  readonly fail: (error: Error) => void
}

/** Requests to the hub that wait for the answer with their number. */
export class PendingRequests<Answer> {
  readonly #hubPort: number
  readonly #timeoutMs: number
  readonly #pending = new Map<number, Pending<Answer>>()
  #lastId = 0
  #closedBy: Error | undefined

  constructor(hubPort: number, timeoutMs: number) {
    this.#hubPort = hubPort
    this.#timeoutMs = timeoutMs
  }

  /** A number of its own for a message that nobody waits to be answered. */
  nextId(): number {
    this.#lastId = (this.#lastId + 1) >>> 0
    return this.#lastId
  }

  /** Calls `send` at once and again until somebody answers; rejects with TransportError. */
  request(send: (id: number) => void): Promise<Answer> {
    if (this.#closedBy !== undefined) return Promise.reject(this.#closedBy)
    const id = this.nextId()
    return new Promise<Answer>((resolve, reject) => {
      const retry = setInterval(() => send(id), RETRY_MS)
      const deadline = setTimeout(() => this.#pending.get(id)?.fail(this.#noHub()), this.#timeoutMs)
      const stop = (): void => {
        clearInterval(retry)
        clearTimeout(deadline)
        this.#pending.delete(id)
      }
      const settle = (answer: Answer): void => {
        stop()
        resolve(answer)
      }
      const fail = (error: Error): void => {
        stop()
        reject(error)
      }
      this.#pending.set(id, { settle, fail })
      send(id)
    })
  }

  /** Answers to requests that nobody waits for any more are ignored. */
  answer(id: number, answer: Answer): void {
    this.#pending.get(id)?.settle(answer)
  }

  /** Rejects with `error` what waits and what comes later. */
  close(error: Error): void {
    this.#closedBy = error
    for (const pending of [...this.#pending.values()]) pending.fail(error)
  }

  #noHub(): TransportError {
    const port = this.#hubPort
    return new TransportError(
      `no hub answers at 127.0.0.1:${port} (waited ${this.#timeoutMs} ms); start one with ` +
        `"npx holdfast-segment --port ${port}" or startSegment({ port: ${port} })`,
    )
  }
}
