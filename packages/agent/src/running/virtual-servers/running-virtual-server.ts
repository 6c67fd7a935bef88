import { VirtualServer } from '@holdfast/check'
import type { RealServerStatus, VirtualServerConfig, VirtualServerEvents } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import { formatServiceId } from '@holdfast/ipvs'
import type { DestinationId, ServiceId } from '@holdfast/ipvs'
import type { ServerEvent } from '../../notifying/server-event.js'
import { desiredServers } from './desired-servers.js'
import { DrainWatch } from './drain-watch.js'
import type { Pools } from './pools.js'
import type { ServerSubjectPlan, VirtualServerPlan } from './virtual-server-plan.js'
import type { VirtualServerStatus } from './virtual-server-status.js'

export interface RunningVirtualServerOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Undefined where nothing balances: the servers are asked all the same. */
  readonly pools: Pools | undefined
  readonly tell: (subject: ServerSubjectPlan, event: ServerEvent) => void
  /** A server was asked. */
  readonly onProbe: (virtualServer: string, probe: Told<'probe'>) => void
  /** How many connections the kernel has for a server; undefined where it cannot be asked. */
  readonly connections: (id: ServiceId, destination: DestinationId) => number | undefined
}

type Told<Name extends keyof VirtualServerEvents> = VirtualServerEvents[Name][0]

/** A virtual server whose servers are asked, and whose pool the kernel has. */
export class RunningVirtualServer {
  readonly #options: RunningVirtualServerOptions
  readonly #machine: VirtualServer
  readonly #since = new Map<string, number>()
  readonly #drains: DrainWatch
  #quorumSince: number
  #plan: VirtualServerPlan
  #config: VirtualServerConfig
  /** Also of servers that the plan has no longer, whose end is still to be told. */
  #subjects: VirtualServerPlan['servers']
  #isSuspended = false
  #isStopped = false

