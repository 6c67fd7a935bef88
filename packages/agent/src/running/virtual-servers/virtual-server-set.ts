import { isDeepStrictEqual } from 'node:util'
import type { VirtualServerConfig } from '@holdfast/check'
import { HoldfastError, UsageError } from '@holdfast/core'
import type { Clock, Logger } from '@holdfast/core'
import { formatDestinationId } from '@holdfast/ipvs'
import type {
  DestinationId,
  Ipvs,
  ServiceId,
  VirtualServers,
  VirtualServerStatistics,
} from '@holdfast/ipvs'
import type { VrrpPorts } from '@holdfast/vrrp'
import type { ServerEvent } from '../../notifying/server-event.js'
import { KernelTable } from './kernel-table.js'
import { Pools } from './pools.js'
import { RunningVirtualServer } from './running-virtual-server.js'
import type { RunningVirtualServerOptions } from './running-virtual-server.js'
import type { ServerSubjectPlan, VirtualServersPlan } from './virtual-server-plan.js'
import type { VirtualServerStatus } from './virtual-server-status.js'

/** Whoever spreads clients over servers. */
export interface Balancer {
  readonly servers: VirtualServers
  /** Its timeouts and sync daemons; undefined where it has none. */
  readonly table: Ipvs | undefined
}

export interface VirtualServerSetOptions {
  readonly clock: Clock
  readonly logger: Logger
  /** Called when there is a virtual server for the first time; undefined where there is none. */
  readonly openBalancer: () => Balancer | undefined
  /** Whether a run that crashed has left some, which are then to be removed. */
  readonly hasLeftovers: () => boolean
  readonly tell: (subject: ServerSubjectPlan, event: ServerEvent) => void
  /** Whether the instance of this name is master here. */
  readonly isMaster: (instance: string) => boolean
  /** A server was asked; the name is that of its virtual server. */
  readonly onProbe: RunningVirtualServerOptions['onProbe']
  /** Whether virtual servers end with everything else. */
  readonly releases: boolean
  readonly beforeExit: VrrpPorts['beforeExit']
}

/** The virtual servers of a configuration. */
export class VirtualServerSet {
  readonly #options: VirtualServerSetOptions
  readonly #running = new Map<string, RunningVirtualServer>()
  #pools: Pools | undefined
  #balancer: Balancer | undefined
  #isOpened = false
  #table: KernelTable | undefined
  #cancelLastAct: (() => void) | undefined

  constructor(options: VirtualServerSetOptions) {
    this.#options = options
  }

  /**
   * Starts what is new, changes what changed and stops what is gone; what is the same goes on
   * undisturbed. `checks` are by the keys of the plan.
   */
  apply(plan: VirtualServersPlan, checks: ReadonlyMap<string, VirtualServerConfig>): void {
    const { servers } = plan
    if (servers.length > 0) this.#open()
    else if (!this.#isOpened && this.#options.hasLeftovers()) {
      this.#open()
      this.#pools?.hold()
    }
    this.#table?.apply(plan.table)
    const wanted = new Set(servers.map(({ key }) => key))
    for (const [key, running] of this.#running) {
      if (wanted.has(key)) continue
      running.stop()
      this.#running.delete(key)
    }
    for (const each of servers) {
      const config = checks.get(each.key)
      if (config === undefined) continue
      const running = this.#running.get(each.key)
      if (running === undefined) {
        this.#start(new RunningVirtualServer(each, config, this.#runningOptions()))
      } else if (!isDeepStrictEqual(running.plan, each)) {
        running.reconfigure(each, config)
      }
    }
    this.#pools?.flush()
    this.review()
  }

  /** An instance may have become master, or is it no longer. */
  review(): void {
    const { isMaster } = this.#options
    for (const running of this.#running.values()) {
      const names = running.plan.suspendedWithout
      running.suspend(names !== undefined && !names.some(isMaster))
    }
    this.#table?.review()
  }

