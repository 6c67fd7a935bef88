import { ipFamily, isMulticast } from '@holdfast/core'
import type { Ipvs, IpvsInfo, OperationOutcome } from '../kernel/ipvs.js'
import { IpvsError } from '../kernel/ipvs-error.js'
import { formatDestinationId } from '../model/destination.js'
import type { Destination, DestinationId } from '../model/destination.js'
import { formatServiceId, schedulers, serviceFamily } from '../model/service.js'
import type { Service, ServiceId } from '../model/service.js'
import { checkSyncDaemon } from '../model/sync-daemon.js'
import type { SyncDaemon, SyncRole } from '../model/sync-daemon.js'
import { checkTimeouts } from '../model/timeouts.js'
import type { Timeouts } from '../model/timeouts.js'
import type { VirtualServer } from '../model/virtual-server.js'
import { ChangingTable } from '../plan/apply.js'
import type { TableRow } from '../plan/apply.js'
import { serviceOf } from '../plan/operation.js'
import type { Operation } from '../plan/operation.js'
import { decodeStatistics } from '../wire/statistics-codec.js'
import type { Statistics } from '../wire/statistics-codec.js'
import type { ConnectionCounts, DestinationStatus } from '../wire/destination-codec.js'
import type { ServiceStatus } from '../wire/service-codec.js'

const noStatistics = decodeStatistics(undefined)
const noConnections: ConnectionCounts = { active: 0, inactive: 0, persistent: 0 }

/** A table of virtual servers in memory that refuses what the kernel would refuse. */
export class MemoryIpvs implements Ipvs {
  /** Every change that was asked for, in order, also those that failed. */
  readonly asked: Operation[] = []
  /** How often services or destinations were read. */
  readings = 0
  /** The schedulers that this kernel has. */
  readonly schedulers: Set<string> = new Set<string>(schedulers)
  #table = new ChangingTable([])
  readonly #connections = new Map<string, ConnectionCounts>()
  readonly #statistics = new Map<string, Statistics>()
  readonly #failures: string[] = []
  readonly #lost = new Set<number>()
  readonly #daemons = new Map<SyncRole, SyncDaemon>()
  #timeouts: Timeouts = { tcpMs: 900_000, tcpFinMs: 120_000, udpMs: 300_000 }

  /** What is there. */
  get table(): readonly VirtualServer[] {
    return this.#table.servers
  }

  /** As somebody else would: `asked` does not have it. */
  changeByHand(...operations: readonly Operation[]): void {
    for (const operation of operations) this.#table.apply(operation)
  }

  /** How many connections a destination has; none by default. */
  setConnections(
    id: ServiceId,
    destination: DestinationId,
    counts: Partial<ConnectionCounts>,
  ): void {
    const key = `${formatDestinationId(destination)} of ${formatServiceId(id)}`
    this.#connections.set(key, { ...noConnections, ...counts })
  }

  /** What went through a service, or through a destination of it; nothing by default. */
  setStatistics(
    id: ServiceId,
    destination: DestinationId | undefined,
    statistics: Partial<Statistics>,
  ): void {
    const name = formatServiceId(id)
    const key = destination === undefined ? name : `${formatDestinationId(destination)} of ${name}`
    this.#statistics.set(key, { ...noStatistics, ...statistics })
  }

  /** Makes the next call fail as a whole, with this errno: `ENOENT` is a kernel without IPVS. */
  failNext(errno: string): void {
    this.#failures.push(errno)
  }

  /** The change with this index in the next `apply` is done, but its answer is lost. */
  loseAnswer(index: number): void {
    this.#lost.add(index)
  }

  info(): IpvsInfo {
    this.#mayFail()
    return { version: '1.2.1', connectionTableSize: 4096 }
  }

