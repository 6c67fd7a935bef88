import { isDeepStrictEqual } from 'node:util'
import type { VirtualServerConfig } from '@holdfast/check'
import type { Clock, Logger } from '@holdfast/core'
import type { Ipvs, VirtualServers } from '@holdfast/ipvs'
import type { ServerEvent } from '../../notifying/server-event.js'
import { KernelTable } from './kernel-table.js'
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
  readonly tell: (subject: ServerSubjectPlan, event: ServerEvent) => void
  /** Whether the instance of this name is master here. */
  readonly isMaster: (instance: string) => boolean
  /** Whether the kernel is as it was before when everything ends. */
  readonly releases: boolean
}

/** The virtual servers of a configuration. */
export class VirtualServerSet {
  readonly #options: VirtualServerSetOptions
  readonly #running = new Map<string, RunningVirtualServer>()
  /** What was refused is said once, however many virtual servers it is said of. */
  readonly #failures = new Set<string>()
  #balancer: Balancer | undefined
  #isOpened = false
  #table: KernelTable | undefined

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
    this.#table?.apply(plan.table)
    const wanted = new Set(servers.map(({ key }) => key))
    // A service may move from one to another, and has one owner at a time.
    for (const [key, running] of this.#running) {
      if (wanted.has(key)) continue
      running.stop({ release: true })
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

  stop(): void {
    const { releases } = this.#options
    for (const running of this.#running.values()) running.stop({ release: releases })
    this.#running.clear()
    this.#table?.stop({ release: releases })
  }

  #start(running: RunningVirtualServer): void {
    this.#running.set(running.plan.key, running)
    running.start()
  }

  #open(): void {
    if (this.#isOpened) return
    const { logger, openBalancer, isMaster } = this.#options
    this.#isOpened = true
    try {
      this.#balancer = openBalancer()
      if (this.#balancer === undefined) {
        logger.warn('virtual servers are only checked: there is nothing that balances')
      }
    } catch (error) {
      logger.error('virtual servers are only checked: IPVS cannot be reached', { error })
    }
    const table = this.#balancer?.table
    if (table !== undefined) this.#table = new KernelTable(table, { logger, isMaster })
  }

  #runningOptions(): RunningVirtualServerOptions {
    const { clock, logger, tell } = this.#options
    const onFailures = (now: readonly string[], before: readonly string[]): void => {
      for (const message of before) if (!now.includes(message)) this.#failures.delete(message)
      for (const message of now) {
        if (this.#failures.has(message)) continue
        this.#failures.add(message)
        logger.error(`virtual servers are not as they should be: ${message}`)
      }
    }
    return { clock, logger, tell, onFailures, balancer: this.#balancer?.servers }
  }
}
