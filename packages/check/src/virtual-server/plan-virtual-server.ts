import { ConfigError } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'
import type { ServerAddress, VirtualServerAddress, VirtualServerBlock } from '../keywords/model.js'
import type { Check } from '../checker/check.js'
import { describeTarget } from '../probe/connection/connect-options.js'
import { pickDefined } from './pick-defined.js'
import { alwaysFailing, planCheckers } from './plan-checkers.js'
import type { CheckResources, Place } from './plan-checkers.js'
import type { CheckerConfig, RealServerConfig, VirtualServerConfig } from './virtual-server.js'

export interface PlannedVirtualServer {
  readonly config: VirtualServerConfig
  /** Checks that fail for ever, as they cannot be done. */
  readonly issues: readonly ConfigIssue[]
}

/**
 * What a block `virtual_server` means to a `VirtualServer`. A server is named by address and port; the
 * port is that of the service where it has none, and the second of two equal servers is left out.
 */
export function planVirtualServer(
  block: VirtualServerBlock,
  resources: CheckResources,
): PlannedVirtualServer {
  const { service, sorryServer, sorryServerInhibit: inhibit = false } = block
  const issues: ConfigIssue[] = []
  const servers = new Map<string, RealServerConfig>()
  for (const [index, real] of (block.realServers ?? []).entries()) {
    const server = withPort(real.server, service)
    const id = realServerId(server, service)
    if (servers.has(id)) continue
    const where = `realServers[${index}]`
    servers.set(id, {
      id,
      weight: real.weight ?? block.weight ?? 1,
      inhibitOnFailure: real.inhibitOnFailure ?? block.inhibitOnFailure ?? false,
      checkers: checkersOf({ virtual: block, real, server, resources }, where, issues),
    })
  }
  const sorry = sorryServer === undefined ? undefined : realServerId(sorryServer, service)
  return {
    issues,
    config: {
      name: nameOf(service),
      servers: [...servers.values()],
      ...pickDefined(block, ['quorum', 'hysteresis', 'omega']),
      ...(sorry === undefined ? {} : { sorryServer: { id: sorry, inhibit } }),
    },
  }
}

function checkersOf(place: Place, where: string, issues: ConfigIssue[]): readonly CheckerConfig[] {
  const checkers = new Map<string, CheckerConfig>()
  for (const { path, id, timing, make } of planCheckers(place)) {
    // To ask the same twice tells nothing more.
    if (checkers.has(id)) continue
    const check = madeBy(make, (issue) => {
      issues.push({ ...issue, path: `${where}.${path}.${issue.path}` })
    })
    checkers.set(id, { ...timing, id, check })
  }
  return [...checkers.values()]
}

function madeBy(make: () => Check, complain: (issue: ConfigIssue) => void): Check {
  try {
    return make()
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error
    for (const issue of error.issues) complain(issue)
    return alwaysFailing(error.issues.map(({ message }) => message).join(', '))
  }
}

/** What names a server of a service: `192.0.2.1:80`, with the service's port where it has none. */
export function realServerId(server: ServerAddress, service: VirtualServerAddress): string {
  return serverId(withPort(server, service))
}

function withPort(server: ServerAddress, service: VirtualServerAddress): ServerAddress {
  if (server.port !== undefined || service.kind !== 'address') return server
  return service.port === undefined ? server : { ...server, port: service.port }
}

function serverId({ address, port = 0 }: ServerAddress): string {
  return describeTarget({ address, port })
}

function nameOf(service: VirtualServerAddress): string {
  switch (service.kind) {
    case 'address':
      return serverId(service)
    case 'fwmark':
      return `fwmark ${service.mark}`
    case 'group':
      return `group ${service.name}`
  }
}
