import { ConfigError } from '@holdfast/core'
import type { VirtualServerConfig } from './config.js'
import { formatDestinationId } from './destination.js'
import type { Destination } from './destination.js'
import { IssueList } from './issue-list.js'
import { resolveDestination } from './resolve-destination.js'
import { resolveService } from './resolve-service.js'
import { formatServiceId } from './service.js'
import type { VirtualServer } from './virtual-server.js'

/**
 * Checks what somebody wrote and says everything that was left out. Throws ConfigError with all that
 * is wrong, such as `virtualServers[0].destinations[2].weight`.
 */
export function resolveVirtualServers(
  configs: readonly VirtualServerConfig[],
): readonly VirtualServer[] {
  const issues = new IssueList()
  const places = new Map<string, string>()
  const servers = configs.flatMap((config, index) => {
    const path = `virtualServers[${index}]`
    const server = resolveOne(config, path, issues)
    if (server === undefined) return []
    const name = formatServiceId(server.service.id)
    isFirst(places, name, path, `${path}.service`, issues)
    return [server]
  })
  if (issues.all.length > 0) throw new ConfigError('virtual servers', issues.all)
  return servers
}

function resolveOne(
  config: VirtualServerConfig,
  path: string,
  issues: IssueList,
): VirtualServer | undefined {
  const service = resolveService(config, path, issues)
  const { drainMs = 0 } = config
  issues.range(`${path}.drainMs`, drainMs, 0, 86_400_000)
  if (service === undefined) return undefined
  const places = new Map<string, string>()
  const destinations = config.destinations.flatMap((each, index): readonly Destination[] => {
    const place = `${path}.destinations[${index}]`
    const forwarding = each.forwarding ?? config.forwarding ?? 'masq'
    const destination = resolveDestination({ ...each, forwarding }, service.id, place, issues)
    if (destination === undefined) return []
    const name = formatDestinationId(destination)
    return isFirst(places, name, place, place, issues) ? [destination] : []
  })
  return { service, destinations, ...(drainMs === 0 ? {} : { drainMs }) }
}

function isFirst(
  places: Map<string, string>,
  name: string,
  place: string,
  path: string,
  issues: IssueList,
): boolean {
  const first = places.get(name)
  if (first === undefined) places.set(name, place)
  else issues.add(path, `${name} is in ${first} already`)
  return first === undefined
}
