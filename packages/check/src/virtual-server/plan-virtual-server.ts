import { ConfigError } from '@holdfast/core'
import type { ConfigIssue, Result } from '@holdfast/core'
import type {
  RealServerBlock,
  ServerAddress,
  VirtualServerAddress,
  VirtualServerBlock,
} from '../keywords/model.js'
import { describeTarget } from '../probe/connection/connect-options.js'
import { pickDefined } from './pick-defined.js'
import { planCheckers } from './plan-checkers.js'
import type { CheckResources } from './plan-checkers.js'
import type { CheckerConfig, RealServerConfig, VirtualServerConfig } from './virtual-server.js'

/**
 * What a block `virtual_server` means to a `VirtualServer`. A server is named by address and port; the
 * port is that of the service where it has none, and the second of two equal servers is left out. The
 * error lists the checks that cannot be done, each with its path.
 */
export function planVirtualServer(
  block: VirtualServerBlock,
  resources: CheckResources,
): Result<VirtualServerConfig, readonly ConfigIssue[]> {
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
      checkers: checkersOf(block, real, server, resources, where, issues),
    })
  }
  if (issues.length > 0) return { ok: false, error: issues }
  const sorry = sorryServer === undefined ? undefined : realServerId(sorryServer, service)
  return {
    ok: true,
    value: {
      name: nameOf(service),
      servers: [...servers.values()],
      ...pickDefined(block, ['quorum', 'hysteresis', 'omega']),
      ...(sorry === undefined ? {} : { sorryServer: { id: sorry, inhibit } }),
    },
  }
}

function checkersOf(
  virtual: VirtualServerBlock,
  real: RealServerBlock,
  server: ServerAddress,
  resources: CheckResources,
  where: string,
  issues: ConfigIssue[],
): readonly CheckerConfig[] {
  const checkers = new Map<string, CheckerConfig>()
  for (const { path, id, timing, make } of planCheckers({ virtual, real, server, resources })) {
    try {
      // To ask the same twice tells nothing more.
      if (!checkers.has(id)) checkers.set(id, { ...timing, id, check: make() })
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error
      for (const issue of error.issues) {
        issues.push({ ...issue, path: `${where}.${path}.${issue.path}` })
      }
    }
  }
  return [...checkers.values()]
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