  constructor(
    plan: VirtualServerPlan,
    config: VirtualServerConfig,
    options: RunningVirtualServerOptions,
  ) {
    const { clock, logger } = options
    this.#options = options
    this.#plan = plan
    this.#config = config
    this.#subjects = plan.servers
    this.#quorumSince = clock.now()
    for (const { id } of config.servers) this.#since.set(id, clock.now())
    this.#machine = new VirtualServer(config, { clock, logger })
    this.#drains = new DrainWatch({
      clock,
      connections: (server) => this.#connections(server),
      onDrained: (server, connections) => this.#drained(server, connections),
    })
    this.#machine.on('probe', (probe) => options.onProbe(this.#plan.subject.name, probe))
    this.#machine.on('pool', () => this.#hold())
    this.#machine.on('server', (change) => this.#tellServer(change))
    this.#machine.on('quorum', (change) => this.#tellQuorum(change))
  }

  get plan(): VirtualServerPlan {
    return this.#plan
  }

  start(): void {
    this.#machine.start()
  }

  /** What is known of servers and checks that stay is kept. */
  reconfigure(plan: VirtualServerPlan, config: VirtualServerConfig): void {
    this.#subjects = { ...this.#plan.servers, ...plan.servers }
    this.#plan = plan
    this.#config = config
    const now = this.#options.clock.now()
    for (const { id } of config.servers) if (!this.#since.has(id)) this.#since.set(id, now)
    this.#machine.reconfigure(config)
  }

  /** `ha_suspend`: nothing is asked while the address is elsewhere. */
  suspend(isSuspended: boolean): void {
    if (isSuspended === this.#isSuspended) return
    this.#isSuspended = isSuspended
    if (isSuspended) this.#machine.suspend()
    else this.#machine.resume()
  }

  has(server: string): boolean {
    return this.#config.servers.some(({ id }) => id === server)
  }

  /** No new connections from now on; out of the pool when it has none, or after so long. */
  drain(server: string, withinMs: number): void {
    this.#machine.setDuty(server, 'drained')
    this.#drains.begin(server, withinMs)
  }

  undrain(server: string): void {
    this.#drains.end(server)
    this.#machine.setDuty(server, 'serving')
  }

  /** Nothing of it is wanted any more. */
  stop(): void {
    this.#isStopped = true
    this.#drains.stop()
    this.#machine.stop()
    this.#options.pools?.set(this.#plan.key, [])
  }

  status(): VirtualServerStatus {
    const now = this.#options.clock.now()
    const pool = new Map(this.#machine.pool.map((entry) => [entry.id, entry]))
    const servers = this.#machine.servers.map((server) => ({
      name: server.id,
      isUp: server.isUp,
      forMs: now - (this.#since.get(server.id) ?? now),
      weight: pool.get(server.id)?.weight,
      because: server.isUp ? undefined : reasonOf(server),
      duty: server.duty,
      checks: server.checkers.map(({ id: _, ...check }) => check),
    }))
    const live = this.#machine.servers.filter(({ isUp, duty }) => isUp && duty === 'serving')
    const sorry = this.#config.sorryServer
    const { services } = this.#plan
    return {
      name: this.#plan.subject.name,
      services: services.map(({ service }) => formatServiceId(service.id)),
      isUp: this.#machine.isQuorate,
      forMs: now - this.#quorumSince,
      liveWeight: live.reduce((sum, { weight }) => sum + weight, 0),
      quorum: this.#config.quorum ?? 1,
      ...this.#machine.thresholds,
      isSuspended: this.#isSuspended,
      servers,
      sorryServer: sorry?.id,
      isSorry: sorry !== undefined && !this.#machine.isQuorate,
      failures: this.#options.pools?.failuresOf(services.map(({ service }) => service)) ?? [],
    }
  }

  #hold(): void {
    if (this.#isStopped) return
    const { key, services } = this.#plan
    this.#options.pools?.set(key, desiredServers(services, this.#machine.pool))
  }

  /** Of all its services. */
  #connections(server: string): number | undefined {
    const { services } = this.#plan
    return services.reduce<number | undefined>((sum, { service, destinations }) => {
      const destination = destinations[server]
      if (sum === undefined || destination === undefined) return sum
      const own = this.#options.connections(service.id, destination)
      return own === undefined ? undefined : sum + own
    }, 0)
  }

  #drained(server: string, connections: number | undefined): void {
    // It may have gone with a reload.
    if (!this.has(server)) return
    const left = connections === undefined ? 'unknown' : String(connections)
    const name = this.#subjects[server]?.name ?? server
    this.#options.logger.info(`RS ${name} is drained, with ${left} connections left`)
    this.#machine.setDuty(server, 'removed')
  }

  #tellServer({ server: id, isUp }: Told<'server'>): void {
    const { clock, logger, tell } = this.#options
    this.#since.set(id, clock.now())
    const subject = this.#subjects[id]
    if (subject === undefined) return
    const known = this.#machine.servers.find((server) => server.id === id)
    const because = known === undefined || this.#isStopped ? undefined : reasonOf(known)
    const why = because === undefined ? '' : `: ${because}`
    logger[isUp ? 'info' : 'warn'](`RS ${subject.name} is ${isUp ? 'up' : `down${why}`}`)
    const reason = isUp ? 'CHECK succeed on service' : `CHECK failed on service${why}`
    tell(subject, { isUp, reason })
  }

  #tellQuorum({ isUp, isInitial, liveWeight, threshold }: Told<'quorum'>): void {
    const { clock, logger, tell } = this.#options
    this.#quorumSince = clock.now()
    const { subject } = this.#plan
    const how = isUp
      ? `${isInitial ? 'Starting with quorum up' : 'Gained quorum'} ${threshold} <= ${liveWeight}`
      : `Lost quorum ${threshold} > ${liveWeight}`
    logger[isUp ? 'info' : 'warn'](`${how} for VS ${subject.name}`)
    tell(subject, { isUp, reason: how })
  }
}

/** What the checks that are against it said last. */
function reasonOf({ checkers }: RealServerStatus): string | undefined {
  const against = checkers.filter(({ isUp }) => !isUp)
  if (against.length === 0) return undefined
  return against
    .map(({ description, lastFailure = 'not found to be well yet' }) => {
      return `${description}: ${lastFailure}`
    })
    .join(', ')
}
