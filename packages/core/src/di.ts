/**
 * The ports of `@holdfast/core` for tsyringe, an optional peer dependency that only this entry
 * imports; import `reflect-metadata` before it.
 *
 * @packageDocumentation
 */
import { instancePerContainerCachingFactory } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import type { Addresses } from './addresses.js'
import type { Clock } from './clock.js'
import type { Links } from './links.js'
import type { Logger } from './logger.js'
import { silentLogger } from './logger.js'
import type { Routes } from './routes.js'
import { systemClock } from './system-clock.js'
import type { PacketTransport } from './transport.js'

export const clockToken: InjectionToken<Clock> = Symbol.for('@holdfast/core/Clock')
export const loggerToken: InjectionToken<Logger> = Symbol.for('@holdfast/core/Logger')
export const packetTransportToken: InjectionToken<PacketTransport> = Symbol.for(
  '@holdfast/core/PacketTransport',
)
export const addressesToken: InjectionToken<Addresses> = Symbol.for('@holdfast/core/Addresses')
export const linksToken: InjectionToken<Links> = Symbol.for('@holdfast/core/Links')
export const routesToken: InjectionToken<Routes> = Symbol.for('@holdfast/core/Routes')

/** What makes each port, once for every container; it may resolve others from that container. */
export interface CoreRegistration {
  /** `systemClock` by default. */
  readonly clock?: (container: DependencyContainer) => Clock
  /** `silentLogger` by default. */
  readonly logger?: (container: DependencyContainer) => Logger
  /** Without a default: whoever brings a transport registers it. */
  readonly packetTransport?: (container: DependencyContainer) => PacketTransport
  /** Without a default. */
  readonly addresses?: (container: DependencyContainer) => Addresses
  /** Without a default. */
  readonly links?: (container: DependencyContainer) => Links
  /** Without a default. */
  readonly routes?: (container: DependencyContainer) => Routes
}

/**
 * Registers the ports of core. tsyringe disposes nothing that a factory made: whoever opens a
 * transport closes it.
 */
export function registerCore(container: DependencyContainer, options: CoreRegistration = {}): void {
  const register = <Port>(
    token: InjectionToken<Port>,
    make: ((container: DependencyContainer) => Port) | undefined,
  ): void => {
    if (make === undefined) return
    container.register(token, { useFactory: instancePerContainerCachingFactory(make) })
  }
  register(clockToken, options.clock ?? (() => systemClock))
  register(loggerToken, options.logger ?? (() => silentLogger))
  register(packetTransportToken, options.packetTransport)
  register(addressesToken, options.addresses)
  register(linksToken, options.links)
  register(routesToken, options.routes)
}
