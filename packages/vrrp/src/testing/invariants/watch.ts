import type { IpDatagram, Logger, Packet } from '@holdfast/core'
import { ipFamily, silentLogger } from '@holdfast/core'
import type { TappedPacket } from '@holdfast/core/testing'
import type { VrrpConfig } from '../../config.js'
import type { VrrpInstance } from '../../instance.js'
import type { SimCluster, SimClusterOptions } from '../cluster.js'
import type { Scenario, ScenarioEvent } from '../scenario.js'
import { bareAddress } from '../bare-address.js'
import type { SimNode } from '../sim-node.js'
import { checkAddresses } from './address-check.js'
import { AdvertReader } from './advert-reader.js'
import { Convergence } from './convergence.js'
import { checkSent } from './counter-check.js'
import { checkAfterEvent } from './event-checks.js'
import { InstanceModel } from './instance-model.js'
import { checkStopped, checkTogether } from './status-checks.js'
import { checkAfterInstant } from './instant-checks.js'
import { NodeModel } from './node-model.js'
import { Orders } from './orders.js'
import { read } from './reading.js'
import { checkRivals } from './rivals.js'
import { checkRoutes } from './route-check.js'
import { advertLeaves, announcedAddress, announcementLeaves } from './sending.js'
import { ROUNDING_MS } from './violation.js'
import type { Invariant, Report, Violation } from './violation.js'
import { VirtualRouter } from './virtual-router.js'
import { World } from './world.js'

const VRRP = 112

/**
 * Watches a cluster and says at once when it breaks a promise. It sees what anybody could see:
 * packets, what each process reads, transitions, addresses, counters; and it is told what the
 * scenario does. What should follow it works out by itself.
 */
export class InvariantWatch {
  /** The first promise that was broken. */
  violation: Violation | undefined
  readonly #only: readonly Invariant[]
  readonly #scenario: Scenario
  readonly #world: World
  readonly #convergence: Convergence
  readonly #orders: Orders
  readonly #nodes = new Map<string, NodeModel>()
  readonly #routers = new Map<string, VirtualRouter>()
  readonly #reader = new AdvertReader()
  readonly #touched: InstanceModel[] = []
  #cluster: SimCluster | undefined

  /** `only` are the promises that count. */
  constructor(scenario: Scenario, only: readonly Invariant[]) {
    this.#only = only
    this.#scenario = scenario
    this.#world = new World(scenario)
    this.#convergence = new Convergence(this.#world)
    this.#orders = new Orders(scenario)
  }

