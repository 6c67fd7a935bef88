import type { LinkFaults } from '@holdfast/core/testing'
import type { Scenario, ScenarioEvent } from '../scenario.js'

/**
 * What is true of the network, as the scenario says: who reaches whom, how long that takes at most,
 * and since when nothing changed. Virtual milliseconds.
 */
export class World {
  /** When anything last changed anywhere. */
  changedAt = 0
  /** The longest that any packet so far may be under way. */
  worstDelayMs: number
  readonly #latencyMs: readonly [number, number]
  readonly #downLinks = new Set<string>()
  readonly #cuts = new Set<string>()
  readonly #clogs = new Map<string, number>()
  readonly #changes = new Map<string, number>()
  #groupOf = new Map<string, number>()
  #faults: Partial<LinkFaults> = {}
  #networkChangedAt = 0

  constructor(scenario: Scenario) {
    this.#latencyMs = scenario.latencyMs
    this.worstDelayMs = scenario.latencyMs[1]
  }

  /** Something about a node changed, or about the network. */
  changed(now: number, node?: string): void {
    this.changedAt = now
    if (node === undefined) this.#networkChangedAt = now
    else this.#changes.set(node, now)
  }

  /** Since when nothing happened to two nodes and to what is between them. */
  quietSince(node: string, other: string): number {
    const changes = this.#changes
    return Math.max(this.#networkChangedAt, changes.get(node) ?? 0, changes.get(other) ?? 0)
  }

  isLinkUp(node: string, interfaceName: string): boolean {
    return this.#downLinks.size === 0 || !this.#downLinks.has(`${node} ${interfaceName}`)
  }

  reaches(from: string, to: string, interfaceName: string): boolean {
    return (
      this.isLinkUp(from, interfaceName) &&
      this.isLinkUp(to, interfaceName) &&
      this.#groupOf.get(from) === this.#groupOf.get(to) &&
      !this.#cuts.has(`${from} ${to}`)
    )
  }

  /** The longest that a packet sent now may take. */
  delayMs(from: string, to: string): number {
    return this.#longestMs() + (this.#clogs.get(`${from} ${to}`) ?? 0)
  }

  /** How unevenly packets arrive. */
  get jitterMs(): number {
    const [shortest] = this.#latencies()
    return this.#longestMs() - shortest
  }

  get isLossy(): boolean {
    return (this.#faults.loss ?? 0) > 0
  }

  disturbed(event: ScenarioEvent, now: number): void {
    switch (event.verb) {
      case 'link':
        this.#setLink(event.node, event.interface, event.up)
        break
      case 'partition':
        this.#groupOf = new Map(
          event.groups.flatMap((group, index) => group.map((node) => [node, index] as const)),
        )
        break
      case 'cut':
        this.#cuts.add(`${event.from} ${event.to}`)
        break
      case 'clog':
        this.#clogs.set(`${event.from} ${event.to}`, event.ms)
        break
      case 'network':
        this.#faults = { ...this.#faults, ...event.faults }
        break
      case 'heal':
        this.#heal()
        break
      case 'calm':
        this.#heal()
        this.#faults = {}
        this.#downLinks.clear()
        break
      default:
        break
    }
    this.changed(now, 'node' in event ? event.node : undefined)
    const clog = Math.max(0, ...this.#clogs.values())
    this.worstDelayMs = Math.max(this.worstDelayMs, this.#longestMs() + clog)
  }

  #heal(): void {
    this.#cuts.clear()
    this.#clogs.clear()
    this.#groupOf.clear()
  }

  #setLink(node: string, interfaceName: string, up: boolean): void {
    const key = `${node} ${interfaceName}`
    if (up) this.#downLinks.delete(key)
    else this.#downLinks.add(key)
  }

  #latencies(): readonly [min: number, max: number] {
    const { latencyMs = this.#latencyMs } = this.#faults
    return typeof latencyMs === 'number' ? [latencyMs, latencyMs] : latencyMs
  }

  #longestMs(): number {
    const { reorder = 0, reorderMs = 0 } = this.#faults
    return this.#latencies()[1] + (reorder > 0 ? reorderMs : 0)
  }
}
