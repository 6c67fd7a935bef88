import { UsageError } from '@holdfast/core'
import type { VrrpConfig } from '../../config.js'
import type { Scenario, ScenarioEvent } from '../scenario.js'
import type { InstanceModel } from './instance-model.js'
import type { NodeModel } from './node-model.js'
import { read } from './reading.js'

/** Attempts that fail, at 200, 400, 800 and 1600 ms from each other: see `addressRetryDelayMs`. */
const RETRIES_MS = 3000

type Nodes = ReadonlyMap<string, NodeModel>

/** What operators ask of instances, and the configurations in force. */
export class Orders {
  readonly #configs = new Map<string, VrrpConfig>()

  constructor({ nodes }: Scenario) {
    for (const { name, instances } of nodes) {
      for (const config of instances) this.#configs.set(`${name} ${config.name}`, config)
    }
  }

  /** The configuration with which an instance is made now. */
  config(node: string, instance: string): VrrpConfig {
    const config = this.#configs.get(`${node} ${instance}`)
    if (config === undefined) throw new UsageError(`${node} has no instance ${instance}`)
    return config
  }

  /** Passes an event on to the model of the instance that it is about, which it returns. */
  given(event: ScenarioEvent, nodes: Nodes, atMs: number): InstanceModel | undefined {
    if (event.verb === 'addressFails') this.#fails(nodes.get(event.node))
    if (!('instance' in event)) return undefined
    if (event.verb === 'reconfigure') {
      const key = `${event.node} ${event.instance}`
      const config = this.#configs.get(key)
      if (config !== undefined) this.#configs.set(key, { ...config, ...event.changes })
    }
    const node = nodes.get(event.node)
    const model = node?.instances.find(({ name }) => name === event.instance)
    if (model === undefined || node?.status !== 'running') return undefined
    this.#give(event, model, atMs * node.rate)
    return model
  }

  #fails(node: NodeModel | undefined): void {
    if (node !== undefined) node.retriesMs = RETRIES_MS + 5 * node.node.plan.addressDelayMs
  }

  #give(
    event: Extract<ScenarioEvent, { instance: string }>,
    model: InstanceModel,
    now: number,
  ): void {
    const { standing, turn } = model
    turn.isMoved = true
    switch (event.verb) {
      case 'priority':
        standing.basePriority = event.priority
        break
      case 'maintenance':
        standing.inMaintenance = event.on
        break
      case 'demote':
        turn.command = 'demote'
        standing.isYielding = true
        break
      case 'promote':
        turn.command = 'promote'
        break
      case 'file':
        standing.fileRead(model.reading, event.tracker, event.content)
        break
      case 'reconfigure':
        this.#reconfigured(model, now)
        break
      case 'script':
        break
    }
  }

  /** Rules 51 and 156: whatever stays, stays. */
  #reconfigured(model: InstanceModel, now: number): void {
    const { node, reading: before, standing, router } = model
    const after = read(this.config(node.name, model.name), before.group)
    model.reading = after
    if (after.priority !== before.priority) standing.basePriority = after.priority
    standing.trackersChanged(after.trackers)
    for (const [name, up] of node.links) standing.linkChanged(after, name, up)
    model.hurriesUntil = now + after.intervalMs
    model.listening.reconfigured(after)
    router.hears(after.intervalMs)
    node.areAddressesChecked = false
    node.wrongSince = undefined
  }
}
