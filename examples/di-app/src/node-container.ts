import { addressesToken, loggerToken } from '@holdfast/core/di'
import { MemoryAddresses } from '@holdfast/core/testing'
import { registerUdpSim } from '@holdfast/transport-udp-sim/di'
import { registerVrrp } from '@holdfast/vrrp/di'
import { container as root } from 'tsyringe'
import type { DependencyContainer } from 'tsyringe'
import { NodeLogger } from './node-logger.js'
import { nodeNameToken } from './tokens.js'

export interface NodeOptions {
  readonly name: string
  readonly address: string
  readonly priority: number
  /** UDP port of the segment. */
  readonly port: number
}

/** Everything of one node, in a child container of its own: nodes share nothing by accident. */
export interface NodeContainer extends AsyncDisposable {
  readonly container: DependencyContainer
}

export function nodeContainer({ name, address, priority, port }: NodeOptions): NodeContainer {
  const container = root.createChildContainer()
  container.register(nodeNameToken, { useValue: name })
  container.register(loggerToken, { useClass: NodeLogger })
  container.register(addressesToken, { useValue: new MemoryAddresses() })
  registerUdpSim(container, { port, node: name, interfaces: { eth0: { address } } })
  const virtualRouter = {
    name: 'VI_1',
    interface: 'eth0',
    virtualRouterId: 51,
    virtualAddresses: ['192.0.2.10/24'],
    priority,
    version: 3,
    advertIntMs: 100,
  } as const
  const close = registerVrrp(container, { instances: [virtualRouter] })
  // tsyringe disposes nothing that a factory made: `close` stops the instance and its transport.
  return { container, [Symbol.asyncDispose]: close }
}
