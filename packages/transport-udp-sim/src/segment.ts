import type { Socket } from 'node:dgram'
import { silentLogger, systemClock } from '@holdfast/core'
import type { Clock, Logger, Packet } from '@holdfast/core'
import { FaultPlan, forkRandom, seededRandom } from '@holdfast/core/testing'
import type { LinkFaults, TappedPacket } from '@holdfast/core/testing'
import { answerControl } from './control.js'
import { DelayLine } from './delay-line.js'
import { decodeEnvelope, encodeEnvelope } from './envelope.js'
import type { StationInfo } from './envelope.js'
import { bindLoopback, closeSocket, LOOPBACK } from './loopback.js'
import { StationTable } from './station-table.js'
import type { Member } from './station-table.js'

export interface SegmentOptions {
  /** UDP port on 127.0.0.1; 0, the default, takes any free one. */
  readonly port?: number
  /** Decides every loss, delay and duplicate; 0 by default. */
  readonly seed?: number
  /** What every segment starts with; nothing goes wrong by default. */
  readonly faults?: Partial<LinkFaults>
  readonly clock?: Clock
  readonly logger?: Logger
}

/** What a hub has done so far. */
export interface SegmentCounters {
  /** Packets that stations sent. */
  received: number
  /** Copies sent on to stations. */
  forwarded: number
  /** Copies that the faults swallowed. */
  lost: number
  /** Packets of stations that have not joined, as just after a restart of the hub: ignored. */
  strangers: number
  /** Datagrams that were no envelopes for a hub: ignored. */
  rejected: number
}

/** A hub: LAN segments for the processes of this machine. */
export interface Segment extends AsyncDisposable {
  readonly port: number
  /** What goes wrong on the segment `lan`, between nodes by name. */
  readonly faults: FaultPlan
  readonly counters: Readonly<SegmentCounters>
  faultsOf(segment: string): FaultPlan
  /** Every interface that is plugged in, on any segment. */
  nodes(): readonly StationInfo[]
  /** Tells of every packet as it comes in and as it goes out or is lost. */
  tap(listener: (tapped: TappedPacket) => void): () => void
  close(): Promise<void>
}

/** Ten missed joins: a process that was stopped for some seconds is still plugged in. */
const SILENCE_MS = 10_000

/** So that a flood of forged joins cannot fill the memory. */
const STATIONS_MAX = 1024

/**
 * Starts a hub in this process. Rejects with TransportError when the port is taken and with
 * ConfigError for faults that make no sense.
 */
export async function startSegment(options: SegmentOptions = {}): Promise<Segment> {
  const socket = await bindLoopback(options.port ?? 0)
  try {
    return new UdpHub(socket, options)
  } catch (error) {
    await closeSocket(socket)
    throw error
  }
}

class UdpHub implements Segment {
  readonly port: number
  readonly faults: FaultPlan

