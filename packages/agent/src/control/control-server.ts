import { rmSync } from 'node:fs'
import { createServer, connect } from 'node:net'
import type { Server, Socket } from 'node:net'
import type { Logger } from '@holdfast/core'
import type { Agent } from '../running/agent.js'
import type { AgentEvents } from '../running/agent-events.js'
import { parseControlRequest } from './control-request.js'
import type { ControlReply } from './control-request.js'
import { performControl } from './perform-control.js'

export interface ControlServerOptions {
  /** Of the socket; only the user who runs the agent may connect, until its permissions say more. */
  readonly path: string
  readonly logger: Logger
}

// Nobody who asks may cost the router anything: these are more than anybody needs.
const connectionsMax = 32
/** Bytes of a request. */
const lineMax = 64 * 1024
/** Bytes that wait for somebody who follows the events and does not read. */
const unreadMax = 1024 * 1024
/** How long nothing need be asked; milliseconds. */
const idleMs = 60_000

/** The events that are passed on to those who follow. */
const followed: readonly (keyof AgentEvents)[] = [
  'transition',
  'groupTransition',
  'fault',
  'note',
  'effectFailed',
  'split',
  'flapping',
  'serverChanged',
  'asked',
  'reloaded',
  'stopped',
]

/** Answers requests about an agent on a UNIX socket: JSON lines both ways, one after the other. */
export class ControlServer {
  readonly #agent: Agent
  readonly #options: ControlServerOptions
  readonly #server: Server
  readonly #sockets = new Set<Socket>()

  /** Rejects when the socket cannot be made, or belongs to an agent that lives. */
  static async open(agent: Agent, options: ControlServerOptions): Promise<ControlServer> {
    await removeStale(options.path)
    const made = new ControlServer(agent, options)
    await made.#listen()
    return made
  }

  private constructor(agent: Agent, options: ControlServerOptions) {
    this.#agent = agent
    this.#options = options
    this.#server = createServer((socket) => this.#accept(socket))
    this.#server.maxConnections = connectionsMax
  }

  /** Hangs up on everybody, and removes the socket. */
  close(): Promise<void> {
    for (const socket of this.#sockets) socket.destroy()
    return new Promise((resolve) => this.#server.close(() => resolve()))
  }

  #listen(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.once('error', reject)
      // The socket is made in this very call, with the permissions that the mask leaves.
      const mask = process.umask(0o177)
      this.#server.listen(this.#options.path, () => {
        this.#server.off('error', reject)
        this.#server.on('error', (error) => this.#options.logger.warn('control socket', { error }))
        resolve()
      })
      process.umask(mask)
      this.#server.unref()
    })
  }

  #accept(socket: Socket): void {
    this.#sockets.add(socket)
    const conversation = new Conversation(this.#agent, socket)
    socket.on('close', () => {
      this.#sockets.delete(socket)
      conversation.end()
    })
    // Whoever asks may hang up at any time.
    socket.on('error', () => socket.destroy())
    socket.setTimeout(idleMs, () => conversation.idle())
    socket.setEncoding('utf8')
    socket.on('data', (text: string) => void conversation.heard(text))
  }
}

/** One connection: requests are answered in their order, each before the next is read. */
class Conversation {
  readonly #agent: Agent
  readonly #socket: Socket
  #text = ''
  #isBusy = false
  #unfollow: (() => void) | undefined

  constructor(agent: Agent, socket: Socket) {
    this.#agent = agent
    this.#socket = socket
  }

  async heard(text: string): Promise<void> {
    this.#text += text
    if (this.#isBusy) return
    this.#isBusy = true
    this.#socket.pause()
    let end = this.#text.indexOf('\n')
    while (end >= 0 && end <= lineMax) {
      const line = this.#text.slice(0, end)
      this.#text = this.#text.slice(end + 1)
      if (line.trim() !== '') await this.#answer(line)
      end = this.#text.indexOf('\n')
    }
    this.#isBusy = false
    if (this.#text.length > lineMax) {
      this.#say({ ok: false, message: `a request is at most ${lineMax} bytes long` })
      this.#socket.destroySoon()
    } else {
      this.#socket.resume()
    }
  }

  idle(): void {
    if (this.#unfollow === undefined) this.#socket.destroy()
  }

  end(): void {
    this.#unfollow?.()
    this.#unfollow = undefined
  }

  async #answer(line: string): Promise<void> {
    const request = parseControlRequest(line)
    if (!request.ok) this.#say({ ok: false, message: request.error })
    else if (request.value.do === 'events') this.#follow()
    else this.#say(await performControl(this.#agent, request.value))
  }

  #follow(): void {
    this.#say({ ok: true, value: 'following' })
    if (this.#unfollow !== undefined) return
    const listeners = followed.map((event) => {
      const listener = (details?: object): void => this.#pass(event, details)
      this.#agent.on(event, listener)
      return () => void this.#agent.off(event, listener)
    })
    this.#unfollow = () => {
      for (const stop of listeners) stop()
    }
  }

  #pass(event: string, details: object = {}): void {
    if (this.#socket.writableLength > unreadMax) {
      this.#socket.destroy()
      return
    }
    this.#write({ event, time: new Date().toISOString(), ...details })
  }

  #say(reply: ControlReply): void {
    this.#write(reply)
  }

  #write(value: object): void {
    if (!this.#socket.writable) return
    this.#socket.write(`${JSON.stringify(value, plainErrors)}\n`)
  }
}

function plainErrors(_: string, value: unknown): unknown {
  return value instanceof Error ? value.message : value
}

/** The socket of an agent that was killed is in the way of the next one. */
async function removeStale(path: string): Promise<void> {
  const isAlive = await new Promise<boolean>((resolve, reject) => {
    const socket = connect(path)
    socket.on('connect', () => {
      socket.destroy()
      resolve(true)
    })
    socket.on('error', (error: NodeJS.ErrnoException) => {
      const { code = '' } = error
      // Of one that is asked by many at once, the kernel says EAGAIN.
      if (code === 'EAGAIN') resolve(true)
      else if (['ECONNREFUSED', 'ENOENT'].includes(code)) resolve(false)
      else reject(error)
    })
  })
  if (isAlive) throw new Error(`${path} belongs to an agent that runs`)
  rmSync(path, { force: true })
}
