import { fileURLToPath } from 'node:url'
import type { Program } from '../../../../../test/support/program.js'
import type { Machine } from './lan.js'

const path = (name: string): string =>
  fileURLToPath(new URL(`../programs/${name}`, import.meta.url))

/** How a talk over one connection went. */
export interface TalkReport {
  readonly said: number
  readonly heard: number
  readonly names: readonly string[]
  readonly longestGapMs: number
  readonly end?: string
}

/** Asks, and is answered with the name of a server. */
export class Client {
  readonly #machine: Machine
  readonly #program: Program

  constructor(machine: Machine) {
    this.#machine = machine
    this.#program = machine.start(process.execPath, path('client.mjs'))
  }

  async start(): Promise<void> {
    await this.#program.printed(/ready/)
  }

  /** What so many requests are answered, each over a connection of its own. */
  async ask(count: number, to: string, from = ''): Promise<readonly string[]> {
    const order = `${count} ${to.replace(':', ' ')} ${from}`
    return JSON.parse(await this.#program.tell(order.trim())) as readonly string[]
  }

  /** A connection over which something is said all the time. */
  async talk(to: string): Promise<() => Promise<TalkReport>> {
    const [host = '', port = ''] = to.split(':')
    const talker = this.#machine.start(process.execPath, path('talker.mjs'), host, port)
    await talker.printed(/ready/)
    return async () => JSON.parse(await talker.tell('report')) as TalkReport
  }
}
