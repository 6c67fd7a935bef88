import type { Socket } from 'node:dgram'
import { TransportError } from '@holdfast/core'
import type { Packet } from '@holdfast/core'
import { decodeEnvelope, encodeEnvelope } from './envelope.js'
import type { StationInfo } from './envelope.js'
import { closeSocket, connectLoopback } from './loopback.js'
import { PendingRequests } from './pending-requests.js'

/** How often a station says that it is there, in milliseconds: a new hub knows all that soon. */
const JOIN_INTERVAL_MS = 1000

/** How long a station waits for the hub, in milliseconds. */
const HUB_TIMEOUT_MS = 2000

export interface StationSocketOptions {
  /** UDP port of the hub. */
  readonly hubPort: number
  /** What the station says of itself, asked at each join because addresses may change. */
  readonly describe: () => StationInfo
  /** The packet's interface is that of the station; its payload is a view of the datagram. */
  readonly onPacket: (packet: Packet) => void
  /** Bytes that no hub of this version sends. */
  readonly onRejected: (error: string) => void
}

/** The cable between one interface and the hub: a socket of its own, so its port says who it is. */
export class StationSocket {
  readonly #options: StationSocketOptions
  readonly #joins: PendingRequests<void>
  #socket: Socket | undefined
  #repeat: NodeJS.Timeout | undefined
  #isClosed = false

  constructor(options: StationSocketOptions) {
    this.#options = options
    this.#joins = new PendingRequests(options.hubPort, HUB_TIMEOUT_MS)
  }

  /** Resolves when the hub knows the station. */
  async open(): Promise<void> {
    const socket = await connectLoopback(this.#options.hubPort)
    if (this.#isClosed) {
      await closeSocket(socket)
      throw closed()
    }
    this.#socket = socket
    socket.on('message', (bytes) => this.#receive(bytes))
    // Says only that no hub listens just now (ECONNREFUSED); it may come back.
    socket.on('error', () => undefined)
    this.#repeat = setInterval(() => this.#join(this.#joins.nextId()), JOIN_INTERVAL_MS)
    await this.roundTrip()
  }

  /**
   * Resolves when the hub has read everything sent before, and everything that it had forwarded to
   * this station by then has been received: both ways are first in, first out.
   */
  roundTrip(): Promise<void> {
    return this.#joins.request((id) => this.#join(id))
  }

  /** Throws TransportError for a packet that an envelope cannot carry. */
  send(packet: Packet, done: (error: Error | null) => void): void {
    const bytes = encodeEnvelope({ kind: 'packet', from: this.#options.describe(), packet })
    if (this.#socket === undefined) done(new TransportError('the interface is not open'))
    else this.#socket.send(bytes, done)
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    clearInterval(this.#repeat)
    this.#joins.close(closed())
    const socket = this.#socket
    this.#socket = undefined
    if (socket === undefined) return
    const bye = encodeEnvelope({ kind: 'leave', from: this.#options.describe() })
    await new Promise<void>((resolve) => socket.send(bye, () => resolve()))
    await closeSocket(socket)
  }

  #join(id: number): void {
    const station = this.#options.describe()
    this.#socket?.send(encodeEnvelope({ kind: 'join', id, station }), () => undefined)
  }

  #receive(bytes: Uint8Array): void {
    if (this.#isClosed) return
    const decoded = decodeEnvelope(bytes)
    if (!decoded.ok) this.#options.onRejected(decoded.error)
    else if (decoded.value.kind === 'joined') this.#joins.answer(decoded.value.id)
    else if (decoded.value.kind === 'packet') this.#options.onPacket(decoded.value.packet)
    else this.#options.onRejected(`unexpected ${decoded.value.kind}`)
  }
}

function closed(): TransportError {
  return new TransportError('the transport is closed')
}
