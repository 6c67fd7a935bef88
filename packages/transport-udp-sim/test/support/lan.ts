import type { Packet } from '@holdfast/core'
import { startSegment } from '../../src/segment.js'
import type { Segment, SegmentOptions } from '../../src/segment.js'
import { onSegment } from '../../src/udp-sim.js'
import type { UdpSimTransport } from '../../src/udp-sim-transport.js'

/** So long a test waits for something that happens in milliseconds, before it fails with a reason. */
const PATIENCE_MS = 15_000

/** A node with one interface, and what it has heard: the first payload byte of each packet. */
export interface LanNode {
  readonly name: string
  readonly address: string
  readonly transport: UdpSimTransport
  readonly heard: number[]
}

/** A hub with nodes `a`, `b`, ... at 192.0.2.1, 192.0.2.2, ... */
export class Lan implements AsyncDisposable {
  segment: Segment
  readonly nodes: readonly LanNode[]

  constructor(segment: Segment, nodes: readonly LanNode[]) {
    this.segment = segment
    this.nodes = nodes
  }

  node(name: string): LanNode {
    const node = this.nodes.find((other) => other.name === name)
    if (node === undefined) throw new Error(`no node ${name}`)
    return node
  }

  /** Each node sends one multicast packet that carries its own number, 1 for `a`. */
  async everybodySpeaks(): Promise<Record<string, readonly number[]>> {
    for (const [index, node] of this.nodes.entries()) node.transport.send(numbered(node, index + 1))
    await settle(this.nodes.map(({ transport }) => transport))
    return Object.fromEntries(this.nodes.map(({ name, heard }) => [name, heard.splice(0).sort()]))
  }

  /** Starts a new hub in the place of the one that was closed. */
  async restart(options: SegmentOptions): Promise<void> {
    this.segment = await startSegment({ ...options, port: this.segment.port })
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.nodes.map(({ transport }) => transport.close()))
    await this.segment.close()
  }
}

export async function startLan(names: readonly string[], options?: SegmentOptions): Promise<Lan> {
  const segment = await startSegment(options)
  const nodes = names.map((name, index) => plugIn(segment.port, name, `192.0.2.${index + 1}`))
  await Promise.all(nodes.map(({ transport }) => transport.open(['eth0'])))
  return new Lan(segment, nodes)
}

/** A node that is not open yet. */
export function plugIn(port: number, name: string, address: string): LanNode {
  const { transport } = onSegment({ port, node: name, address })
  const heard: number[] = []
  transport.subscribe(({ payload }) => heard.push(payload[0] ?? -1))
  return { name, address, transport, heard }
}

/**
 * Resolves when nothing is under way any more on a segment without delays: the first round makes
 * sure that the hub has read and forwarded everything, the second that everybody has read that.
 */
export async function settle(transports: readonly UdpSimTransport[]): Promise<void> {
  for (let round = 1; round <= 2; round += 1) {
    await Promise.all(transports.map((transport) => transport.roundTrip()))
  }
}

export function numbered(from: LanNode, number: number, destination = '224.0.0.18'): Packet {
  return {
    kind: 'ip',
    interface: 'eth0',
    source: from.address,
    destination,
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: Uint8Array.of(number),
  }
}

/** Resolves with the next packet that the node hears. */
export function nextPacket(node: LanNode): Promise<Packet> {
  return within(
    new Promise<Packet>((resolve) => {
      const unsubscribe = node.transport.subscribe((packet) => {
        unsubscribe()
        resolve({ ...packet, payload: packet.payload.slice() })
      })
    }),
    `a packet at ${node.name}`,
  )
}

/** A bound for waits, so that a failure says what was missing. */
export async function within<Value>(
  promise: Promise<Value>,
  what: string,
  patienceMs: number = PATIENCE_MS,
): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), patienceMs)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
