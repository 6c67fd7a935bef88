import { Emitter, silentLogger, systemClock } from '@holdfast/core'
import type { Clock, Logger, Random } from '@holdfast/core'
import type { Check } from '../checker/check.js'
import { Checker } from '../checker/checker.js'
import type { CheckerTiming } from '../checker/checker.js'
import type { ProbeOutcome } from '../probe/probe.js'
import { isServerUp, weightOf } from './real-server-machine.js'
import type { Duty, RealServerInput } from './real-server-machine.js'
import type { RealServerStatus } from './real-server-status.js'
import {
  initialVirtualServer,
  poolOf,
  quorumThresholds,
  stepVirtualServer,
} from './virtual-server-machine.js'
import type {
  PoolEntry,
  QuorumThresholds,
  SorryServerParameters,
  VirtualServerEffect,
  VirtualServerInput,
  VirtualServerParameters,
  VirtualServerState,
} from './virtual-server-machine.js'

export interface CheckerConfig extends CheckerTiming {
  /** Unique among the checkers of its server. In `reconfigure`, the same id is the same question. */
  readonly id: string
  readonly check: Check
}

export interface RealServerConfig {
  /** Unique among the servers of its virtual server, such as `192.0.2.1:80`. */
  readonly id: string
  /** Default 1. */
  readonly weight?: number
  /** Stays in the pool with weight 0 while it is down. */
  readonly inhibitOnFailure?: boolean
  /** Without any it is always up. */
  readonly checkers?: readonly CheckerConfig[]
}

export interface VirtualServerConfig {
  readonly name: string
  readonly servers: readonly RealServerConfig[]
  /** So much weight of live servers is needed; 1 by default. */
  readonly quorum?: number
  /** So much more to gain the quorum, so much less to lose it; 0 by default. */
  readonly hysteresis?: number
  readonly sorryServer?: SorryServerParameters
  /** Who was up is told down at the end. */
  readonly omega?: boolean
  /** Servers that begin as up are told. */
  readonly tellsInitial?: boolean
}

export interface VirtualServerPorts {
  readonly clock?: Clock
  readonly random?: Random
  readonly logger?: Logger
}

export interface VirtualServerEvents {
  /** What the kernel is to be told; comes before whatever else the same change brings. */
  pool: [servers: readonly PoolEntry[]]
  server: [change: { readonly server: string; readonly isUp: boolean }]
  quorum: [change: Omit<Extract<VirtualServerEffect, { type: 'tellQuorum' }>, 'type'>]
  /** A server was asked; `check` is the description of what. */
  probe: [
    probe: {
      readonly server: string
      readonly check: string
      readonly outcome: ProbeOutcome
      readonly durationMs: number
    },
  ]
}

/** Checks the real servers of a virtual server, and says which of them its pool is to have. */
export class VirtualServer extends Emitter<VirtualServerEvents> {
  readonly #ports: VirtualServerPorts
  readonly #clock: Clock
  readonly #checkers = new Map<string, Checker>()
  #config: VirtualServerConfig
  #parameters: VirtualServerParameters
  #state: VirtualServerState
  #pending: VirtualServerEffect[] = []
  #isSuspended = false

  constructor(config: VirtualServerConfig, ports: VirtualServerPorts = {}) {
    const logger = ports.logger ?? silentLogger
    super((error, event) => logger.error(`what listens to ${event} threw`, { error }))
    this.#config = config
    this.#ports = ports
    this.#clock = ports.clock ?? systemClock
    this.#parameters = parametersOf(config)
    this.#state = initialVirtualServer(this.#parameters)
  }

  get name(): string {
    return this.#config.name
  }

  /** Whether enough servers are up. */
  get isQuorate(): boolean {
    return this.#state.isQuorate
  }

  /** What is asked of the live servers together, as far as the configuration can fulfil it. */
  get thresholds(): QuorumThresholds {
    return quorumThresholds(this.#parameters)
  }

  /** Empty before `start` and after `stop`. */
  get pool(): readonly PoolEntry[] {
    return poolOf(this.#parameters, this.#state)
  }

  get servers(): readonly RealServerStatus[] {
    return this.#parameters.servers.flatMap((server, index) => {
      const state = this.#state.servers[index]
      if (state === undefined) return []
      return [
        {
          id: server.id,
          isUp: isServerUp(state),
          weight: weightOf(server, state),
          duty: state.duty,
          checkers: this.#checkerStatus(this.#config.servers[index]),
        },
      ]
    })
  }

