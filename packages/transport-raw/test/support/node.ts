import type { IpDatagram, Packet } from '@holdfast/core'
import { Agent } from './agent.js'
import type { AgentOptions } from './agent-messages.js'
import type { Lab } from './lab.js'

/** So long a test waits for what happens in milliseconds. */
const PATIENCE_MS = 15_000

/** A node with a transport that listens, and what it has heard so far. */
export class TestNode implements AsyncDisposable {
  readonly agent: Agent
  readonly heard: Packet[] = []

  private constructor(agent: Agent) {
    this.agent = agent
  }

  static async start(
    lab: Lab,
    name: string,
    interfaces: readonly string[] = ['eth0'],
    options: AgentOptions = { backend: 'packet' },
  ): Promise<TestNode> {
    const node = new TestNode(new Agent(lab.namespace(name)))
    await node.agent.create(options, (packet) => node.heard.push(packet))
    await node.agent.open(interfaces)
    return node
  }

  /** Resolves with the failure, or undefined when there was none by the time the call was over. */
  async send(packet: Packet): Promise<string | undefined> {
    let failure: string | undefined
    await this.agent.send(packet, (error) => (failure = error.message))
    return failure
  }

  /** The payloads' first bytes, which number packets in these tests. */
  get numbers(): readonly number[] {
    return this.heard.map(({ payload }) => payload[0] ?? -1)
  }

  async hears(number: number): Promise<Packet> {
    await until(() => this.numbers.includes(number), `packet ${number}`)
    return this.heard.find(({ payload }) => payload[0] === number)!
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.agent[Symbol.asyncDispose]()
  }
}

/** A datagram like an advert that carries a number. */
export function numbered(number: number, fields: Partial<IpDatagram> = {}): IpDatagram {
  return {
    kind: 'ip',
    interface: 'eth0',
    source: '192.0.2.1',
    destination: '224.0.0.18',
    protocol: 112,
    ttl: 255,
    tos: 0xc0,
    payload: Uint8Array.of(number, 0, 0, 0, 0, 0, 0, 0),
    ...fields,
  }
}

/** Polls, because what is waited for happens in another process or in the kernel. */
export async function until(
  condition: () => boolean | Promise<boolean>,
  what: string,
): Promise<void> {
  const end = performance.now() + PATIENCE_MS
  while (!(await condition())) {
    if (performance.now() > end) throw new Error(`waited in vain for ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 10))
  }
}
