import { spawn } from 'node:child_process'
import type { ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { HoldfastError } from '@holdfast/core'
import type { Packet, PacketTransport, SendFailed } from '@holdfast/core'
import type { AgentAnswer, AgentNews, AgentOptions, AgentRequest } from './agent-messages.js'
import type { RawCounters } from './agent-messages.js'

const main = fileURLToPath(new URL('../agent/main.ts', import.meta.url))

/** So long a test waits for what happens in milliseconds, before it fails with a reason. */
const PATIENCE_MS = 15_000

/** A node in a process of its own, with one transport at a time. */
export class Agent implements AsyncDisposable {
  readonly #child: ChildProcess
  readonly #answers = new Map<number, (answer: AgentAnswer) => void>()
  readonly #failures = new Map<number, SendFailed>()
  #onPacket: (packet: Packet) => void = () => undefined
  #lastId = 0
  #transport = 0

  constructor(namespace: string) {
    const node = [process.execPath, '--conditions=@holdfast/source', '--import', 'tsx', main]
    this.#child = spawn('ip', ['netns', 'exec', namespace, ...node], {
      stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
      serialization: 'advanced',
    })
    this.#child.on('message', (message) => this.#told(message as AgentAnswer | AgentNews))
  }

  get pid(): number {
    return this.#child.pid ?? 0
  }

  /** A new transport in the place of the last one. */
  async create(options: AgentOptions, onPacket: (packet: Packet) => void): Promise<void> {
    this.#onPacket = onPacket
    this.#transport = (await this.ask({ type: 'create', options })) as number
  }

  async open(interfaces: readonly string[]): Promise<void> {
    await this.ask({ type: 'open', interfaces })
  }

  send(packet: Packet, failed?: SendFailed): Promise<unknown> {
    // The id of the request names the callback.
    if (failed !== undefined) this.#failures.set(this.#lastId + 1, failed)
    return this.ask({ type: 'send', packet })
  }

  async counters(): Promise<RawCounters> {
    return (await this.ask({ type: 'counters' })) as RawCounters
  }

  async childPids(): Promise<readonly number[]> {
    return (await this.ask({ type: 'childPids' })) as readonly number[]
  }

  ask(request: AgentRequest): Promise<unknown> {
    this.#lastId += 1
    const id = this.#lastId
    const answered = new Promise<unknown>((resolve, reject) => {
      this.#answers.set(id, (answer) => {
        if (answer.ok) resolve(answer.value)
        else reject(new HoldfastError(answer.code ?? 'unknown', answer.message))
      })
    })
    this.#child.send({ id, request })
    return within(answered, `the answer to ${request.type}`)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return
    const ended = once(this.#child, 'exit')
    this.#child.kill('SIGKILL')
    await ended
  }

  #told(message: AgentAnswer | AgentNews): void {
    if ('id' in message) {
      this.#answers.get(message.id)?.(message)
      this.#answers.delete(message.id)
    } else if (message.type === 'failed') {
      this.#failures.get(message.request)?.(new Error(message.message))
    } else if (message.transport === this.#transport) {
      this.#onPacket(message.packet)
    }
  }
}

/** A transport of a test that lives in an agent. */
export class RemoteTransport implements PacketTransport {
  readonly agent: Agent
  readonly #opened = new Set<string>()
  #subscribers: readonly ((packet: Packet) => void)[] = []
  #isClosed = false

  constructor(agent: Agent) {
    this.agent = agent
  }

  get openInterfaces(): readonly string[] {
    return this.#isClosed ? [] : [...this.#opened]
  }

  async open(interfaces: readonly string[]): Promise<void> {
    await this.agent.open(interfaces)
    for (const name of interfaces) this.#opened.add(name)
  }

  subscribe(onPacket: (packet: Packet) => void): () => void {
    const own = (packet: Packet): void => onPacket(packet)
    this.#subscribers = [...this.#subscribers, own]
    return () => {
      this.#subscribers = this.#subscribers.filter((other) => other !== own)
    }
  }

  send(packet: Packet, failed?: SendFailed): void {
    void this.agent.send(packet, failed)
  }

  async close(): Promise<void> {
    this.#isClosed = true
    this.#subscribers = []
    await this.agent.ask({ type: 'close' })
  }

  deliver(packet: Packet): void {
    for (const subscriber of this.#subscribers) {
      try {
        subscriber(packet)
      } catch {
        // What the transport itself does about it is tested where it runs in the same process.
      }
    }
  }
}

/** A bound for waits, so that a failure says what was missing. */
export async function within<Value>(promise: Promise<Value>, what: string): Promise<Value> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`waited in vain for ${what}`)), PATIENCE_MS)
  })
  try {
    return await Promise.race([promise, tooLate])
  } finally {
    clearTimeout(timer)
  }
}