  start(): void {
    if (this.#state.phase !== 'new') return
    this.#step({ type: 'started' })
    this.#flush()
    this.#syncCheckers()
  }

  /** Ends every check and empties the pool, before it returns. */
  stop(): void {
    for (const checker of this.#checkers.values()) checker.stop()
    this.#checkers.clear()
    this.#step({ type: 'stopped' })
    this.#flush()
  }

  /** `ha_suspend`: the virtual address is not here, so nothing is asked; the pool stays. */
  suspend(): void {
    this.#isSuspended = true
    for (const checker of this.#checkers.values()) checker.suspend()
  }

  resume(): void {
    this.#isSuspended = false
    for (const checker of this.#checkers.values()) checker.resume()
  }

  /** Another configuration: what is known of servers and checkers that stay is kept. */
  reconfigure(config: VirtualServerConfig): void {
    this.#config = config
    this.#parameters = parametersOf(config)
    this.#step({ type: 'parametersChanged' })
    if (this.#state.phase === 'running') this.#syncCheckers()
  }

  /** Instead of the configured weight; undefined goes back to it. */
  setWeight(server: string, weight: number | undefined): void {
    this.#change(server, { type: 'weightSet', weight })
  }

  /**
   * `drained`: no new connections, and it counts nothing for the quorum; `removed`: out of the pool;
   * `serving`: as its checkers say.
   */
  setDuty(server: string, duty: Duty): void {
    this.#change(server, { type: 'dutyChanged', duty })
  }

  #change(server: string, input: RealServerInput): void {
    this.#step({ type: 'serverChanged', server, input })
  }

  #step(input: VirtualServerInput): void {
    const { state, effects } = stepVirtualServer(this.#parameters, this.#state, input)
    this.#state = state
    if (effects.length === 0) return
    // Ten thousand checks that fail in one turn change the pool once.
    if (this.#pending.length === 0) this.#clock.defer(() => this.#flush())
    this.#pending.push(...effects)
  }

  #flush(): void {
    const effects = this.#pending.splice(0)
    if (effects.some(({ type }) => type === 'poolChanged')) this.emit('pool', this.pool)
    for (const effect of effects) {
      if (effect.type === 'tellServer') {
        this.emit('server', { server: effect.server, isUp: effect.isUp })
      } else if (effect.type === 'tellQuorum') {
        const { isUp, isInitial, liveWeight, threshold } = effect
        this.emit('quorum', { isUp, isInitial, liveWeight, threshold })
      }
    }
  }

  #syncCheckers(): void {
    const wanted = new Set<string>()
    for (const [index, { id: server, checkers = [] }] of this.#config.servers.entries()) {
      for (const config of checkers) {
        const key = keyOf(server, config.id)
        wanted.add(key)
        const isUp = this.#state.servers[index]?.opinions[config.id]?.isUp ?? true
        this.#syncChecker(key, server, { ...config, alpha: !isUp })
      }
    }
    for (const [key, checker] of this.#checkers) {
      if (wanted.has(key)) continue
      checker.stop()
      this.#checkers.delete(key)
    }
  }

  #syncChecker(key: string, server: string, config: CheckerConfig): void {
    const running = this.#checkers.get(key)
    if (running !== undefined) {
      running.adapt(config)
      return
    }
    const { id } = config
    const checker = new Checker({
      ...config,
      ...this.#ports,
      onVerdict: (isUp) => this.#change(server, { type: 'checkerJudged', checker: id, isUp }),
      onWeight: (advice) => this.#change(server, { type: 'weightAdvised', checker: id, advice }),
      onOutcome: (outcome, durationMs) => {
        this.emit('probe', { server, check: config.check.description, outcome, durationMs })
      },
    })
    this.#checkers.set(key, checker)
    checker.start()
    if (this.#isSuspended) checker.suspend()
  }

  #checkerStatus(config: RealServerConfig | undefined): RealServerStatus['checkers'] {
    const { id: server = '', checkers = [] } = config ?? {}
    return checkers.map((checker) => {
      const running = this.#checkers.get(keyOf(server, checker.id)) ?? new Checker(checker)
      return { id: checker.id, description: checker.check.description, ...running.status() }
    })
  }
}

function keyOf(server: string, checker: string): string {
  return JSON.stringify([server, checker])
}

function parametersOf(config: VirtualServerConfig): VirtualServerParameters {
  const { servers, quorum = 1, hysteresis = 0, sorryServer, omega = false } = config
  return {
    servers: servers.map(({ id, weight = 1, inhibitOnFailure = false, checkers = [] }) => ({
      id,
      weight,
      inhibitOnFailure,
      checkers: checkers.map(({ id: checker, alpha = false }) => ({ id: checker, alpha })),
    })),
    quorum,
    hysteresis,
    ...(sorryServer === undefined ? {} : { sorryServer }),
    omega,
    tellsInitial: config.tellsInitial ?? false,
  }
}