  /** What the cluster must be made with. */
  get options(): Required<Pick<SimClusterOptions, 'onInstance' | 'logger'>> {
    const logger: Logger = {
      ...silentLogger,
      error: (message) => this.#report('errors', `a router logged: ${message}`),
    }
    return { logger, onInstance: (node, instance) => this.#made(node, instance) }
  }

  follow(cluster: SimCluster): void {
    this.#cluster = cluster
    cluster.network.tap((tapped) => this.#tapped(tapped))
  }

  /** The scenario is about to do this. */
  disturbed(event: ScenarioEvent): void {
    const mute = this.#mute(event)
    this.#world.disturbed(event, this.#now)
    // What left while the link was down was not seen (`dontTrackPrimary`): it counts from now on.
    for (const each of mute) if (this.#canSpeak(each)) each.advertAt = this.#now * each.node.rate
    const model = this.#orders.given(event, this.#nodes, this.#now)
    if (model === undefined) return
    this.#touch(model)
    for (const each of model.companions) each.isStandingStale = true
  }

  /** A script of a running node is about to report. */
  scriptRan(node: string, instance: string, tracker: string, passes: boolean): void {
    const model = this.#find(node, instance)
    if (model !== undefined) {
      this.#inform(model, () => model.standing.scriptRan(model.reading, tracker, passes))
    }
  }

  /** Something threw, which nothing may: decoding and stepping are total. */
  failed(error: unknown): void {
    this.#report(
      'errors',
      `an event threw ${error instanceof Error ? error.message : String(error)}`,
    )
  }

  /** One event of the simulation is over. */
  eventOver(): void {
    for (const node of this.#nodes.values()) {
      if (node.status !== node.node.status) this.#statusChanged(node)
    }
    for (const model of this.#touched) {
      const isCatchingUp = model.node.resumedAt === this.#now
      checkAfterEvent(model, this.#canSpeak(model), isCatchingUp, this.#report)
      model.turn.clear()
    }
    this.#touched.length = 0
  }

  /** Nothing else will happen at this instant. */
  instantOver(): void {
    const now = this.#now
    for (const node of this.#nodes.values()) {
      if (node.status === 'running') this.#checkNode(node, now)
      else if (node.status === 'stopped') {
        checkAddresses(node, now, this.#report)
        checkRoutes(node, this.#report)
      }
    }
    for (const router of this.#routers.values()) {
      checkRivals(router, this.#world, now, this.#report)
      this.#convergence.check(router, now, this.#report)
    }
  }

  #checkNode(node: NodeModel, now: number): void {
    const local = now * node.rate
    if (node.isStale || node.hasMoved || local >= node.deadline - ROUNDING_MS) {
      node.isStale = false
      node.deadline = Infinity
      for (const model of node.instances) {
        checkAfterInstant(model, local, this.#canSpeak(model), this.#report)
        node.deadline = Math.min(node.deadline, model.deadline)
      }
      checkSent(node, this.#report)
      checkTogether(node, this.#report)
    }
    checkAddresses(node, now, this.#report)
    checkRoutes(node, this.#report)
  }

  get #now(): number {
    return this.#cluster?.clock.now() ?? 0
  }

  readonly #report: Report = (invariant, message) => {
    if (!this.#only.includes(invariant)) return
    this.violation ??= { invariant, message, at: this.#now }
  }

  #made(simNode: SimNode, instance: VrrpInstance): void {
    const node = this.#nodeOf(simNode)
    const config = this.#orders.config(node.name, instance.name)
    const group = Object.entries(this.#scenario.groups).find(([, names]) =>
      names.includes(instance.name),
    )?.[0]
    const reading = read(config, group)
    const router = this.#routerOf(config)
    if (router.members.get(node.name)?.role === 'MASTER') router.masters -= 1
    const model = new InstanceModel(node, instance, reading, router, this.#report)
    node.add(model)
    for (const [name, up] of node.links) model.standing.linkChanged(reading, name, up)
    router.members.set(node.name, model)
    router.hears(reading.intervalMs)
    if (group !== undefined) {
      const companions = node.instances.filter((each) => each.reading.group === group)
      for (const each of companions) each.companions = companions
    }
    instance.on('transition', ({ from, to }) => {
      this.#touch(model)
      node.areAddressesChecked = false
      node.areRoutesChecked = false
      node.wrongSince = undefined
      const takesPart = from === 'INIT' || from === 'FAULT' || to === 'INIT' || to === 'FAULT'
      if (takesPart) this.#world.changed(this.#now, node.name)
      model.transition(from, to, this.#now * node.rate, this.#canSpeak(model))
    })
  }

  /** The model of this boot of a machine. */
  #nodeOf(simNode: SimNode): NodeModel {
    const known = this.#nodes.get(simNode.name)
    if (known?.transport === simNode.ports.transport) return known
    const node = new NodeModel(simNode)
    this.#nodes.set(node.name, node)
    // Before the router does, so that a packet is known here when it is acted on there.
    node.transport.subscribe((packet) => this.#reads(node, packet))
    simNode.ports.links?.watch(simNode.plan.interfaces, ({ interface: name, up }) => {
      node.links.set(name, up)
      for (const model of node.instances) {
        this.#inform(model, () => model.standing.linkChanged(model.reading, name, up))
      }
    })
    return node
  }

  #routerOf({ interface: name, virtualRouterId, virtualAddresses }: VrrpConfig): VirtualRouter {
    const family = ipFamily(bareAddress(virtualAddresses[0] ?? '0.0.0.0'))
    const key = `${name} ${family} ${virtualRouterId}`
    const known = this.#routers.get(key)
    if (known !== undefined) return known
    const made = new VirtualRouter()
    this.#routers.set(key, made)
    return made
  }

  /** Tells a model something that may move its priority or its FAULT. */
  #inform(model: InstanceModel, tell: () => void): void {
    const { standing, reading } = model
    const priority = standing.priority(reading)
    const fault = standing.fault(reading)
    tell()
    this.#touch(model)
    for (const each of model.companions) each.isStandingStale = true
    if (priority === standing.priority(reading) && fault === standing.fault(reading)) return
    this.#world.changed(this.#now, model.node.name)
  }

  #statusChanged(node: NodeModel): void {
    const before = node.status
    node.status = node.node.status
    this.#world.changed(this.#now, node.name)
    const isBooted = node.status === 'running' && before !== 'stalled'
    if (node.status === 'stopped') checkStopped(node, this.#report)
    for (const model of node.instances) {
      const now = this.#now * node.rate
      if (isBooted) model.startedAt = now
      // After a stall the late advert is followed by one at its proper time.
      if (before === 'stalled') model.hurriesUntil = now + model.reading.intervalMs
      this.#touch(model)
    }
    if (before === 'stalled') {
      node.resumedAt = this.#now
      node.wrongSince = undefined
    }
  }

  #tapped({ kind, node: name, from, packet }: TappedPacket): void {
    if (kind === 'sent') this.#leaves(name, packet)
    if (kind === 'sent' || packet.kind !== 'ip' || packet.protocol !== VRRP) return
    if (kind === 'delivered') {
      this.#nodes.get(name)?.arrived(packet, this.#reader.read(packet))
      return
    }
    const vrid = packet.payload[1] ?? 0
    const lost = this.#nodes.get(name)?.find(packet.interface, ipFamily(packet.source), vrid)
    lost?.router.lost(from, name, this.#now)
  }

  #leaves(name: string, packet: Packet): void {
    const node = this.#nodes.get(name)
    if (node === undefined) return // a stranger
    if (packet.kind === 'ip' && packet.protocol === VRRP) this.#advertLeaves(node, packet)
    const address = announcedAddress(packet)
    if (address === undefined) return
    const owner = announcementLeaves(node, address, this.#report)
    if (owner !== undefined) this.#touch(owner)
  }

  #advertLeaves(node: NodeModel, packet: IpDatagram): void {
    const vrid = packet.payload[1] ?? 0
    const model = node.find(packet.interface, ipFamily(packet.source), vrid)
    if (model === undefined) {
      this.#report('silence', `${node.name} sent an advert for VRID ${vrid}`)
      return
    }
    this.#touch(model)
    advertLeaves(model, packet, this.#reader.read(packet), this.#now * node.rate, this.#report)
  }

  #reads(node: NodeModel, packet: Packet): void {
    if (packet.kind !== 'ip' || packet.protocol !== VRRP) return
    node.read()
    if (packet.payload.length < 8) return
    const vrid = packet.payload[1] ?? 0
    const model = node.find(packet.interface, ipFamily(packet.source), vrid)
    if (model === undefined) return
    this.#touch(model)
    model.hears(packet, this.#reader.read(packet), this.#now * node.rate)
  }

  #touch(model: InstanceModel): void {
    model.node.isStale = true
    for (const each of model.companions) each.isStale = true
    if (model.turn.isOpen) return
    model.turn.isOpen = true
    this.#touched.push(model)
  }

  /** Those whose links are down, before something that may bring them up. */
  #mute({ verb }: ScenarioEvent): readonly InstanceModel[] {
    if (verb !== 'link' && verb !== 'calm') return []
    const models = [...this.#nodes.values()].flatMap(({ instances }) => instances)
    return models.filter((model) => !this.#canSpeak(model))
  }

  #canSpeak({ node, reading }: InstanceModel): boolean {
    return this.#world.isLinkUp(node.name, reading.interface)
  }

  #find(node: string, instance: string): InstanceModel | undefined {
    return this.#nodes.get(node)?.instances.find(({ name }) => name === instance)
  }
}
