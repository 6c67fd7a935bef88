import { formatDestinationId } from '../model/destination.js'
import type { Forwarding } from '../model/destination.js'
import { formatEndpoint, serviceFamily } from '../model/service.js'
import type { Persistence, SchedulerFlag, Service } from '../model/service.js'
import type { DestinationStatus } from '../wire/destination-codec.js'
import type { Statistics } from '../wire/statistics-codec.js'
import type { TableListing } from './list-table.js'

export interface FormatTableOptions {
  /** `connections` as `ipvsadm -ln`; what went through, as with `--stats`; or `--rate`. */
  readonly columns?: 'connections' | 'statistics' | 'rates'
  /** Large numbers are not cut to K, M, G and T. */
  readonly exact?: boolean
}

/** The text that `ipvsadm -ln` prints, to the last blank, so that the two can be compared. */
export function formatTable(
  { info, services }: TableListing,
  { columns = 'connections', exact = false }: FormatTableOptions = {},
): string {
  const { header, numbers, showsPolicy } = layouts[columns]
  const cells = (statistics: Statistics): string =>
    numbers.map((name) => largeNumber(statistics[name], exact)).join('')
  const lines = services.flatMap(({ service, statistics, destinations }) => [
    showsPolicy
      ? `${nameOf(service)} ${policyOf(service)}`
      : `${nameOf(service).padEnd(33)}${cells(statistics)}`,
    ...destinations.map((each) => {
      const name = `  -> ${formatDestinationId(each.destination).padEnd(28)}`
      return showsPolicy ? `${name} ${stateOf(each)}` : `${name}${cells(each.statistics)}`
    }),
  ])
  const title = `IP Virtual Server version ${info.version} (size=${info.connectionTableSize})`
  return [title, ...header, ...lines].join('\n')
}

interface Layout {
  readonly header: readonly string[]
  readonly numbers: readonly (keyof Statistics)[]
  readonly showsPolicy: boolean
}

const layouts: Readonly<Record<NonNullable<FormatTableOptions['columns']>, Layout>> = {
  connections: {
    header: [
      'Prot LocalAddress:Port Scheduler Flags',
      '  -> RemoteAddress:Port           Forward Weight ActiveConn InActConn',
    ],
    numbers: [],
    showsPolicy: true,
  },
  statistics: {
    header: [
      'Prot LocalAddress:Port               Conns   InPkts  OutPkts  InBytes OutBytes',
      '  -> RemoteAddress:Port',
    ],
    numbers: ['connections', 'inPackets', 'outPackets', 'inBytes', 'outBytes'],
    showsPolicy: false,
  },
  rates: {
    header: [
      'Prot LocalAddress:Port                 CPS    InPPS   OutPPS    InBPS   OutBPS',
      '  -> RemoteAddress:Port',
    ],
    numbers: [
      'connectionsPerSecond',
      'inPacketsPerSecond',
      'outPacketsPerSecond',
      'inBytesPerSecond',
      'outBytesPerSecond',
    ],
    showsPolicy: false,
  },
}

function nameOf({ id }: Service): string {
  if (id.kind === 'fwmark') return `FWM  ${id.mark}${id.family === 6 ? ' IPv6' : ''}`
  return `${id.protocol.toUpperCase().padEnd(4)} ${formatEndpoint(id.address, id.port)}`
}

function policyOf(service: Service): string {
  const { scheduler, schedulerFlags, onePacket, persistence } = service
  return [
    scheduler,
    ...(schedulerFlags.length === 0 ? [] : [`(${flagNames(scheduler, schedulerFlags)})`]),
    ...(persistence === undefined ? [] : persistenceWords(service, persistence)),
    ...(onePacket ? ['ops'] : []),
  ].join(' ')
}

const ownFlagNames: Readonly<Record<string, readonly string[]>> = {
  sh: ['sh-fallback', 'sh-port'],
  mh: ['mh-fallback', 'mh-port'],
}
const flags: readonly SchedulerFlag[] = ['flag-1', 'flag-2', 'flag-3']

/** ipvsadm has no word for the third flag of `sh` and `mh`, and prints none. */
function flagNames(scheduler: string, given: readonly SchedulerFlag[]): string {
  const names = ownFlagNames[scheduler] ?? flags
  return flags
    .flatMap((flag, index) => (given.includes(flag) ? (names[index] ?? []) : []))
    .join(',')
}

function persistenceWords({ id }: Service, persistence: Persistence): readonly string[] {
  const { timeoutMs, granularity, engine } = persistence
  const single = serviceFamily(id) === 4 ? '255.255.255.255' : '128'
  return [
    `persistent ${timeoutMs / 1000}`,
    ...(granularity === single ? [] : [`mask ${granularity}`]),
    ...(engine === undefined ? [] : [`pe ${engine}`]),
  ]
}

const methodNames: Readonly<Record<Forwarding['method'], string>> = {
  masq: 'Masq',
  local: 'Local',
  tunnel: 'Tunnel',
  direct: 'Route',
  bypass: 'Bypass',
}

function stateOf({ destination, connections }: DestinationStatus): string {
  const { forwarding, weight } = destination
  const { active, inactive } = connections
  const numbers = [String(weight).padEnd(6), String(active).padEnd(10), String(inactive).padEnd(10)]
  return [methodNames[forwarding.method].padEnd(7), ...numbers].join(' ')
}

const thousand = 1000

/** A blank and eight places; what needs more is cut, not rounded, as ipvsadm does. */
function largeNumber(value: number, exact: boolean): string {
  if (exact || value < 1e8) return ` ${String(value).padStart(8)}`
  const [unit, size] = unitOf(value)
  return ` ${String(Math.floor(value / size)).padStart(7)}${unit}`
}

function unitOf(value: number): readonly [unit: string, size: number] {
  if (value < 1e9) return ['K', thousand]
  if (value < 1e11) return ['M', thousand ** 2]
  if (value < 1e14) return ['G', thousand ** 3]
  return ['T', thousand ** 4]
}
