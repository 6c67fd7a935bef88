import type { Logger } from '@holdfast/core'
import type { Registry } from 'prom-client'
import { parseMetricsAddress } from '../metrics/metrics-address.js'
import { MetricsServer } from '../metrics/metrics-server.js'

/** Has Prometheus answered; a router does its work also where that cannot be. */
export async function serveMetrics(
  registry: Registry | undefined,
  text: string,
  logger: Logger,
): Promise<MetricsServer | undefined> {
  const address = parseMetricsAddress(text)
  if (registry === undefined || address === undefined) return undefined
  try {
    const server = await MetricsServer.open(registry, address)
    logger.info(`Metrics are at ${server.url}`)
    return server
  } catch (error) {
    logger.warn(`there are no metrics at ${text}`, { error })
    return undefined
  }
}