  services(): readonly ServiceStatus[] {
    this.#mayFail()
    this.readings += 1
    return [...this.#table.rows.values()].map(({ service }) => ({
      service,
      statistics: this.#statistics.get(formatServiceId(service.id)) ?? noStatistics,
    }))
  }

  destinations(id: ServiceId): readonly DestinationStatus[] {
    this.#mayFail()
    this.readings += 1
    const name = formatServiceId(id)
    const there = this.#table.rows.get(name)?.destinations.values() ?? []
    return [...there].map((destination) => {
      const key = `${formatDestinationId(destination)} of ${name}`
      const connections = this.#connections.get(key) ?? noConnections
      const statistics = this.#statistics.get(key) ?? noStatistics
      return { destination, connections, statistics }
    })
  }

  apply(operations: readonly Operation[]): readonly OperationOutcome[] {
    this.#mayFail()
    this.asked.push(...operations)
    const lost = new Set(this.#lost)
    this.#lost.clear()
    return operations.map((operation, index): OperationOutcome => {
      const errno = this.#refusal(operation)
      if (errno === undefined) this.#table.apply(operation)
      if (lost.has(index)) return { ok: false, error: new IpvsError('ENOBUFS', 'lost') }
      if (errno === undefined) return { ok: true }
      return { ok: false, error: new IpvsError(errno, `${operation.type}: ${errno}`) }
    })
  }

  zero(id?: ServiceId): void {
    this.#mayFail()
    if (id !== undefined && !this.#table.rows.has(formatServiceId(id))) throw refused('ESRCH')
  }

  flush(): void {
    this.#mayFail()
    this.#table = new ChangingTable([])
  }

  timeouts(): Timeouts {
    this.#mayFail()
    return this.#timeouts
  }

  setTimeouts(timeouts: Partial<Timeouts>): void {
    checkTimeouts(timeouts)
    this.#mayFail()
    this.#timeouts = { ...this.#timeouts, ...timeouts }
  }

  daemons(): readonly SyncDaemon[] {
    this.#mayFail()
    return [...this.#daemons.values()]
  }

  startDaemon(daemon: SyncDaemon): void {
    checkSyncDaemon(daemon)
    this.#mayFail()
    if (this.#daemons.has(daemon.role)) throw refused('EEXIST')
    this.#daemons.set(daemon.role, daemon)
  }

  stopDaemon(role: SyncRole): void {
    this.#mayFail()
    if (!this.#daemons.delete(role)) throw refused('ESRCH')
  }

  close(): void {
    return
  }

  #refusal(operation: Operation): string | undefined {
    const there = this.#table.rows.get(formatServiceId(serviceOf(operation)))
    switch (operation.type) {
      case 'addService':
        return there === undefined ? this.#refusalOfService(operation.service) : 'EEXIST'
      case 'editService':
        return there === undefined ? 'ESRCH' : this.#refusalOfService(operation.service)
      case 'deleteService':
        return there === undefined ? 'ESRCH' : undefined
      default:
        return there === undefined ? 'ESRCH' : refusalOfDestination(operation, there)
    }
  }

  #refusalOfService({ scheduler }: Service): string | undefined {
    return this.schedulers.has(scheduler) ? undefined : 'ENOENT'
  }

  #mayFail(): void {
    const errno = this.#failures.shift()
    if (errno !== undefined) throw refused(errno)
  }
}

function refusalOfDestination(
  operation: Extract<Operation, { readonly destination: unknown }>,
  { service, destinations }: TableRow,
): string | undefined {
  const name = formatDestinationId(operation.destination)
  const isThere = destinations.has(name)
  if (operation.type === 'deleteDestination') return isThere ? undefined : 'ENOENT'
  const { destination } = operation
  if (isMulticast(destination.address)) return 'EINVAL'
  if (isOfOtherFamily(service, destination)) return 'EINVAL'
  if (destination.lowerThreshold > destination.upperThreshold) return 'ERANGE'
  if (operation.type === 'addDestination') return isThere ? 'EEXIST' : undefined
  return isThere ? undefined : 'ENOENT'
}

function isOfOtherFamily({ id }: Service, { address, forwarding }: Destination): boolean {
  return forwarding.method !== 'tunnel' && ipFamily(address) !== serviceFamily(id)
}

function refused(errno: string): IpvsError {
  return new IpvsError(errno, errno)
}
