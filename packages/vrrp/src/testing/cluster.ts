import { silentLogger, UsageError } from '@holdfast/core'
import type { Logger } from '@holdfast/core'
import { Recording, SimClock, SimNetwork, toPcap } from '@holdfast/core/testing'
import type { CapturedPacket, LinkFaults, RecordedEntry } from '@holdfast/core/testing'
import type { VrrpConfig } from '../config.js'
import type { VrrpInstance } from '../instance.js'
import type { VrrpPorts } from '../ports.js'
import type { VrrpStateName } from '../state.js'
import { SimNode } from './sim-node.js'
import type { InstanceMade } from './sim-node.js'
import { Timeline } from './timeline.js'

/** One instance of a node; what is left out is the cluster's, or the usual. */
export type InstancePlan = Partial<VrrpConfig>

/** A node with more than a priority of its own. */
export interface NodePlan {
  /** Default: one instance. */
  readonly instances: readonly InstancePlan[]
  /** Its sync groups: name, and names of the instances. Default: those of the cluster. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** By how many millionths its clock runs fast. Default 0. */
  readonly driftPpm?: number
  /** How long its kernel takes to add or remove addresses, in milliseconds. Default 0. */
  readonly addressDelayMs?: number
}

export interface SimClusterOptions {
  /** What every instance has unless it says otherwise. */
  readonly instance?: InstancePlan
  /** Sync groups of every node: name, and names of the instances. */
  readonly groups?: Readonly<Record<string, readonly string[]>>
  /** Decides every loss, delay and duplicate. Default 0. */
  readonly seed?: number
  /** Faults of the network from the start. Default: none, and packets arrive at once. */
  readonly faults?: Partial<LinkFaults>
  /** Keeps every packet and transition, for `toPcap` and `toJsonLines`. Default false. */
  readonly record?: boolean
  /** Shows each instance when it is made, also after a restart, before it does anything. */
  readonly onInstance?: InstanceMade
  /** Where every router logs. Default: silent. */
  readonly logger?: Logger
}

const usual = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.100/24'],
} as const satisfies VrrpConfig

/**
 * A whole cluster on virtual time: real routers, real bytes, a simulated network. Nothing happens
 * until `advance`.
 *
 *     const cluster = new SimCluster({ a: { priority: 150 }, b: { priority: 100 } })
 *     cluster.start()
 *     cluster.advance(5_000)
 *     cluster.expectMaster('a')
 *     cluster.crash('a')
 *     cluster.advance(5_000)
 *     cluster.expectMaster('b')
 *
 * Nodes have the addresses 192.0.2.1, .2, … and fe80::1, ::2, … in the order in which they are given;
 * interfaces of one name are on one segment. Assertions throw with the timeline of the run.
 */
export class SimCluster {
  readonly clock: SimClock = new SimClock()
  readonly network: SimNetwork
  readonly timeline: Timeline = new Timeline()
  readonly #nodes = new Map<string, SimNode>()
  readonly #options: SimClusterOptions
  readonly #recording: Recording | undefined
  #disturbedAt = 0
  #lastTakeoverAt: number | undefined

  constructor(
    nodes: Readonly<Record<string, InstancePlan | NodePlan>> = {},
    options: SimClusterOptions = {},
  ) {
    this.#options = options
    const { seed = 0, faults = {} } = options
    this.network = new SimNetwork(this.clock, { seed, faults })
    if (options.record === true) {
      this.#recording = new Recording()
      this.#record(this.#recording)
    }
    for (const [name, plan] of Object.entries(nodes)) this.#add(name, plan)
  }

  // --- what a test does -----------------------------------------------------------------------

