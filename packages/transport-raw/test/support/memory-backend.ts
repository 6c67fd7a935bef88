import { TransportError } from '@holdfast/core'
import type { IpAddress, MacAddress } from '@holdfast/core'
import type { ContractNode } from '@holdfast/core/testing'
import type { FrameBackend, FrameFailed, FrameSink } from '../../src/frame-backend.js'

type SimInterface = ContractNode['interfaces']['eth0']

const header = 14

/** Frames that cross a segment in memory; they arrive a microtask after they were sent. */
export class MemorySegments {
  readonly #stations = new Map<string, Map<MacAddress, (frame: Uint8Array) => void>>()
  readonly #neighbours = new Map<string, MacAddress>()
  #underWay = 0

  plug(plug: SimInterface, hear: (frame: Uint8Array) => void): void {
    const { segment = 'lan', macAddress = '', address } = plug
    const stations = this.#stations.get(segment) ?? new Map<MacAddress, typeof hear>()
    this.#stations.set(segment, stations)
    stations.set(macAddress, hear)
    for (const each of [address].flat()) this.#neighbours.set(`${segment} ${each}`, macAddress)
  }

  neighbour(segment: string, address: IpAddress): MacAddress | undefined {
    return this.#neighbours.get(`${segment} ${address}`)
  }

  carry(segment: string, from: MacAddress, frame: Uint8Array): void {
    const bytes = frame.slice()
    const to = Array.from(bytes.subarray(0, 6), (byte) => byte.toString(16).padStart(2, '0'))
    const isGroup = ((bytes[0] ?? 0) & 1) === 1
    for (const [mac, hear] of this.#stations.get(segment) ?? []) {
      if (mac === from || !(isGroup || mac === to.join(':'))) continue
      this.#underWay += 1
      queueMicrotask(() => {
        this.#underWay -= 1
        hear(bytes)
      })
    }
  }

  async settle(): Promise<void> {
    do await Promise.resolve()
    while (this.#underWay > 0)
  }
}

/** A source of frames that is neither AF_PACKET nor libpcap. */
export class MemoryBackend implements FrameBackend {
  readonly #segments: MemorySegments
  readonly #interfaces: Readonly<Record<string, SimInterface>>
  readonly #open = new Set<string>()
  #sink: FrameSink | undefined

  constructor(segments: MemorySegments, interfaces: Readonly<Record<string, SimInterface>>) {
    this.#segments = segments
    this.#interfaces = interfaces
    for (const [name, plug] of Object.entries(interfaces)) {
      segments.plug(plug, (frame) => {
        if (this.#open.has(name)) this.#sink?.frameArrived(name, frame, 0)
      })
    }
  }

  attach(sink: FrameSink): void {
    this.#sink = sink
  }

  async open(name: string): Promise<void> {
    if (this.#interfaces[name] === undefined) throw new TransportError(`there is no ${name}`)
    this.#open.add(name)
  }

  joinGroup(): void {
    return
  }

  macAddress(name: string): MacAddress | undefined {
    return this.#interfaces[name]?.macAddress
  }

  sendFrame(name: string, frame: Uint8Array): void {
    const { segment = 'lan', macAddress = '' } = this.#interfaces[name] ?? { address: '' }
    this.#segments.carry(segment, macAddress, frame)
  }

  /** `FrameFailed` is never called: what has no neighbour gets lost. */
  sendPacket(name: string, destination: IpAddress, packet: Uint8Array, _: FrameFailed): void {
    const { segment = 'lan' } = this.#interfaces[name] ?? { address: '' }
    const mac = this.#segments.neighbour(segment, destination)
    if (mac === undefined) return
    const frame = new Uint8Array(header + packet.length)
    frame.set(
      mac.split(':').map((pair) => Number.parseInt(pair, 16)),
      0,
    )
    frame.set((packet[0] ?? 0) >> 4 === 4 ? [0x08, 0x00] : [0x86, 0xdd], 12)
    frame.set(packet, header)
    this.sendFrame(name, frame)
  }

  drain(): void {
    return
  }

  droppedFrames(): number {
    return 0
  }

  async close(): Promise<void> {
    this.#open.clear()
  }
}
