import 'reflect-metadata'
import { openFifo, ProcessPoller } from '@holdfast/check'
import type { ProcessCounter, ProcessRunner } from '@holdfast/check'
import { addressesToken, clockToken, loggerToken, routesToken } from '@holdfast/core/di'
import type { Ipvs, VirtualServers } from '@holdfast/ipvs'
import { VrrpRouter } from '@holdfast/vrrp'
import type { VrrpConfig, VrrpHooks, VrrpPorts } from '@holdfast/vrrp'
import { vrrpRouterToken } from '@holdfast/vrrp/di'
import { instancePerContainerCachingFactory } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import type { OpenFifo } from './notifying/fifos.js'
import type { Mailer } from './notifying/mailer.js'
import { Notifier } from './notifying/notifier.js'
import { smtpMailer } from './notifying/smtp-mailer.js'
import { systemPrograms } from './running/program-finder.js'
import type { ProgramFinder } from './running/program-finder.js'
import { DelayedLinks } from './running/delayed-links.js'
import { StaticHoldings } from './running/static-holdings.js'
import type { OpenTrackedFile } from './running/trackers.js'

const token = <Value>(name: string): InjectionToken<Value> => Symbol.for(`@holdfast/agent/${name}`)

/** The world of the agent's router: `onLinux()`, or a simulated one. */
export const portsToken: InjectionToken<VrrpPorts> = token('Ports')
export const processRunnerToken: InjectionToken<ProcessRunner> = token('ProcessRunner')
export const processCounterToken: InjectionToken<ProcessCounter> = token('ProcessCounter')
export const programFinderToken: InjectionToken<ProgramFinder> = token('ProgramFinder')
export const mailerToken: InjectionToken<Mailer> = token('Mailer')
export const openFifoToken: InjectionToken<OpenFifo> = token('OpenFifo')
export const openTrackedFileToken: InjectionToken<OpenTrackedFile> = token('OpenTrackedFile')
export const hooksToken: InjectionToken<(config: VrrpConfig) => VrrpHooks> = token('Hooks')
export const notifierToken: InjectionToken<Notifier> = token('Notifier')
/** Undefined where there are no ports that tell of links. */
export const linkDelaysToken: InjectionToken<DelayedLinks | undefined> = token('DelayedLinks')
export const staticHoldingsToken: InjectionToken<StaticHoldings> = token('StaticHoldings')

/** The kernel's table of virtual servers, or a stand-in. Not there on a simulated network. */
export const ipvsToken: InjectionToken<Ipvs> = token('Ipvs')
/** Who spreads clients over servers. Default: the table above, kept equal to what is held. */
export const virtualServersToken: InjectionToken<VirtualServers> = token('VirtualServers')

/** Registers a value, or what makes it once for each container, where nobody else has done so. */
function provide<Value>(
  container: DependencyContainer,
  what: InjectionToken<Value>,
  make: (resolver: DependencyContainer) => Value,
): void {
  if (container.isRegistered(what, true)) return
  container.register(what, { useFactory: instancePerContainerCachingFactory(make) })
}

/**
 * Registers everything an agent is made of that is not registered yet; `portsToken`, `clockToken`,
 * `loggerToken` and `processRunnerToken` must be.
 */
export function registerAgentParts(container: DependencyContainer): void {
  const timed = (from: DependencyContainer) => ({
    clock: from.resolve(clockToken),
    logger: from.resolve(loggerToken),
  })
  provide(container, programFinderToken, () => systemPrograms)
  provide(container, processCounterToken, (from) => new ProcessPoller(timed(from)))
  provide(container, mailerToken, () => smtpMailer)
  provide(container, openFifoToken, () => openFifo)
  provide(container, openTrackedFileToken, () => (path) => path)
  provide(container, hooksToken, () => () => ({}))
  provide(container, linkDelaysToken, (from) => {
    const { links } = from.resolve(portsToken)
    return links === undefined ? undefined : new DelayedLinks(links, from.resolve(clockToken))
  })
  provide(container, vrrpRouterToken, (from) => {
    const links = from.resolve(linkDelaysToken)
    const delayed = links === undefined ? {} : { links }
    return new VrrpRouter({ ...from.resolve(portsToken), ...timed(from), ...delayed })
  })
  provide(container, notifierToken, (from) => {
    return new Notifier({
      ...timed(from),
      runner: from.resolve(processRunnerToken),
      openFifo: from.resolve(openFifoToken),
      mailer: from.resolve(mailerToken),
    })
  })
  provide(container, staticHoldingsToken, (from) => {
    const port = <Port>(what: InjectionToken<Port>): Port | undefined =>
      from.isRegistered(what, true) ? from.resolve(what) : undefined
    const [addresses, routes] = [port(addressesToken), port(routesToken)]
    return new StaticHoldings({ ...timed(from), addresses, routes })
  })
}
