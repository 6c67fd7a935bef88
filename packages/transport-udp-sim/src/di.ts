/**
 * A node on a UDP segment for tsyringe, an optional peer dependency that only this entry imports;
 * import `reflect-metadata` before it.
 *
 * @packageDocumentation
 */
import { linksToken, loggerToken, packetTransportToken } from '@holdfast/core/di'
import { instanceCachingFactory } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import { udpSim } from './udp-sim.js'
import type { UdpSimOptions, UdpSimPorts } from './udp-sim.js'

export const udpSimToken: InjectionToken<UdpSimPorts> = Symbol.for(
  '@holdfast/transport-udp-sim/UdpSimPorts',
)

/**
 * Registers a node under its own token and as the `PacketTransport` and the `Links` of core. Child
 * containers share it, as the router instances of a node share its interfaces. It logs to core's
 * `Logger` where one is registered.
 *
 * Call what it returns to close the transport: tsyringe disposes nothing that a factory made.
 */
export function registerUdpSim(
  container: DependencyContainer,
  options: UdpSimOptions,
): () => Promise<void> {
  let made: UdpSimPorts | undefined
  const make = (resolver: DependencyContainer): UdpSimPorts => {
    const hasLogger = resolver.isRegistered(loggerToken, true)
    const logger = hasLogger ? { logger: resolver.resolve(loggerToken) } : {}
    made = udpSim({ ...logger, ...options })
    return made
  }
  container.register(udpSimToken, { useFactory: instanceCachingFactory(make) })
  container.register(packetTransportToken, {
    useFactory: (resolver) => resolver.resolve(udpSimToken).transport,
  })
  container.register(linksToken, { useFactory: (resolver) => resolver.resolve(udpSimToken).links })
  return async () => made?.transport.close()
}
