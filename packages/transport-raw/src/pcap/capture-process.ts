import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import type { Cancel, Clock, Logger, MacAddress } from '@holdfast/core'
import { TransportError } from '@holdfast/core'
import type { FrameFailed } from '../frame-backend.js'
import { captureFailure } from './capture-failure.js'
import type { CapturedFrame, CaptureMessage, SendMessage } from './messages.js'

export interface CaptureProcessOptions {
  readonly interfaceName: string
  readonly fork: () => ChildProcess
  readonly clock: Clock
  readonly logger: Logger
  readonly onFrames: (frames: readonly CapturedFrame[]) => void
}

const shortestBackoffMs = 100
const longestBackoffMs = 5_000
// Whoever listened for so long may start again at once.
const healthyMs = 10_000

/** Keeps a process with libpcap on one interface: starts it again, with pauses, when it aborts. */
export class CaptureProcess {
  readonly #options: CaptureProcessOptions
  readonly #pending = new Map<number, FrameFailed>()
  #child: ChildProcess | undefined
  #macAddress: MacAddress | undefined
  #isListening = false
  #listeningSince = 0
  #backoffMs = shortestBackoffMs
  #cancelRestart: Cancel | undefined
  #lastWords = ''
  #lastId = 0
  #isClosed = false
  #firstOutcome: ((error: Error | undefined) => void) | undefined

  constructor(options: CaptureProcessOptions) {
    this.#options = options
  }

  /** That of the interface when it was last opened. */
  get macAddress(): MacAddress | undefined {
    return this.#macAddress
  }

  /** Resolves when it listens, or waits for an interface that is down. */
  async open(): Promise<void> {
    const error = await new Promise<Error | undefined>((resolve) => {
      this.#firstOutcome = resolve
      this.#start()
    })
    this.#firstOutcome = undefined
    if (error === undefined) return
    await this.close()
    throw error
  }

  send(frame: Uint8Array, failed: FrameFailed): void {
    if (!this.#isListening || this.#child?.connected !== true) {
      return failed(new TransportError('the capture process does not listen'))
    }
    this.#lastId += 1
    const id = this.#lastId
    this.#pending.set(id, failed)
    const message: SendMessage = { type: 'send', id, frame }
    this.#child.send(message, (error) => {
      if (error !== null) this.#notSent(id, error)
    })
    // What comes back is only ever a failure, and soon.
    this.#pending.delete(id - mostPending)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#cancelRestart?.()
    this.#firstOutcome?.(new TransportError('the transport is closed'))
    const child = this.#child
    if (child === undefined || hasEnded(child)) return
    const ended = once(child, 'exit')
    child.kill('SIGKILL')
    await ended
  }

  #start(): void {
    const child = this.#options.fork()
    this.#child = child
    this.#lastWords = ''
    if (child.stderr !== null) {
      createInterface(child.stderr).on('line', (line) => (this.#lastWords = line))
    }
    child.on('message', (message) => this.#told(message as CaptureMessage))
    child.on('error', (error) => (this.#lastWords = error.message))
    child.on('exit', (code, signal) => this.#ended(signal ?? code ?? 'unknown'))
  }

  #told(message: CaptureMessage): void {
    if (this.#isClosed) return
    const { interfaceName, logger, clock, onFrames } = this.#options
    switch (message.type) {
      case 'listening':
        this.#macAddress = message.macAddress
        this.#isListening = true
        this.#listeningSince = clock.now()
        this.#firstOutcome?.(undefined)
        return
      case 'failed':
        logger.debug('cannot capture yet', { interface: interfaceName, ...message })
        this.#firstOutcome?.(captureFailure(interfaceName, message))
        return
      case 'frames':
        return onFrames(message.frames)
      case 'notSent':
        return this.#notSent(message.id, new TransportError(message.message))
    }
  }

  #notSent(id: number, error: Error): void {
    const failed = this.#pending.get(id)
    this.#pending.delete(id)
    failed?.(error)
  }

  /** An abort tells itself by what `assert` wrote on standard error. */
  #ended(how: string | number): void {
    const { interfaceName, clock, logger } = this.#options
    const wasHealthy = this.#isListening && clock.now() - this.#listeningSince >= healthyMs
    this.#isListening = false
    this.#child = undefined
    this.#pending.clear()
    if (this.#isClosed) return
    this.#firstOutcome?.(
      new TransportError(`cannot listen on ${interfaceName}: the capture process ended (${how})`),
    )
    if (wasHealthy) this.#backoffMs = shortestBackoffMs
    const inMs = this.#backoffMs
    this.#backoffMs = Math.min(inMs * 2, longestBackoffMs)
    const lastWords = this.#lastWords
    logger.warn('a capture process ended', { interface: interfaceName, how, lastWords, inMs })
    this.#cancelRestart = clock.schedule(clock.now() + inMs, () => this.#start())
  }
}

/** Failures come back within milliseconds, so a few hundred callbacks are enough to remember. */
const mostPending = 256

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null
}
