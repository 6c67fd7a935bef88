import type { Socket } from 'node:dgram'
import { TransportError, UsageError } from '@holdfast/core'
import type { FaultWay, LinkFaults } from '@holdfast/core/testing'
import type { ControlAnswer, ControlCommand } from './control.js'
import { decodeEnvelope, encodeEnvelope } from './envelope.js'
import type { StationInfo } from './envelope.js'
import { closeSocket, connectLoopback } from './loopback.js'
import { PendingRequests } from './pending-requests.js'

export interface ConnectOptions {
  /** UDP port of the hub on 127.0.0.1. */
  readonly port: number
  /** The segment whose faults are controlled; `lan` by default. */
  readonly segment?: string
  /** How long a command waits for the hub in all, in milliseconds; 2000 by default. */
  readonly timeoutMs?: number
}

/** Controls the faults of a hub that runs in another process. Opens nothing until the first command. */
export function connectSegment(options: ConnectOptions): SegmentControl {
  return new SegmentControl(options)
}

/**
 * `FaultPlan` at a distance: the same calls, each resolved when the hub has obeyed. They reject with
 * TransportError when no hub answers and with UsageError when it refuses.
 */
export class SegmentControl implements AsyncDisposable {
  readonly #port: number
  readonly #segment: string
  readonly #requests: PendingRequests<string>
  #connecting: Promise<Socket> | undefined
  #isClosed = false

  constructor(options: ConnectOptions) {
    this.#port = options.port
    this.#segment = options.segment ?? 'lan'
    this.#requests = new PendingRequests(options.port, options.timeoutMs ?? 2000)
  }

  /** Every interface that is plugged into the hub, on any segment. */
  async nodes(): Promise<readonly StationInfo[]> {
    return (await this.#command({ do: 'nodes' })) as readonly StationInfo[]
  }

  async set(faults: Partial<LinkFaults>, way: FaultWay = {}): Promise<void> {
    await this.#command({ do: 'set', segment: this.#segment, faults, way })
  }

  async cut(from: string, to: string): Promise<void> {
    await this.#command({ do: 'cut', segment: this.#segment, from, to })
  }

  async partition(...groups: readonly (readonly string[])[]): Promise<void> {
    await this.#command({ do: 'partition', segment: this.#segment, groups })
  }

  async heal(): Promise<void> {
    await this.#command({ do: 'heal', segment: this.#segment })
  }

  async clog(from: string, to: string, ms: number): Promise<void> {
    await this.#command({ do: 'clog', segment: this.#segment, from, to, ms })
  }

  async unclog(): Promise<void> {
    await this.#command({ do: 'unclog', segment: this.#segment })
  }

  async reset(): Promise<void> {
    await this.#command({ do: 'reset', segment: this.#segment })
  }

  /** Commands that still wait are rejected. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#requests.close(closed())
    const socket = await this.#connecting
    if (socket !== undefined) await closeSocket(socket)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  async #command(command: ControlCommand): Promise<unknown> {
    if (this.#isClosed) throw closed()
    this.#connecting ??= this.#connect()
    const socket = await this.#connecting
    const text = JSON.stringify(command)
    const answerText = await this.#requests.request((id) => {
      socket.send(encodeEnvelope({ kind: 'control', id, text }), () => undefined)
    })
    const answer = JSON.parse(answerText) as ControlAnswer
    if (!answer.ok) throw new UsageError(`the hub refused "${command.do}": ${answer.message}`)
    return answer.value
  }

  async #connect(): Promise<Socket> {
    const socket = await connectLoopback(this.#port)
    socket.on('message', (bytes) => {
      const decoded = decodeEnvelope(bytes)
      if (!decoded.ok || decoded.value.kind !== 'answer') return
      this.#requests.answer(decoded.value.id, decoded.value.text)
    })
    // Says only that no hub listens just now (ECONNREFUSED); the next try may find one.
    socket.on('error', () => undefined)
    return socket
  }
}

function closed(): TransportError {
  return new TransportError('the control connection is closed')
}
