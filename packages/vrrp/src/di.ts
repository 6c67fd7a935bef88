/**
 * Virtual routers for tsyringe, an optional peer dependency that only this entry imports; import
 * `reflect-metadata` before it.
 *
 * @packageDocumentation
 */
import { addressesToken, clockToken, linksToken, loggerToken } from '@holdfast/core/di'
import { packetTransportToken, routesToken } from '@holdfast/core/di'
import { instancePerContainerCachingFactory } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import type { VrrpConfig } from './config.js'
import type { VrrpHooks } from './hooks.js'
import { VrrpInstance } from './instance.js'
import type { VrrpPorts } from './ports.js'
import { VrrpRouter } from './router.js'

export const vrrpRouterToken: InjectionToken<VrrpRouter> = Symbol.for('@holdfast/vrrp/VrrpRouter')

/** `resolve` gives the last instance that was registered, `resolveAll` gives all of them. */
export const vrrpInstanceToken: InjectionToken<VrrpInstance> = Symbol.for(
  '@holdfast/vrrp/VrrpInstance',
)

/** What a container that resolves the tokens gets. */
export interface VrrpRegistration {
  /** One instance each; they share a router, and so the container's transport. */
  readonly instances: readonly VrrpConfig[]
  /** Hooks of an instance; they may be made of what the container holds. */
  readonly hooks?: (config: VrrpConfig, container: DependencyContainer) => VrrpHooks
}

/**
 * Registers a router on core's ports, and the instances it drives. Every container that resolves
 * them makes its own, so that one registration serves the child containers of several nodes; only
 * a `PacketTransport` must be registered, the other ports are used where they are.
 *
 * Call what it returns to stop every instance and close the transports: tsyringe disposes nothing
 * that a factory made.
 */
export function registerVrrp(
  container: DependencyContainer,
  options: VrrpRegistration,
): () => Promise<void> {
  const routers: VrrpRouter[] = []
  const instances: VrrpInstance[] = []
  const makeRouter = (resolver: DependencyContainer): VrrpRouter => {
    const router = new VrrpRouter(portsOf(resolver))
    routers.push(router)
    return router
  }
  container.register(vrrpRouterToken, {
    useFactory: instancePerContainerCachingFactory(makeRouter),
  })
  for (const config of options.instances) {
    const makeInstance = (resolver: DependencyContainer): VrrpInstance => {
      const hooks = options.hooks?.(config, resolver) ?? {}
      const instance = new VrrpInstance(config, resolver.resolve(vrrpRouterToken), { hooks })
      instances.push(instance)
      return instance
    }
    container.register(vrrpInstanceToken, {
      useFactory: instancePerContainerCachingFactory(makeInstance),
    })
  }
  return async () => {
    await Promise.all(instances.map((instance) => instance.stop()))
    await Promise.all(routers.map((router) => router.close()))
  }
}

function portsOf(container: DependencyContainer): VrrpPorts {
  const optional = <Port>(token: InjectionToken<Port>): Port | undefined =>
    container.isRegistered(token, true) ? container.resolve(token) : undefined
  const links = optional(linksToken)
  const addresses = optional(addressesToken)
  const routes = optional(routesToken)
  const clock = optional(clockToken)
  const logger = optional(loggerToken)
  return {
    transport: container.resolve(packetTransportToken),
    ...(links === undefined ? {} : { links }),
    ...(addresses === undefined ? {} : { addresses }),
    ...(routes === undefined ? {} : { routes }),
    ...(clock === undefined ? {} : { clock }),
    ...(logger === undefined ? {} : { logger }),
  }
}