  /** Starts these nodes, or all of them. */
  start(...names: readonly string[]): void {
    this.#disturb(`start ${names.join(' ')}`)
    for (const node of this.#named(names)) node.start()
  }

  /** Lets virtual time pass. */
  advance(ms: number): void {
    this.clock.advance(ms)
  }

  /**
   * Lets virtual time pass for an application that awaits promises between events: every event is
   * followed by a rest in which what it resolved can go on.
   */
  async advanceAsync(ms: number): Promise<void> {
    const end = this.clock.now() + ms
    await rest()
    for (
      let at = this.clock.nextEventAt;
      at !== undefined && at <= end;
      at = this.clock.nextEventAt
    ) {
      this.clock.step()
      await rest()
    }
    this.clock.advanceTo(end)
  }

  /** Power loss: no goodbye, and the node's addresses are gone with it. */
  crash(name: string): void {
    this.#disturb(`crash ${name}`)
    this.node(name).crash()
  }

  /** A crashed or stopped node comes back; a running one is stopped first. */
  restart(name: string): void {
    this.#disturb(`restart ${name}`)
    const node = this.node(name)
    node.stop()
    node.start()
  }

  /** Orderly end: priority 0, addresses released. */
  stop(name: string): void {
    this.#disturb(`stop ${name}`)
    this.node(name).stop()
  }

  /** The process freezes for `ms`, or until `resume`; its packets and timers pile up. */
  stall(name: string, ms?: number): void {
    this.#disturb(`stall ${name}${ms === undefined ? '' : ` for ${ms} ms`}`)
    const node = this.node(name)
    node.stall()
    if (ms !== undefined) this.clock.schedule(this.clock.now() + ms, () => node.resume())
  }

  resume(name: string): void {
    this.#disturb(`resume ${name}`)
    this.node(name).resume()
  }

  /** Nodes of different groups do not hear each other; on every segment. */
  partition(...groups: readonly (readonly string[])[]): void {
    this.#disturb(`partition ${groups.map((group) => group.join(' ')).join(' | ')}`)
    for (const segment of this.#segments()) this.network.faultsOf(segment).partition(...groups)
  }

  /** `to` does not hear `from` any more, but `from` still hears `to`. */
  cut(from: string, to: string): void {
    this.#disturb(`cut ${from} -> ${to}`)
    for (const segment of this.#segments()) this.network.faultsOf(segment).cut(from, to)
  }

  /** Ends every partition and cut. */
  heal(): void {
    this.#disturb('heal')
    for (const segment of this.#segments()) this.network.faultsOf(segment).heal()
  }

  linkDown(name: string, interfaceName = 'eth0'): void {
    this.#disturb(`link down ${name} ${interfaceName}`)
    this.network.setLink(name, interfaceName, false)
  }

  linkUp(name: string, interfaceName = 'eth0'): void {
    this.#disturb(`link up ${name} ${interfaceName}`)
    this.network.setLink(name, interfaceName, true)
  }

  /** A script tracker fails once, on the instance `instance` or the only one. */
  failScript(name: string, tracker: string, instance?: string): void {
    this.#disturb(`${tracker} fails on ${name}`)
    this.node(name).instance(instance).report(tracker, false)
  }

  /** A script tracker succeeds once. */
  passScript(name: string, tracker: string, instance?: string): void {
    this.#disturb(`${tracker} succeeds on ${name}`)
    this.node(name).instance(instance).report(tracker, true)
  }

  // --- what a test looks at -------------------------------------------------------------------

  node(name: string): SimNode {
    const node = this.#nodes.get(name)
    if (node !== undefined) return node
    throw new UsageError(`there is no node ${name}, only ${[...this.#nodes.keys()].join(', ')}`)
  }

  get nodes(): readonly SimNode[] {
    return [...this.#nodes.values()]
  }

  /** A running node without instances: the world for an application under test. */
  addNode(name: string): VrrpPorts {
    const node = this.#add(name, { instances: [] })
    node.start()
    return node.ports
  }

  /** Counts an application's own instance among the node's, in assertions and the timeline. */
  follow(name: string, instance: VrrpInstance): void {
    this.node(name).adopt(instance)
    this.#follow(name, instance)
  }

  instance(node: string, name?: string): VrrpInstance {
    return this.node(node).instance(name)
  }

  state(node: string, name?: string): VrrpStateName {
    return this.node(node).instance(name).state
  }

  /** Running nodes whose instance `name`, or only one, is master; also while they are stalled. */
  masters(name?: string): readonly string[] {
    return this.nodes
      .filter(({ status }) => status === 'running' || status === 'stalled')
      .filter((node) => node.instances.length > 0 && node.instance(name).state === 'MASTER')
      .map((node) => node.name)
  }

  /** Nodes that answer for an address. */
  holders(address: string): readonly string[] {
    return this.nodes.filter((node) => node.addresses.has(address)).map((node) => node.name)
  }

  /**
   * Milliseconds from the last thing the test did to the last transition to MASTER after it.
   * Throws when nobody took over since.
   */
  failoverTime(): number {
    if (this.#lastTakeoverAt === undefined) {
      this.#fail('expected a takeover, but nobody became MASTER since')
    }
    return this.#lastTakeoverAt - this.#disturbedAt
  }

  expectMaster(node: string, name?: string): void {
    const masters = this.masters(name)
    if (masters.length === 1 && masters[0] === node) return
    this.#fail(`expected ${node} to be the only MASTER, but ${sentence(masters)}`)
  }

  expectSingleMaster(name?: string): void {
    const masters = this.masters(name)
    if (masters.length !== 1) this.#fail(`expected one MASTER, but ${sentence(masters)}`)
  }

  expectNoMaster(name?: string): void {
    const masters = this.masters(name)
    if (masters.length > 0) this.#fail(`expected no MASTER, but ${sentence(masters)}`)
  }

  /** Packets sent and transitions so far, one JSON object a line; needs `record: true`. */
  toJsonLines(): string {
    return this.#recorded().toJsonLines()
  }

  /** Packets sent so far, as a capture file for Wireshark; needs `record: true`. */
  toPcap(): Uint8Array {
    return toPcap(this.#recorded().entries.filter(isPacket).map(toCaptured))
  }

  #recorded(): Recording {
    if (this.#recording !== undefined) return this.#recording
    throw new UsageError('make the cluster with { record: true } to record packets')
  }

  #add(name: string, plan: InstancePlan | NodePlan): SimNode {
    if (this.#nodes.has(name)) throw new UsageError(`there are two nodes ${name}`)
    const spec: NodePlan = 'instances' in plan ? plan : { instances: [plan] }
    const { instances, groups = this.#options.groups, driftPpm = 0, addressDelayMs = 0 } = spec
    const configs = instances.map((each) => ({ ...usual, ...this.#options.instance, ...each }))
    const tracked = configs.flatMap(({ trackers = [] }) =>
      trackers.filter(({ kind }) => kind === 'interface').map((tracker) => tracker.name),
    )
    const elsewhere = configs.flatMap(({ virtualAddresses, excludedAddresses = [] }) =>
      [...virtualAddresses, ...excludedAddresses].flatMap((each) =>
        typeof each === 'string' ? [] : (each.interface ?? []),
      ),
    )
    const number = this.#nodes.size + 1
    const node = new SimNode(
      this.clock,
      this.network,
      {
        name,
        addresses: [`192.0.2.${number}`, `fe80::${number.toString(16)}`],
        interfaces: [
          ...new Set([
            usual.interface,
            ...configs.map((config) => config.interface),
            ...tracked,
            ...elsewhere,
          ]),
        ],
        configs,
        groups: instances.length === 0 ? {} : (groups ?? {}),
        driftPpm,
        addressDelayMs,
        logger: this.#options.logger ?? silentLogger,
      },
      (made, instance) => {
        this.#follow(name, instance)
        this.#options.onInstance?.(made, instance)
      },
    )
    this.#nodes.set(name, node)
    return node
  }

  #follow(node: string, instance: VrrpInstance): void {
    instance.on('transition', ({ text, to, from }) => {
      const at = this.clock.now()
      if (to === 'MASTER') this.#lastTakeoverAt = at
      const who = instance.name === usual.name ? node : `${node}/${instance.name}`
      this.timeline.add(at, who, text)
      this.#recording?.add({
        at,
        node,
        type: 'transition',
        instance: instance.name,
        from,
        to,
        text,
      })
    })
  }

  #record(recording: Recording): void {
    this.network.tap(({ kind, atMs, node, packet, sourceMac }) => {
      if (kind !== 'sent') return
      recording.add({ at: atMs, node, type: 'packet', packet, sourceMac })
    })
  }

  #disturb(what: string): void {
    this.#disturbedAt = this.clock.now()
    this.#lastTakeoverAt = undefined
    this.timeline.add(this.clock.now(), '--', what)
    this.#recording?.add({ at: this.clock.now(), node: '', type: 'disturbance', what })
  }

  #named(names: readonly string[]): readonly SimNode[] {
    return names.length === 0 ? this.nodes : names.map((name) => this.node(name))
  }

  #segments(): ReadonlySet<string> {
    return new Set(this.nodes.flatMap(({ plan }) => plan.interfaces))
  }

  #fail(message: string): never {
    const states = this.nodes.flatMap((node) =>
      node.instances.map(
        (instance) => `  ${node.name} (${node.status}) ${instance.name}: ${instance.state}`,
      ),
    )
    const now = this.clock.now().toFixed(3)
    throw new Error(
      [`${message} at ${now} ms`, ...states, '', 'What happened:', this.timeline.toString()].join(
        '\n',
      ),
    )
  }
}

/** Long enough for chains of promises between two events. */
const MICROTASK_ROUNDS = 32

async function rest(): Promise<void> {
  for (let round = 0; round < MICROTASK_ROUNDS; round += 1) await Promise.resolve()
}

function sentence(masters: readonly string[]): string {
  return masters.length === 0
    ? 'nobody is'
    : `${masters.join(' and ')} ${masters.length === 1 ? 'is' : 'are'}`
}

type PacketEntry = RecordedEntry & Pick<CapturedPacket, 'packet' | 'sourceMac'>

function isPacket(entry: RecordedEntry): entry is PacketEntry {
  return entry.type === 'packet'
}

function toCaptured({ at, packet, sourceMac }: PacketEntry): CapturedPacket {
  return { atMs: at, packet, sourceMac }
}