  status(): readonly VirtualServerStatus[] {
    return [...this.#running.values()].map((running) => running.status())
  }

  /** What went through them; empty where nobody counts. */
  statistics(): readonly VirtualServerStatistics[] {
    return this.#ask((balancer) => balancer.servers.statistics?.()) ?? []
  }

  /**
   * No new connections for a real server, of one virtual server or of all that have it; it is out of
   * the pool when it has none, or after so many milliseconds. Returns the virtual servers.
   */
  drain(server: string, name: string | undefined, withinMs: number): readonly string[] {
    return this.#each(server, name, (running) => running.drain(server, withinMs))
  }

  undrain(server: string, name: string | undefined): readonly string[] {
    return this.#each(server, name, (running) => running.undrain(server))
  }

  stop(): void {
    const { releases } = this.#options
    for (const running of this.#running.values()) running.stop()
    this.#running.clear()
    this.#pools?.stop({ release: releases })
    this.#table?.stop({ release: releases })
    this.#cancelLastAct?.()
  }

  #start(running: RunningVirtualServer): void {
    this.#running.set(running.plan.key, running)
    running.start()
  }

  #open(): void {
    if (this.#isOpened) return
    const { clock, logger, openBalancer, isMaster, beforeExit } = this.#options
    this.#isOpened = true
    try {
      const balancer = openBalancer()
      if (balancer === undefined) {
        logger.warn('virtual servers are only checked: there is nothing that balances')
        return
      }
      this.#balancer = balancer
      const { servers, table } = balancer
      this.#pools = new Pools({ balancer: servers, clock, logger })
      if (table === undefined) return
      const kernelTable = new KernelTable(table, { logger, isMaster })
      this.#table = kernelTable
      this.#cancelLastAct = beforeExit?.(() => kernelTable.releaseNow())
    } catch (error) {
      logger.error('virtual servers are only checked: IPVS cannot be reached', { error })
    }
  }

  #runningOptions(): RunningVirtualServerOptions {
    const { clock, logger, tell, onProbe } = this.#options
    return {
      ...{ clock, logger, tell, onProbe },
      pools: this.#pools,
      connections: (id, destination) => this.#connections(id, destination),
    }
  }

  #each(
    server: string,
    name: string | undefined,
    act: (running: RunningVirtualServer) => void,
  ): readonly string[] {
    const all = [...this.#running.values()]
    const named = all.filter((running) => name === undefined || isNamed(running.status(), name))
    if (named.length === 0 && name !== undefined) {
      throw new UsageError(`there is no virtual server ${name}`)
    }
    const meant = named.filter((running) => running.has(server))
    if (meant.length === 0) {
      throw new UsageError(
        name === undefined
          ? `no virtual server has ${server}`
          : `${name} has no real server ${server}`,
      )
    }
    for (const running of meant) act(running)
    return meant.map(({ plan }) => plan.subject.name)
  }

  #connections(id: ServiceId, destination: DestinationId): number | undefined {
    const name = formatDestinationId(destination)
    const there = this.#ask(({ table }) => table?.destinations(id))
    if (there === undefined) return undefined
    const found = there.find((each) => formatDestinationId(each.destination) === name)
    return found === undefined ? 0 : found.connections.active + found.connections.inactive
  }

  /** Undefined where there is nobody to ask, or no answer. */
  #ask<Answer>(question: (balancer: Balancer) => Answer): Answer | undefined {
    try {
      return this.#balancer === undefined ? undefined : question(this.#balancer)
    } catch (error) {
      if (!HoldfastError.isHoldfastError(error)) throw error
      this.#options.logger.debug('virtual servers could not be asked', { error })
      return undefined
    }
  }
}

/** By its name, or by what the kernel has of it: `tcp 192.0.2.10:80`. */
export function isNamed({ name, services }: VirtualServerStatus, wanted: string): boolean {
  return name === wanted || services.includes(wanted)
}
