import { createServer } from 'node:http'
import type { IncomingMessage, Server, ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Registry } from 'prom-client'
import type { MetricsAddress } from './metrics-address.js'

/** Nobody who asks may cost the router anything. */
const connectionsMax = 16
/** How long a request, and what comes of it, may take; milliseconds. */
const patienceMs = 5000

/** Answers GET /metrics with what Prometheus asks for, and nothing else. */
export class MetricsServer {
  readonly #server: Server

  /** Rejects when the address cannot be listened at. */
  static async open(registry: Registry, address: MetricsAddress): Promise<MetricsServer> {
    const server = createServer({ requestTimeout: patienceMs, headersTimeout: patienceMs })
    server.maxConnections = connectionsMax
    server.setTimeout(patienceMs)
    server.on('request', (request, response) => void answer(registry, request, response))
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(address.port, address.host, resolve)
    })
    server.unref()
    return new MetricsServer(server)
  }

  private constructor(server: Server) {
    this.#server = server
  }

  /** Where it is, such as `http://127.0.0.1:9650/metrics`. */
  get url(): string {
    const { address, port, family } = this.#server.address() as AddressInfo
    return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}/metrics`
  }

  /** Hangs up on everybody. */
  close(): Promise<void> {
    return new Promise((resolve) => {
      this.#server.close(() => resolve())
      this.#server.closeAllConnections()
    })
  }
}

async function answer(
  registry: Registry,
  { method, url }: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (url?.split('?')[0] !== '/metrics') {
    end(response, 404, 'the metrics are at /metrics\n')
    return
  }
  if (method !== 'GET' && method !== 'HEAD') {
    end(response, 405, 'they can only be read\n')
    return
  }
  try {
    const text = await registry.metrics()
    response.setHeader('Content-Type', registry.contentType)
    end(response, 200, text)
  } catch {
    end(response, 500, 'the metrics cannot be read\n')
  }
}

function end(response: ServerResponse, status: number, text: string): void {
  response.writeHead(status)
  response.end(text)
}
