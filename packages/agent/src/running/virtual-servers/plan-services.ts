import { realServerId } from '@holdfast/check'
import type {
  ForwardingMethod,
  RealServerBlock,
  ServerAddress,
  VirtualServerBlock,
  VirtualServerGroupBlock,
} from '@holdfast/check/keywords'
import { ConfigError, ipFamily } from '@holdfast/core'
import { resolveVirtualServers } from '@holdfast/ipvs'
import type {
  DestinationConfig,
  ForwardingConfig,
  SchedulerFlagName,
  ServiceId,
  VirtualServerConfig,
} from '@holdfast/ipvs'
import { addressesOf } from './group-addresses.js'
import type { ServicePlan } from './virtual-server-plan.js'

/** Where nobody says how long: six minutes. */
const persistenceTimeoutMs = 360_000

export type Complain = (problem: string) => void

/** What the kernel is to have of a virtual server; undefined, with a complaint, where nothing. */
export function planServices(
  block: VirtualServerBlock,
  groups: readonly VirtualServerGroupBlock[],
  complain: Complain,
): readonly ServicePlan[] | undefined {
  const ids = serviceIds(block, groups, complain)
  if (ids === undefined) return undefined
  const reals = block.realServers ?? []
  const settings = settingsOf(block, complain)
  const configOf = (
    service: ServiceId,
    destinations: readonly DestinationConfig[],
  ): VirtualServerConfig => {
    // Every port at once is only for persistent services.
    const isPersistent = service.kind === 'address' && service.port === 0
    return { ...(isPersistent ? { persistenceTimeoutMs } : {}), ...settings, service, destinations }
  }
  const servers = reals.map((real) => destinationOf(block, real, complain))
  const sorry = sorryServerOf(block)
  try {
    const resolved = resolveVirtualServers(ids.map((id) => configOf(id, servers)))
    const sorries =
      sorry === undefined ? [] : resolveVirtualServers(ids.map((id) => configOf(id, [sorry])))
    return resolved.map(({ service, destinations }, at) => ({
      service,
      destinations: Object.fromEntries(
        reals.flatMap(({ server }, index) => {
          const destination = destinations[index]
          if (destination === undefined) return []
          return [[realServerId(server, block.service), destination] as const]
        }),
      ),
      sorryServer: sorries[at]?.destinations[0],
    }))
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const { path, message } of error.issues) complain(`is left out: ${path}: ${message}`)
    return undefined
  }
}

function serviceIds(
  { service, protocol = 'UDP', ipFamily: family, realServers = [] }: VirtualServerBlock,
  groups: readonly VirtualServerGroupBlock[],
  complain: Complain,
): readonly ServiceId[] | undefined {
  const first = realServers[0]?.server.address ?? '0.0.0.0'
  const markFamily = (given = family) =>
    given === undefined ? ipFamily(first) : given === 'inet6' ? 6 : 4
  const packets = { kind: 'address', protocol: protocol.toLowerCase() as 'tcp' } as const
  if (service.kind === 'address') {
    return [{ ...packets, address: service.address, port: service.port ?? 0 }]
  }
  if (service.kind === 'fwmark') {
    return [{ kind: 'fwmark', mark: service.mark, family: markFamily() }]
  }
  const group = groups.find(({ name }) => name === service.name)
  if (group === undefined || group.members.length === 0) {
    complain(`is left out: there is no virtual_server_group ${service.name} with members`)
    return undefined
  }
  return group.members.flatMap((member): readonly ServiceId[] => {
    if (member.kind === 'fwmark') {
      return [{ kind: 'fwmark', mark: member.mark, family: markFamily(member.family) }]
    }
    const addresses = addressesOf(member)
    if (addresses === undefined) complain(`goes without the range that begins at ${member.first}`)
    return (addresses ?? []).map((address) => ({ ...packets, address, port: member.port ?? 0 }))
  })
}

function settingsOf(
  block: VirtualServerBlock,
  complain: Complain,
): Omit<VirtualServerConfig, 'service' | 'destinations'> {
  const { lvsSched: scheduler = 'wlc', persistenceEngine, persistenceGranularity } = block
  const isDatagram = block.service.kind === 'fwmark' || (block.protocol ?? 'UDP') === 'UDP'
  if (block.ops === true && !isDatagram) complain('goes without `ops`, which is for UDP')
  // A granularity or an engine alone asks for persistence all the same.
  const isPersistent = persistenceGranularity !== undefined || persistenceEngine !== undefined
  const timeoutMs = block.persistenceTimeoutMs ?? (isPersistent ? persistenceTimeoutMs : undefined)
  return {
    scheduler,
    schedulerFlags: flagsOf(block, scheduler, complain),
    onePacket: block.ops === true && isDatagram,
    ...(timeoutMs === undefined ? {} : { persistenceTimeoutMs: timeoutMs }),
    ...(persistenceGranularity === undefined ? {} : { persistenceGranularity }),
    ...(persistenceEngine === undefined ? {} : { persistenceEngine }),
  }
}

function flagsOf(
  block: VirtualServerBlock,
  scheduler: string,
  complain: Complain,
): readonly SchedulerFlagName[] {
  const given: Readonly<Record<SchedulerFlagName, boolean | undefined>> = {
    'flag-1': block.flag1,
    'flag-2': block.flag2,
    'flag-3': block.flag3,
    'sh-port': block.shPort,
    'sh-fallback': block.shFallback,
    'mh-port': block.mhPort,
    'mh-fallback': block.mhFallback,
  }
  const names = Object.keys(given) as SchedulerFlagName[]
  return names.filter((name) => {
    if (given[name] !== true) return false
    const isFitting = name.startsWith('flag') || name.startsWith(`${scheduler}-`)
    if (!isFitting) complain(`goes without \`${name}\`: its scheduler is ${scheduler}`)
    return isFitting
  })
}

function destinationOf(
  block: VirtualServerBlock,
  real: RealServerBlock,
  complain: Complain,
): DestinationConfig {
  const { uthreshold: upper = 0, lthreshold: lower = 0, server } = real
  const isFitting = lower <= upper
  if (!isFitting)
    complain(`goes without the lthreshold of ${server.address}: it is above the uthreshold`)
  return {
    ...addressOf(block, server, real.lvsMethod),
    upperThreshold: upper,
    lowerThreshold: isFitting ? lower : 0,
  }
}

function sorryServerOf(block: VirtualServerBlock): DestinationConfig | undefined {
  const { sorryServer, sorryServerLvsMethod } = block
  return sorryServer && addressOf(block, sorryServer, sorryServerLvsMethod)
}

function addressOf(
  block: VirtualServerBlock,
  { address, port }: ServerAddress,
  own: ForwardingMethod | undefined,
): DestinationConfig {
  const method = own ?? block.lvsMethod ?? { method: 'NAT' }
  // The ports of a group's members may differ, and only NAT changes the port of a packet.
  const leavesPort = block.service.kind !== 'fwmark' && method.method !== 'NAT'
  const given = port === undefined || leavesPort ? {} : { port }
  return { address, ...given, forwarding: forwardingOf(method) }
}

function forwardingOf(given: ForwardingMethod): ForwardingConfig {
  const { method, tunnel: type, tunnelPort: port, checksum } = given
  if (method === 'NAT') return 'masq'
  if (method === 'DR') return 'direct'
  return {
    method: 'tunnel',
    ...(type === undefined ? {} : { type }),
    ...(port === undefined ? {} : { port }),
    ...(checksum === undefined ? {} : { checksum }),
  }
}
