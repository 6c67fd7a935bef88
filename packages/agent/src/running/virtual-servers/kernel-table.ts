import { isDeepStrictEqual } from 'node:util'
import { HoldfastError } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import type { Ipvs, SyncDaemon, SyncRole } from '@holdfast/ipvs'
import type { TablePlan } from './virtual-server-plan.js'

export interface KernelTableOptions {
  readonly logger: Logger
  /** Whether the instance of this name is master here. */
  readonly isMaster: (instance: string) => boolean
}

const roles: readonly SyncRole[] = ['master', 'backup']

/** What is set for all virtual servers of the kernel: timeouts and sync daemons. */
export class KernelTable {
  readonly #ipvs: Ipvs
  readonly #options: KernelTableOptions
  /** Those that were started here. */
  readonly #daemons = new Map<SyncRole, SyncDaemon>()
  #plan: TablePlan | undefined

  constructor(ipvs: Ipvs, options: KernelTableOptions) {
    this.#ipvs = ipvs
    this.#options = options
  }

  apply(plan: TablePlan): void {
    const before = this.#plan
    this.#plan = plan
    if (before === undefined && plan.flushesFirst) this.#try(() => this.#ipvs.flush())
    const { timeouts } = plan
    if (timeouts !== undefined && !isDeepStrictEqual(timeouts, before?.timeouts)) {
      this.#try(() => this.#ipvs.setTimeouts(timeouts))
    }
    if (before?.syncDaemon === undefined && plan.syncDaemon !== undefined) this.#stopOthers()
    this.review()
  }

  /** The master's kernel tells the others of its connections, and theirs listen. */
  review(): void {
    for (const role of roles) {
      const wanted = this.#wanted(role)
      const running = this.#daemons.get(role)
      if (isDeepStrictEqual(wanted, running)) continue
      if (running !== undefined) this.#stop(role)
      if (wanted !== undefined) this.#start(wanted)
    }
  }

  /** Daemons end in any case, as keepalived's do: they are no virtual servers. */
  stop({ release }: { readonly release: boolean }): void {
    const flushesLast = this.#plan?.flushesLast === true
    this.releaseNow()
    if (release && flushesLast) this.#try(() => this.#ipvs.flush())
  }

  /** The synchronous last act of a dying process: ends the daemons that were started here. */
  releaseNow(): void {
    // Instances resign in the same moment, and a review of that is not to start the other role.
    this.#plan = undefined
    this.review()
  }

  /** Those that a crashed run has left: whichever role they have, they are not what is wanted now. */
  #stopOthers(): void {
    this.#try(() => {
      for (const { role } of this.#ipvs.daemons()) this.#ipvs.stopDaemon(role)
    })
  }

  #wanted(role: SyncRole): SyncDaemon | undefined {
    const line = this.#plan?.syncDaemon
    if (line === undefined) return undefined
    const { instance, ...daemon } = line
    const own: SyncRole =
      instance !== undefined && this.#options.isMaster(instance) ? 'master' : 'backup'
    return instance === undefined || role === own ? { role, ...daemon } : undefined
  }

  #start(daemon: SyncDaemon): void {
    this.#try(() => {
      this.#ipvs.startDaemon(daemon)
      this.#daemons.set(daemon.role, daemon)
    })
  }

  #stop(role: SyncRole): void {
    this.#daemons.delete(role)
    this.#try(() => this.#ipvs.stopDaemon(role))
  }

  #try(act: () => void): void {
    try {
      act()
    } catch (error) {
      if (!(error instanceof HoldfastError)) throw error
      this.#options.logger.error(error.message)
    }
  }
}
