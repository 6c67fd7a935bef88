import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { HttpAddress } from './http-address.js'

/** Answers a GET or a HEAD; what it throws, or rejects with, is answered with 500. */
export type Answer = (request: IncomingMessage, response: ServerResponse) => Promise<void> | void

/** By path. */
export type Routes = Readonly<Record<string, Answer>>

/** Nobody who asks may cost the router anything. */
const connectionsMax = 64
/** How long a request, and what comes of it, may take; milliseconds. */
const patienceMs = 5000

/** Lets an agent be looked at: what there is, is read, and nothing else can be done to it. */
export class HttpServer {
  readonly #server: Server

  /** Rejects when the address cannot be listened at. */
  static async open(routes: Routes, address: HttpAddress): Promise<HttpServer> {
    const server = createServer({ requestTimeout: patienceMs, headersTimeout: patienceMs })
    server.maxConnections = connectionsMax
    server.setTimeout(patienceMs)
    server.on('request', (request, response) => void serve(routes, request, response))
    await new Promise<void>((resolve, reject) => {
      // It stays: that somebody could not be let in, later, is an error that must not end the router.
      server.on('error', reject)
      server.listen(address.port, address.host, resolve)
    })
    server.unref()
    return new HttpServer(server)
  }

  private constructor(server: Server) {
    this.#server = server
  }

  /** Where it is, such as `http://127.0.0.1:9650`. */
  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`
  }

  /** Hangs up on everybody. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }
}

/** Answers in a line, or with a text of another kind. */
export function answerWith(
  response: ServerResponse,
  status: number,
  text: string,
  type: string = 'text/plain; charset=utf-8',
): void {
  response.writeHead(status, { 'Content-Type': type })
  response.end(text)
}

async function serve(
  routes: Routes,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  // It was asked before the last answer was read: a thousand such fit in one turn of the loop.
  if (response.socket === null) {
    request.socket.destroy()
    return
  }
  const { method, url = '' } = request
  const path = url.split('?')[0] ?? ''
  const answer = Object.hasOwn(routes, path) ? routes[path] : undefined
  if (answer === undefined) {
    answerWith(response, 404, `there are ${Object.keys(routes).join(', ')}\n`)
    return
  }
  if (method !== 'GET' && method !== 'HEAD') {
    response.setHeader('Allow', 'GET, HEAD')
    answerWith(response, 405, 'it can only be read\n')
    return
  }
  try {
    await answer(request, response)
  } catch {
    if (response.headersSent) response.destroy()
    else answerWith(response, 500, 'it cannot be read\n')
  }
}
