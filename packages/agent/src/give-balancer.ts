import { clockToken, loggerToken } from '@holdfast/core/di'
import { KernelVirtualServers, openIpvs } from '@holdfast/ipvs'
import type { Ipvs, VirtualServers } from '@holdfast/ipvs'
import { FileJournal } from '@holdfast/linux'
import type { Journal } from '@holdfast/linux'
import type { OnLinuxOptions } from '@holdfast/transport-raw'
import type { VrrpPorts } from '@holdfast/vrrp'
import { instancePerContainerCachingFactory } from 'tsyringe'
import type { DependencyContainer, InjectionToken } from 'tsyringe'
import { ipvsToken, portsToken, virtualServersToken } from './di.js'
import type {
  Balancer,
  VirtualServerSetOptions,
} from './running/virtual-servers/virtual-server-set.js'

export interface BalancerOptions {
  readonly ipvs?: Ipvs
  readonly virtualServers?: VirtualServers
  readonly releasesVirtualServers?: boolean
  readonly ports?: VrrpPorts
  readonly linux?: OnLinuxOptions
}

/** Where the services that are added are remembered for the run after a crash. */
const journalToken: InjectionToken<Journal> = Symbol('Journal of virtual servers')

/** Registers where virtual servers are; nothing is opened before it is resolved. Returns its end. */
export function giveBalancer(
  container: DependencyContainer,
  options: BalancerOptions,
  { beforeExit }: Pick<VrrpPorts, 'beforeExit'>,
): () => Promise<void> {
  const {
    ipvs,
    virtualServers,
    ports,
    linux = {},
    releasesVirtualServers: release = true,
  } = options
  const closers: (() => void)[] = []
  if (ipvs !== undefined) container.register(ipvsToken, { useValue: ipvs })
  if (virtualServers !== undefined) {
    container.register(virtualServersToken, { useValue: virtualServers })
  }
  const isOwnTable = !container.isRegistered(ipvsToken, true) && ports === undefined
  const hasOther = container.isRegistered(virtualServersToken, true)
  if (isOwnTable && !hasOther) {
    const useFactory = instancePerContainerCachingFactory(() => {
      const opened = openIpvs()
      closers.push(() => opened.close())
      return opened
    })
    container.register(ipvsToken, { useFactory })
    const journal = journalOf(linux)
    closers.push(() => journal.close())
    container.register(journalToken, { useValue: journal })
  }
  if (!hasOther && container.isRegistered(ipvsToken, true)) {
    const useFactory = instancePerContainerCachingFactory((from): VirtualServers => {
      const timed = { clock: from.resolve(clockToken), logger: from.resolve(loggerToken) }
      const journal = journalIn(container)
      const made = new KernelVirtualServers(from.resolve(ipvsToken), {
        ...timed,
        ...(journal === undefined ? {} : { journal }),
        // As keepalived: what the configuration names is its own, whoever made it.
        whenForeign: 'takeOver',
      })
      const cancel = release ? beforeExit?.(() => made.releaseNow()) : undefined
      // Before the table below it.
      closers.unshift(() => {
        cancel?.()
        made.close({ release })
      })
      return made
    })
    container.register(virtualServersToken, { useFactory })
  }
  return () => {
    for (const close of closers.splice(0)) close()
    return Promise.resolve()
  }
}

/** Of its own: each journal takes over everything that crashed ones with its key have left. */
function journalOf({ stateKey, stateDirectory }: OnLinuxOptions): FileJournal {
  return new FileJournal({
    key: `${stateKey ?? 'agent'}-ipvs`,
    ...(stateDirectory === undefined ? {} : { directory: stateDirectory }),
  })
}

function journalIn(container: DependencyContainer): Journal | undefined {
  return container.isRegistered(journalToken) ? container.resolve(journalToken) : undefined
}

type Opening = Pick<VirtualServerSetOptions, 'openBalancer' | 'hasLeftovers' | 'beforeExit'>

/** How what was given is opened, once there is a reason to, and ended with the process. */
export function virtualServersIn(container: DependencyContainer): Opening {
  return {
    openBalancer: () => balancerIn(container),
    hasLeftovers: () =>
      journalIn(container)
        ?.leftovers()
        .some(({ kind }) => kind === 'virtualService') ?? false,
    beforeExit: container.resolve(portsToken).beforeExit,
  }
}

/** What was given, opened by now; undefined where there is nothing. */
function balancerIn(container: DependencyContainer): Balancer | undefined {
  if (!container.isRegistered(virtualServersToken, true)) return undefined
  const table = container.isRegistered(ipvsToken, true) ? container.resolve(ipvsToken) : undefined
  return { table, servers: container.resolve(virtualServersToken) }
}
