import { once } from 'node:events'
import { createServer } from 'node:http'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a web server does when it is asked how it is. */
type Health = 'well' | 'failing' | 'hanging'

/** The web server of a node. It can be made to fail, or to hang, which no TCP check would notice. */
export class WebServer implements AsyncDisposable {
  health: Health = 'well'
  readonly #server: Server

  constructor() {
    this.#server = createServer((_, response) => {
      if (this.health === 'well') response.end('all is well')
      else if (this.health === 'failing') response.writeHead(503).end('no database')
    })
  }

  /** Resolves with its port on loopback. */
  async listen(): Promise<number> {
    this.#server.listen(0, '127.0.0.1')
    await once(this.#server, 'listening')
    return (this.#server.address() as AddressInfo).port
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.closeAllConnections()
    this.#server.close()
    await once(this.#server, 'close')
  }
}
