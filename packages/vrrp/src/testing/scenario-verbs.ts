import type { Packet, PacketTransport } from '@holdfast/core'
import { SimProcess } from '@holdfast/core/testing'
import type { VrrpConfig } from '../config.js'
import type { VrrpInput } from '../input.js'
import type { VrrpInstance } from '../instance.js'
import { resolveConfig } from '../resolve.js'
import type { SimCluster } from './cluster.js'
import type { ForeignPacket, Scenario, ScenarioEvent } from './scenario.js'

const VRRP = 112

/** The stage hands of a scenario: they do to a cluster what an event says. */
export class ScenarioVerbs {
  readonly #cluster: SimCluster
  readonly #configs = new Map<string, readonly VrrpConfig[]>()
  readonly #stranger: PacketTransport

  constructor(scenario: Scenario, cluster: SimCluster) {
    this.#cluster = cluster
    for (const { name, instances } of scenario.nodes) this.#configs.set(name, instances)
    this.#stranger = this.#plugStranger()
  }

  /** Whether the event means anything in this cluster: a shrunk one may have lost its subject. */
  isPossible(event: ScenarioEvent): boolean {
    const names = 'node' in event ? [event.node] : 'from' in event ? [event.from, event.to] : []
    if (!names.every((name) => this.#cluster.nodes.some((node) => node.name === name))) return false
    if (!('instance' in event)) return true
    return this.#configs.get(event.node)?.some(({ name }) => name === event.instance) === true
  }

  do(event: ScenarioEvent): void {
    const cluster = this.#cluster
    switch (event.verb) {
      case 'start':
        cluster.start(event.node)
        return
      case 'stop':
        cluster.stop(event.node)
        return
      case 'restart':
        cluster.restart(event.node)
        return
      case 'crash':
        cluster.crash(event.node)
        return
      case 'stall':
        cluster.stall(event.node, event.ms)
        return
      case 'partition':
        cluster.partition(...event.groups)
        return
      case 'cut':
        cluster.cut(event.from, event.to)
        return
      case 'heal':
        this.#heal()
        return
      case 'calm':
        this.#calm()
        return
      default:
        cluster.timeline.add(cluster.clock.now(), '--', describe(event))
        this.#doElse(event)
    }
  }

  #doElse(event: ScenarioEvent): void {
    const cluster = this.#cluster
    const { clock, network } = cluster
    switch (event.verb) {
      case 'link':
        network.setLink(event.node, event.interface, event.up)
        return
      case 'clog':
        for (const plan of this.#plans()) plan.clog(event.from, event.to, event.ms)
        return
      case 'network':
        for (const plan of this.#plans()) plan.set(event.faults)
        return
      case 'addressFails':
        cluster.node(event.node).addresses.fail(event.address, 'EBUSY', event.times)
        return
      case 'inject': {
        const packet = toPacket(event.packet, event.interface)
        for (let count = 0; count < event.times; count += 1) {
          clock.post(clock.now() + count * event.everyMs, () => this.#stranger.send(packet))
        }
        return
      }
      default:
        if ('instance' in event) this.#order(event)
    }
  }

  /** What an operator asks of an instance; it must be running to hear it. */
  #order(event: Extract<ScenarioEvent, { instance: string }>): void {
    if (event.verb === 'reconfigure') this.#remember(event)
    const node = this.#cluster.node(event.node)
    if (node.status !== 'running') return
    const instance = node.instance(event.instance)
    switch (event.verb) {
      case 'script':
        return // runs by itself, and takes its time
      case 'file':
        if (tracks(instance, event.tracker)) instance.reportFile(event.tracker, event.content)
        return
      case 'priority':
        void instance.setPriority(event.priority)
        return
      case 'promote':
        void instance.promote('an operator')
        return
      case 'demote':
        submit(instance, { type: 'demoted', by: 'an operator' })
        return
      case 'maintenance':
        submit(instance, { type: 'maintenanceChanged', on: event.on, by: 'an operator' })
        return
      case 'reconfigure': {
        const config = this.#config(event)
        resolveConfig(config) // throws now what the promise would tell too late
        void instance.reconfigure(config)
        return
      }
    }
  }

  #remember(event: Extract<ScenarioEvent, { verb: 'reconfigure' }>): void {
    const configs = (this.#configs.get(event.node) ?? []).map((config) =>
      config.name === event.instance ? { ...config, ...event.changes } : config,
    )
    this.#configs.set(event.node, configs)
    this.#cluster.node(event.node).configured(configs)
  }

  #config(event: { readonly node: string; readonly instance: string }): VrrpConfig {
    const configs = this.#configs.get(event.node) ?? []
    return configs.find(({ name }) => name === event.instance) as VrrpConfig
  }

  #heal(): void {
    this.#cluster.heal()
    for (const plan of this.#plans()) plan.unclog()
  }

  #calm(): void {
    const cluster = this.#cluster
    cluster.heal()
    for (const plan of this.#plans()) plan.reset()
    for (const node of cluster.nodes) {
      for (const name of node.plan.interfaces) cluster.network.setLink(node.name, name, true)
      if (node.status === 'stalled') cluster.resume(node.name)
      else if (node.status !== 'running') cluster.start(node.name)
    }
  }

  #segments(): readonly string[] {
    return [...new Set(this.#cluster.nodes.flatMap(({ plan }) => plan.interfaces))]
  }

  #plans(): readonly ReturnType<SimCluster['network']['faultsOf']>[] {
    return this.#segments().map((segment) => this.#cluster.network.faultsOf(segment))
  }

  /** Somebody on every segment who belongs to no virtual router. */
  #plugStranger(): PacketTransport {
    const { clock, network } = this.#cluster
    const names = this.#segments()
    const plugs = names.map((name) => [name, { segment: name, address: '192.0.2.66' }] as const)
    const process = new SimProcess(clock, { name: 'a stranger' })
    const transport = network.attach(process, Object.fromEntries(plugs))
    void transport.open(names)
    return transport
  }
}

/** Whether the configuration in force has such a tracker. */
export function tracks(instance: VrrpInstance, tracker: string): boolean {
  return instance.snapshot().parameters.trackers.some(({ name }) => name === tracker)
}

/** An order whose promise would only resolve between two events of real time. */
function submit({ membership: { router, member } }: VrrpInstance, input: VrrpInput): void {
  router.submit(member, input)
}

function toPacket({ payload, ...header }: ForeignPacket, interfaceName: string): Packet {
  const bytes = payload.match(/../g)?.map((pair) => Number.parseInt(pair, 16)) ?? []
  const fixed = { kind: 'ip', protocol: VRRP, tos: 0xc0 } as const
  return { ...fixed, ...header, interface: interfaceName, payload: Uint8Array.from(bytes) }
}

function describe({ at: _, verb, ...facts }: ScenarioEvent): string {
  return `${verb} ${JSON.stringify(facts)}`
}
