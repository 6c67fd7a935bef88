import { UsageError } from '@holdfast/core'
import type { IpAddress, Logger } from '@holdfast/core'
import { MemoryAddresses, MemoryRoutes, SimProcess } from '@holdfast/core/testing'
import type { SimClock, SimNetwork, SimTransport } from '@holdfast/core/testing'
import type { VrrpConfig } from '../config.js'
import { VrrpSyncGroup } from '../group.js'
import { VrrpInstance } from '../instance.js'
import type { VrrpPorts } from '../ports.js'
import { VrrpRouter } from '../router.js'

export interface SimNodePlan {
  readonly name: string
  readonly addresses: readonly IpAddress[]
  readonly interfaces: readonly string[]
  readonly configs: readonly VrrpConfig[]
  /** Sync groups: name, and names of their instances. */
  readonly groups: Readonly<Record<string, readonly string[]>>
  readonly driftPpm: number
  /** How long its kernel takes to add or remove addresses; 0 = done before `hold` returns. */
  readonly addressDelayMs: number
  /** Where its router logs. */
  readonly logger: Logger
}

export type NodeStatus = 'off' | 'running' | 'stalled' | 'stopped' | 'crashed'

/** Shows an instance to whoever observes the run, as soon as it is made: also after a reboot. */
export type InstanceMade = (node: SimNode, instance: VrrpInstance) => void

/** What a machine loses with its power. */
interface Boot {
  readonly process: SimProcess
  readonly transport: SimTransport
  readonly addresses: MemoryAddresses
  readonly routes: MemoryRoutes
  readonly router: VrrpRouter
}

/** One machine of a cluster: a process, its interfaces, its router and its instances. */
export class SimNode {
  readonly name: string
  readonly plan: SimNodePlan
  readonly #clock: SimClock
  readonly #network: SimNetwork
  readonly #onMade: InstanceMade
  #configs: readonly VrrpConfig[]
  #boot: Boot
  #instances: readonly VrrpInstance[] = []
  #status: NodeStatus = 'off'

  constructor(clock: SimClock, network: SimNetwork, plan: SimNodePlan, onMade: InstanceMade) {
    this.name = plan.name
    this.plan = plan
    this.#clock = clock
    this.#network = network
    this.#onMade = onMade
    this.#configs = plan.configs
    this.#boot = this.#bootUp()
    this.#instances = this.#build()
  }

  get status(): NodeStatus {
    return this.#status
  }

  /** The addresses the node's kernel has. */
  get addresses(): MemoryAddresses {
    return this.#boot.addresses
  }

  /** The virtual routes and rules that the node's kernel has. */
  get routes(): MemoryRoutes {
    return this.#boot.routes
  }

  get instances(): readonly VrrpInstance[] {
    return this.#instances
  }

  get router(): VrrpRouter {
    return this.#boot.router
  }

  /** The world as this node's process reaches it, for an application under test. */
  get ports(): VrrpPorts {
    return {
      transport: this.#boot.transport,
      links: this.#boot.transport.links,
      addresses: this.#boot.addresses,
      routes: this.#boot.routes,
      clock: this.#boot.process.clock,
    }
  }

  /** An instance by name; the only one by default. */
  instance(name?: string): VrrpInstance {
    const found = this.#instances.find((instance) => name === undefined || instance.name === name)
    if (found !== undefined) return found
    throw new UsageError(`${this.name} has no instance ${name ?? ''}`)
  }

  /** Takes an instance of an application that runs on this node. */
  adopt(instance: VrrpInstance): void {
    this.#instances = [...this.#instances, instance]
  }

  /** Starts every instance at this instant; a node that crashed or stopped boots anew. */
  start(): void {
    if (this.#status === 'running' || this.#status === 'stalled') return
    if (this.#status !== 'off') this.#reboot()
    this.#status = 'running'
    for (const { membership } of this.#instances) {
      // The simulated transport opens synchronously; its promise can only be pending on a microtask.
      void membership.router.open(membership.member)
      membership.router.start(membership.member)
    }
  }

  /** Every instance ends in good order: priority 0, addresses released. The process lives on, mute. */
  stop(): void {
    if (this.#status !== 'running') return
    this.#status = 'stopped'
    for (const { membership } of this.#instances) {
      membership.router.submit(membership.member, { type: 'stopped' })
    }
  }

  /** The machine loses power: nothing is said, and its addresses and routes are gone. */
  crash(): void {
    this.#status = 'crashed'
    this.#boot.process.crash()
    this.#boot.addresses.releaseNow()
    this.#boot.routes.releaseNow()
  }

  stall(): void {
    if (this.#status !== 'running') return
    this.#status = 'stalled'
    this.#boot.process.stall()
  }

  resume(): void {
    if (this.#status !== 'stalled') return
    this.#status = 'running'
    this.#boot.process.resume()
  }

  /** Changes a configuration for the next start too. */
  configured(configs: readonly VrrpConfig[]): void {
    this.#configs = configs
  }

  #reboot(): void {
    this.#boot.process.crash()
    this.#boot = this.#bootUp()
    this.#instances = this.#build()
  }

  #bootUp(): Boot {
    const { name, driftPpm, interfaces, addressDelayMs, logger } = this.plan
    const process = new SimProcess(this.#clock, { name, driftPpm })
    const plugs = Object.fromEntries(
      interfaces.map((each) => [each, { segment: each, address: this.plan.addresses }]),
    )
    const addresses = new MemoryAddresses(
      addressDelayMs === 0 ? {} : { delay: { clock: process.clock, ms: addressDelayMs } },
    )
    const routes = new MemoryRoutes()
    const transport = this.#network.attach(process, plugs)
    const router = new VrrpRouter({
      transport,
      links: transport.links,
      addresses,
      routes,
      clock: process.clock,
      logger,
    })
    return { process, transport, addresses, routes, router }
  }

  #build(): readonly VrrpInstance[] {
    const instances = this.#configs.map((config) => new VrrpInstance(config, this.#boot.router))
    for (const instance of instances) this.#onMade(this, instance)
    for (const [name, members] of Object.entries(this.plan.groups)) {
      new VrrpSyncGroup(
        name,
        instances.filter((instance) => members.includes(instance.name)),
      )
    }
    return instances
  }
}
