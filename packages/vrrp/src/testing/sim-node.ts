import { UsageError } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import { MemoryAddresses, SimProcess } from '@holdfast/core/testing'
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
}

export type NodeStatus = 'off' | 'running' | 'stalled' | 'stopped' | 'crashed'

/** Shows an instance to whoever writes the timeline, as soon as it is made. */
export type InstanceMade = (instance: VrrpInstance) => void

/** One machine of a cluster: a process, its interfaces, its router and its instances. */
export class SimNode {
  readonly name: string
  readonly plan: SimNodePlan
  readonly #clock: SimClock
  readonly #network: SimNetwork
  readonly #onMade: InstanceMade
  #configs: readonly VrrpConfig[]
  #process: SimProcess
  #transport: SimTransport
  #addresses = new MemoryAddresses()
  #router: VrrpRouter
  #instances: readonly VrrpInstance[] = []
  #status: NodeStatus = 'off'

  constructor(clock: SimClock, network: SimNetwork, plan: SimNodePlan, onMade: InstanceMade) {
    this.name = plan.name
    this.plan = plan
    this.#clock = clock
    this.#network = network
    this.#onMade = onMade
    this.#configs = plan.configs
    const { process, transport, router } = this.#boot()
    this.#process = process
    this.#transport = transport
    this.#router = router
    this.#instances = this.#build()
  }

  get status(): NodeStatus {
    return this.#status
  }

  /** The addresses the node's kernel has. */
  get addresses(): MemoryAddresses {
    return this.#addresses
  }

  get instances(): readonly VrrpInstance[] {
    return this.#instances
  }

  get router(): VrrpRouter {
    return this.#router
  }

  /** The world as this node's process reaches it, for an application under test. */
  get ports(): VrrpPorts {
    return {
      transport: this.#transport,
      links: this.#transport.links,
      addresses: this.#addresses,
      clock: this.#process.clock,
    }
  }

  /** An instance by name; the only one by default. */
  instance(name?: string): VrrpInstance {
    const found = this.#instances.find((instance) => name === undefined || instance.name === name)
    if (found !== undefined) return found
    throw new UsageError(`${this.name} has no instance ${name ?? ''}`)
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

  /** The process ends in good order: priority 0, addresses released. */
  stop(): void {
    if (this.#status !== 'running') return
    this.#status = 'stopped'
    for (const { membership } of this.#instances) {
      membership.router.submit(membership.member, { type: 'stopped' })
    }
    this.#crashProcess()
  }

  /** The machine loses power: nothing is said, and its addresses are gone. */
  crash(): void {
    this.#status = 'crashed'
    this.#crashProcess()
    this.#addresses.releaseNow()
  }

  stall(): void {
    if (this.#status !== 'running') return
    this.#status = 'stalled'
    this.#process.stall()
  }

  resume(): void {
    if (this.#status !== 'stalled') return
    this.#status = 'running'
    this.#process.resume()
  }

  /** Changes a configuration for the next start too. */
  configured(configs: readonly VrrpConfig[]): void {
    this.#configs = configs
  }

  #crashProcess(): void {
    this.#process.crash()
  }

  #reboot(): void {
    this.#addresses = new MemoryAddresses()
    const { process, transport, router } = this.#boot()
    this.#process = process
    this.#transport = transport
    this.#router = router
    this.#instances = this.#build()
  }

  #boot(): { process: SimProcess; transport: SimTransport; router: VrrpRouter } {
    const { name, driftPpm, interfaces, addresses } = this.plan
    const process = new SimProcess(this.#clock, { name, driftPpm })
    const plugs = Object.fromEntries(
      interfaces.map((each) => [each, { segment: each, address: addresses }]),
    )
    const transport = this.#network.attach(process, plugs)
    const router = new VrrpRouter({
      transport,
      links: transport.links,
      addresses: this.#addresses,
      clock: process.clock,
    })
    return { process, transport, router }
  }

  #build(): readonly VrrpInstance[] {
    const instances = this.#configs.map((config) => new VrrpInstance(config, this.#router))
    for (const instance of instances) this.#onMade(instance)
    for (const [name, members] of Object.entries(this.plan.groups)) {
      new VrrpSyncGroup(name, instances.filter((instance) => members.includes(instance.name)))
    }
    return instances
  }
}