  readonly #socket: Socket
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #random: () => number
  readonly #defaults: Partial<LinkFaults>
  readonly #plans = new Map<string, FaultPlan>()
  readonly #stations = new StationTable(SILENCE_MS, STATIONS_MAX)
  readonly #delayLine: DelayLine
  readonly #counters: SegmentCounters = {
    received: 0,
    forwarded: 0,
    lost: 0,
    strangers: 0,
    rejected: 0,
  }
  #taps: readonly ((tapped: TappedPacket) => void)[] = []
  #isClosed = false

  constructor(socket: Socket, options: SegmentOptions) {
    this.#socket = socket
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#random = seededRandom(options.seed ?? 0)
    this.#defaults = options.faults ?? {}
    this.#delayLine = new DelayLine(this.#clock)
    this.port = socket.address().port
    this.faults = this.faultsOf('lan')
    socket.on('message', (bytes, { port }) => this.#receive(bytes, port))
    socket.on('error', (error) => this.#logger.error('the hub cannot receive', { error }))
  }

  get counters(): Readonly<SegmentCounters> {
    return this.#counters
  }

  faultsOf(segment: string): FaultPlan {
    const known = this.#plans.get(segment)
    if (known !== undefined) return known
    const plan = new FaultPlan(forkRandom(this.#random), this.#defaults)
    this.#plans.set(segment, plan)
    return plan
  }

  nodes(): readonly StationInfo[] {
    this.#forgetSilent()
    return this.#stations.list()
  }

  tap(listener: (tapped: TappedPacket) => void): () => void {
    const entry = (tapped: TappedPacket): void => listener(tapped)
    this.#taps = [...this.#taps, entry]
    return () => {
      this.#taps = this.#taps.filter((other) => other !== entry)
    }
  }

  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    this.#delayLine.close()
    await closeSocket(this.#socket)
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }

  #receive(bytes: Uint8Array, udpPort: number): void {
    if (this.#isClosed) return
    const decoded = decodeEnvelope(bytes)
    if (!decoded.ok) {
      this.#reject(decoded.error)
      return
    }
    const envelope = decoded.value
    switch (envelope.kind) {
      case 'packet':
        this.#forward(envelope.packet, bytes, udpPort)
        break
      case 'join':
        this.#join(envelope.id, envelope.station, udpPort)
        break
      case 'leave':
        this.#log('left', this.#stations.leave(udpPort)?.station)
        break
      case 'control':
        this.#answer(envelope.id, envelope.text, udpPort)
        break
      case 'joined':
      case 'answer':
        this.#reject(`unexpected ${envelope.kind}`)
        break
    }
  }

  #forward(packet: Packet, bytes: Uint8Array, udpPort: number): void {
    const sender = this.#stations.at(udpPort)
    if (sender === undefined) {
      this.#counters.strangers += 1
      return
    }
    this.#counters.received += 1
    this.#tell('sent', sender, sender, packet)
    const { segment, node } = sender.station
    const faults = this.faultsOf(segment)
    for (const receiver of this.#stations.receivers(sender, packet)) {
      const delays = faults.deliveries(node, receiver.station.node)
      if (delays.length === 0) {
        this.#counters.lost += 1
        this.#tell('lost', sender, receiver, packet)
      }
      for (const delayMs of delays) {
        const deliver = (): void => this.#deliver(sender, receiver, packet, bytes)
        if (delayMs > 0) this.#delayLine.hold(delayMs, deliver)
        else deliver()
      }
    }
  }

  #deliver(sender: Member, receiver: Member, packet: Packet, bytes: Uint8Array): void {
    this.#counters.forwarded += 1
    this.#send(bytes, receiver.udpPort)
    this.#tell('delivered', sender, receiver, packet)
  }

  #join(id: number, station: StationInfo, udpPort: number): void {
    this.#forgetSilent()
    const joined = this.#stations.join(udpPort, station, this.#clock.now())
    if (joined === 'refused') {
      this.#logger.warn('no room for another station', { ...station, limit: STATIONS_MAX })
      return
    }
    if (joined !== 'known') this.#log(joined === 'new' ? 'joined' : 'moved', station)
    this.#send(encodeEnvelope({ kind: 'joined', id }), udpPort)
  }

  #answer(id: number, command: string, udpPort: number): void {
    const text = answerControl(this, command)
    this.#logger.info('was told', { command, answer: text })
    this.#send(encodeEnvelope({ kind: 'answer', id, text }), udpPort)
  }

  #send(bytes: Uint8Array, udpPort: number): void {
    this.#socket.send(bytes, udpPort, LOOPBACK, (error) => {
      if (error !== null) this.#logger.warn('cannot send', { udpPort, error })
    })
  }

  #tell(kind: TappedPacket['kind'], sender: Member, node: Member, packet: Packet): void {
    if (this.#taps.length === 0) return
    const tapped: TappedPacket = {
      kind,
      atMs: this.#clock.now(),
      node: node.station.node,
      from: sender.station.node,
      segment: sender.station.segment,
      packet: { ...packet, interface: node.station.interface },
      sourceMac: sender.station.macAddress,
    }
    for (const tap of this.#taps) {
      try {
        tap(tapped)
      } catch (error) {
        this.#logger.error('a tap threw', { error })
      }
    }
  }

  #forgetSilent(): void {
    for (const { station } of this.#stations.forgetSilent(this.#clock.now())) {
      this.#log('forgotten', station)
    }
  }

  #log(event: string, station: StationInfo | undefined): void {
    if (station !== undefined) this.#logger.info(`station ${event}`, { ...station })
  }

  #reject(error: string): void {
    this.#counters.rejected += 1
    this.#logger.debug('ignored a datagram', { error })
  }
}
