/**
 * A router's access to this machine for tsyringe, an optional peer dependency that only this entry
 * imports; import `reflect-metadata` before it.
 *
 * @packageDocumentation
 */
import {
  addressesToken,
  clockToken,
  linksToken,
  loggerToken,
  packetTransportToken,
  routesToken,
} from '@holdfast/core/di'
import { instanceCachingFactory } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import { onLinux } from './on-linux.js'
import type { LinuxPorts, OnLinuxOptions } from './on-linux.js'

export const linuxPortsToken: InjectionToken<LinuxPorts> = Symbol.for(
  '@holdfast/transport-raw/LinuxPorts',
)

/**
 * Registers `onLinux` under its own token and as the `PacketTransport`, the `Links`, the `Addresses`
 * and the `Routes` of core. Child containers share it, as the router instances of a machine share its
 * interfaces. It uses core's `Clock` and `Logger` where they are registered.
 *
 * Call what it returns to close everything: tsyringe disposes nothing that a factory made.
 */
export function registerOnLinux(
  container: DependencyContainer,
  options: OnLinuxOptions = {},
): () => Promise<void> {
  let made: LinuxPorts | undefined
  const make = (resolver: DependencyContainer): LinuxPorts => {
    const hasClock = resolver.isRegistered(clockToken, true)
    const hasLogger = resolver.isRegistered(loggerToken, true)
    made = onLinux({
      ...(hasClock && { clock: resolver.resolve(clockToken) }),
      ...(hasLogger && { logger: resolver.resolve(loggerToken) }),
      ...options,
    })
    return made
  }
  const ports = (resolver: DependencyContainer): LinuxPorts => resolver.resolve(linuxPortsToken)
  container.register(linuxPortsToken, { useFactory: instanceCachingFactory(make) })
  container.register(packetTransportToken, { useFactory: (from) => ports(from).transport })
  container.register(linksToken, { useFactory: (from) => ports(from).links })
  container.register(addressesToken, { useFactory: (from) => ports(from).addresses })
  container.register(routesToken, { useFactory: (from) => ports(from).routes })
  return async () => made?.close()
}
