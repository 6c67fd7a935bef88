import type { Logger } from '@holdfast/core'
import { parseHttpAddress } from '../http/http-address.js'
import type { HttpAddress } from '../http/http-address.js'
import { HttpServer } from '../http/http-server.js'
import type { Routes } from '../http/http-server.js'
import { metricsRoutes } from '../metrics/metrics-routes.js'
import type { Agent } from '../running/agent.js'
import type { RunOptions } from './command.js'

/** What is served at one address, and where each part of it begins. */
interface Offer {
  readonly address: HttpAddress
  readonly routes: Routes
  readonly parts: Readonly<Record<string, string>>
}

/**
 * Serves the metrics and the status page where they were asked for: both by one server where that is
 * the same place. A router does its work also where that cannot be.
 */
export async function serveHttp(
  agent: Agent,
  options: Pick<RunOptions, 'metrics' | 'page'>,
  logger: Logger,
): Promise<readonly HttpServer[]> {
  const servers: HttpServer[] = []
  for (const { address, routes, parts } of offersOf(agent, options)) {
    try {
      const server = await HttpServer.open(routes, address)
      servers.push(server)
      for (const [what, path] of Object.entries(parts)) logger.info(`${what} ${server.url}${path}`)
    } catch (error) {
      const { host, port } = address
      logger.warn(`cannot listen at ${host}, port ${port}: no status page, no metrics`, { error })
    }
  }
  return servers
}

function offersOf(
  { metrics: registry, page }: Agent,
  options: Pick<RunOptions, 'metrics' | 'page'>,
): readonly Offer[] {
  const offers = new Map<string, Offer>()
  const offer = (address: HttpAddress, routes: Routes, parts: Offer['parts']): void => {
    const { host, port } = address
    // Two ports that the system chooses are two.
    const key = port === 0 ? String(offers.size) : `${host} ${port}`
    const other = offers.get(key)
    offers.set(key, {
      address,
      routes: { ...other?.routes, ...routes },
      parts: { ...other?.parts, ...parts },
    })
  }
  const metricsAt = parseHttpAddress(options.metrics ?? '')
  if (registry !== undefined && metricsAt !== undefined) {
    offer(metricsAt, metricsRoutes(registry), { 'Metrics are at': '/metrics' })
  }
  const pageAt = parseHttpAddress(options.page ?? '')
  if (page !== undefined && pageAt !== undefined) {
    offer(pageAt, page.routes(pageAt.host), { 'The status page is at': '/' })
  }
  return [...offers.values()]
}
