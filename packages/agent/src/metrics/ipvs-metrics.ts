import { formatDestinationId, formatServiceId } from '@holdfast/ipvs'
import type { ConnectionCounts, Statistics, VirtualServerStatistics } from '@holdfast/ipvs'
import type { Agent } from '../running/agent.js'
import type { MetricMaker } from './metric-maker.js'
import { oncePerTurn } from './once-per-turn.js'

type Counted = 'connections' | 'inPackets' | 'outPackets' | 'inBytes' | 'outBytes'

const counted: readonly (readonly [Counted, name: string, help: string])[] = [
  ['connections', 'connections', 'Connections that were scheduled'],
  ['inPackets', 'incoming_packets', 'Packets from clients'],
  ['outPackets', 'outgoing_packets', 'Packets to clients; only NAT sees them'],
  ['inBytes', 'incoming_bytes', 'Bytes from clients'],
  ['outBytes', 'outgoing_bytes', 'Bytes to clients; only NAT sees them'],
]

const present: readonly (readonly [keyof ConnectionCounts, name: string, help: string])[] = [
  ['active', 'active', 'Connections of TCP and SCTP that are established.'],
  ['inactive', 'inactive', 'Other connections: being set up or torn down, and those of UDP.'],
  ['persistent', 'persistent', 'Clients that persistence has assigned to it.'],
]

/** What the kernel has counted for our virtual servers. Totals begin anew with a service. */
export function readTraffic(agent: Agent, metrics: MetricMaker): void {
  const table = oncePerTurn(() => agent.virtualServerStatistics())
  readServices(table, metrics)
  readServers(table, metrics)
}

type Table = () => readonly VirtualServerStatistics[]

function readServices(table: Table, metrics: MetricMaker): void {
  for (const [key, name, help] of counted) {
    metrics.readCounter(
      {
        name: `holdfast_ipvs_service_${name}_total`,
        help: `${help}, by virtual service.`,
        labelNames: ['service'],
      },
      () =>
        table().map(({ service, statistics }) => {
          return [{ service: formatServiceId(service.id) }, statistics[key]] as const
        }),
    )
  }
}

function readServers(table: Table, metrics: MetricMaker): void {
  const labelNames = ['service', 'real_server'] as const
  type Server = VirtualServerStatistics['destinations'][number]
  const samples = (read: (server: Server) => number) => () =>
    table().flatMap(({ service, destinations }) =>
      destinations.map((each) => {
        const real_server = formatDestinationId(each.destination)
        return [{ service: formatServiceId(service.id), real_server }, read(each)] as const
      }),
    )
  for (const [key, name, help] of counted) {
    metrics.readCounter(
      {
        name: `holdfast_ipvs_server_${name}_total`,
        help: `${help}, by real server of a virtual service.`,
        labelNames,
      },
      samples(({ statistics }: { readonly statistics: Statistics }) => statistics[key]),
    )
  }
  for (const [key, name, help] of present) {
    metrics.readGauge(
      { name: `holdfast_ipvs_server_${name}_connections`, help, labelNames },
      samples(({ connections }) => connections[key]),
    )
  }
}
