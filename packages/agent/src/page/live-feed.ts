import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Cancel, Clock, Logger } from '@holdfast/core'
import { answerWith } from '../http/http-server.js'
import { WorkShare } from '../http/work-share.js'

/** Parts of the page by their id, as HTML. */
export type Areas = Readonly<Record<string, string>>

const nothing: Areas = {}

const listenersMax = 16
/** Bytes that wait for somebody who does not read. */
const unreadMax = 1024 * 1024
/** Between two looks; milliseconds. */
const pauseMs = 1000
/** After something happened: what follows from it is often there at once. */
const hurryMs = 100
/** So that who is gone without a word is found out. */
const quietMsMax = 15_000

export interface LiveFeedOptions {
  readonly clock: Clock
  readonly logger: Logger
  readonly look: (share: WorkShare) => Promise<Areas>
}

/** Tells whoever watches the page what has changed on it, by server-sent events. */
export class LiveFeed {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #look: (share: WorkShare) => Promise<Areas>
  /** With what each was told last. */
  readonly #listeners = new Map<ServerResponse, Areas>()
  #next: { readonly at: number; readonly cancel: Cancel } | undefined
  #isLooking = false
  #isClosed = false
  #notBefore = 0
  #spokeAt = 0

  constructor({ clock, logger, look }: LiveFeedOptions) {
    this.#clock = clock
    this.#logger = logger
    this.#look = look
  }

  join({ method, socket }: IncomingMessage, response: ServerResponse): void {
    const refusal = this.#refusal()
    if (refusal !== undefined) {
      response.setHeader('Retry-After', '5')
      answerWith(response, 503, refusal)
      return
    }
    response.writeHead(200, { 'Content-Type': 'text/event-stream' })
    if (method === 'HEAD') {
      response.end()
      return
    }
    socket.setTimeout(0)
    // Not that of the response: one that still waits for another on its connection has no end.
    socket.once('close', () => this.#leave(response))
    response.on('error', () => response.destroy())
    response.write('retry: 2000\n\n')
    this.#listeners.set(response, nothing)
    this.#lookAt(this.#clock.now())
  }

  /** Something has happened. */
  hurry(): void {
    if (this.#listeners.size > 0) this.#lookAt(this.#clock.now() + hurryMs)
  }

  close(): void {
    this.#isClosed = true
    this.#next?.cancel()
    this.#next = undefined
    for (const response of this.#listeners.keys()) response.destroy()
    this.#listeners.clear()
  }

  #refusal(): string | undefined {
    if (this.#isClosed) return 'there is nothing to watch any more\n'
    const isFull = this.#listeners.size >= listenersMax
    return isFull ? `${listenersMax} are watching already\n` : undefined
  }

  #leave(response: ServerResponse): void {
    this.#listeners.delete(response)
    if (this.#listeners.size > 0) return
    this.#next?.cancel()
    this.#next = undefined
  }

  /** Or earlier, if that is intended already; not so early that looking would become the work. */
  #lookAt(wanted: number): void {
    if (this.#isLooking) return
    const at = Math.max(wanted, this.#notBefore)
    if (this.#next !== undefined && this.#next.at <= at) return
    this.#next?.cancel()
    this.#next = { at, cancel: this.#clock.schedule(at, () => void this.#tell()) }
  }

  async #tell(): Promise<void> {
    this.#next = undefined
    this.#isLooking = true
    const share = new WorkShare(this.#clock)
    try {
      this.#pass(await this.#look(share))
    } catch (error) {
      this.#logger.error('the status page cannot be written', { error })
    }
    this.#isLooking = false
    const now = this.#clock.now()
    this.#notBefore = now + share.pauseMs
    if (this.#listeners.size > 0) this.#lookAt(now + pauseMs)
  }

  #pass(areas: Areas): void {
    const now = this.#clock.now()
    const isQuiet = now - this.#spokeAt >= quietMsMax
    if (isQuiet) this.#spokeAt = now
    /** By what was known: most were told the same last. */
    const news = new Map<Areas, string>()
    for (const [response, known] of this.#listeners) {
      const text = news.get(known) ?? newsIn(areas, known)
      news.set(known, text)
      this.#listeners.set(response, areas)
      if (text !== '') this.#say(response, text)
      else if (isQuiet) this.#say(response, ':')
    }
  }

  #say(response: ServerResponse, text: string): void {
    if (response.writableLength > unreadMax) response.destroy()
    else response.write(`${text}\n\n`)
  }
}

function newsIn(areas: Areas, known: Areas): string {
  const changes = Object.entries(areas).filter(([id, text]) => known[id] !== text)
  return changes.length === 0 ? '' : `data: ${JSON.stringify(Object.fromEntries(changes))}`
}
