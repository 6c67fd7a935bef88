import { createServer } from 'node:http'
import { onSegment } from '@holdfast/transport-udp-sim'
import type { UdpSimPorts } from '@holdfast/transport-udp-sim'
import { VrrpInstance } from '@holdfast/vrrp'
import { ListeningAddress } from './listening-address.js'

export interface ServiceOptions {
  readonly name: string
  readonly address: string
  readonly priority: number
  /** UDP port of the segment. */
  readonly segmentPort: number
  /** TCP port that clients know. */
  readonly httpPort: number
}

/** One copy of a service of which only the master serves. */
export class Service implements AsyncDisposable {
  readonly vip: VrrpInstance
  readonly #ports: UdpSimPorts

  constructor({ name, address, priority, segmentPort, httpPort }: ServiceOptions) {
    const server = createServer((_request, response) => {
      // A connection that stays open would still reach a master that has moved.
      response.writeHead(200, { connection: 'close' }).end(name)
    })
    this.#ports = onSegment({ port: segmentPort, node: name, address })
    const config = {
      name: 'http',
      interface: 'eth0',
      virtualRouterId: 80,
      virtualAddresses: ['192.0.2.80/24'],
      priority,
      version: 3,
      advertIntMs: 100,
      // The old master closes its port some milliseconds after the new one asks for it.
      addressRetryDelayMs: 10,
    } as const
    const addresses = new ListeningAddress(server, httpPort)
    this.vip = new VrrpInstance(config, { ...this.#ports, addresses })
    this.vip.on('transition', ({ text }) => console.log(`  ${name}  ${text}`))
    this.vip.on('note', ({ text }) => console.log(`  ${name}  ${text}`))
  }

  plugIn(): void {
    this.#ports.links.set('eth0', { up: true })
  }

  pullOut(): void {
    this.#ports.links.set('eth0', { up: false })
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.vip.stop()
  }
}
