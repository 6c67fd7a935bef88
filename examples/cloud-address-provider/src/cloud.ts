import { createServer } from 'node:http'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'

/** How long the API takes for anything, in milliseconds. */
const LATENCY_MS = 80
/** The first of so many requests finds it overloaded. */
const FAILS_EVERY = 3

/**
 * Stands in for the API of a cloud, where traffic to an address follows an attachment:
 *
 *     PUT    /addresses/192.0.2.10?node=a    attaches, and takes it from whoever had it
 *     DELETE /addresses/192.0.2.10?node=a    detaches, if it is attached to that node
 */
export class Cloud implements AsyncDisposable {
  readonly #attached = new Map<string, string>()
  readonly #server: Server = createServer((request, response) => {
    void this.#handle(request).then((status) => response.writeHead(status).end())
  })
  #requests = 0

  /** Starts the API on a free port; resolves when it answers. */
  async start(): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve))
    await fetch(this.url)
  }

  get url(): string {
    const { port } = this.#server.address() as AddressInfo
    return `http://127.0.0.1:${port}`
  }

  /** The node that traffic to this address reaches. */
  nodeOf(address: string): string | undefined {
    return this.#attached.get(address)
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    await new Promise((resolve) => this.#server.close(resolve))
  }

  async #handle({ method, url = '' }: IncomingMessage): Promise<number> {
    if (method !== 'PUT' && method !== 'DELETE') return 200
    this.#requests += 1
    const { pathname, searchParams } = new URL(url, this.url)
    const address = pathname.replace('/addresses/', '')
    const node = searchParams.get('node') ?? ''
    const isOverloaded = this.#requests % FAILS_EVERY === 1
    await pause(LATENCY_MS)
    const status = isOverloaded ? 503 : this.#obey(method, address, node)
    console.log(`  cloud  ${method} ${address} by ${node}: ${status}`)
    return status
  }

  #obey(method: 'PUT' | 'DELETE', address: string, node: string): number {
    if (method === 'PUT') {
      this.#attached.set(address, node)
      return 200
    }
    if (this.#attached.get(address) !== node) return 409
    this.#attached.delete(address)
    return 200
  }
}
