import { ConfigError } from '../errors.js'
import type { ConfigIssue } from '../errors.js'
import type { Random } from '../random.js'
import { chance } from './seeded-random.js'

/** What happens to packets on the way from one node to another. Probabilities are 0..1. */
export interface LinkFaults {
  /**
   * Milliseconds under way. A range is drawn evenly for each packet, so packets closer together
   * than the range is wide may overtake each other.
   */
  readonly latencyMs: number | readonly [min: number, max: number]
  /** Probability that a packet is lost. */
  readonly loss: number
  /** Probability that a packet arrives twice; each copy has its own delay. */
  readonly duplicate: number
  /** Probability of an extra delay, drawn evenly up to `reorderMs`, that lets others overtake. */
  readonly reorder: number
  /** Milliseconds. */
  readonly reorderMs: number
  /** Milliseconds by which everything is held back, on top of the latency. */
  readonly clogMs: number
}

/** Which packets a setting is about; without a name it is about every node. */
export interface FaultWay {
  readonly from?: string | undefined
  readonly to?: string | undefined
}

const noFaults: LinkFaults = {
  latencyMs: 0,
  loss: 0,
  duplicate: 0,
  reorder: 0,
  reorderMs: 0,
  clogMs: 0,
}

/** The settings of one way, worked out once so that a packet costs two map look-ups. */
interface ResolvedWay {
  readonly faults: LinkFaults
  /** With everything in them that holds packets back. */
  readonly latencyMinMs: number
  readonly latencyMaxMs: number
  /** The answer where chance plays no part. */
  readonly certain: readonly number[] | undefined
}

const lost: readonly number[] = []

/**
 * Decides what becomes of each packet between named nodes. It knows no clock and no packets, so the
 * simulated network and a hub on real sockets share it. A decision is made when a packet is sent;
 * packets already under way are not touched by later settings.
 */
export class FaultPlan {
  readonly #random: Random
  readonly #defaults: LinkFaults
  readonly #settings = new Map<string, Partial<LinkFaults>>()
  readonly #clogs = new Map<string, number>()
  readonly #cuts = new Set<string>()
  readonly #groupOf = new Map<string, number>()
  readonly #resolved = new Map<string, Map<string, ResolvedWay>>()

  constructor(random: Random, defaults: Partial<LinkFaults> = {}) {
    checkFaults(defaults)
    this.#random = random
    this.#defaults = { ...noFaults, ...defaults }
  }

  /**
   * Changes the named faults on a way and leaves its others as they were. For each fault the most
   * specific way that names it wins: from and to, then from, then to, then all, then the defaults.
   */
  set(faults: Partial<LinkFaults>, way: FaultWay = {}): void {
    checkFaults(faults)
    const key = wayKey(way.from, way.to)
    this.#settings.set(key, { ...this.#settings.get(key), ...faults })
    this.#resolved.clear()
  }

  /** Nothing gets from `from` to `to` any more; the other direction is not affected. */
  cut(from: string, to: string): void {
    this.#cuts.add(wayKey(from, to))
    this.#resolved.clear()
  }

  /**
   * Nodes of different groups do not hear each other any more. All nodes that no group names form
   * one more group together, so `partition(['a'])` takes `a` away from all the others. Replaces an
   * earlier partition; cuts stay.
   */
  partition(...groups: readonly (readonly string[])[]): void {
    this.#groupOf.clear()
    for (const [index, group] of groups.entries()) {
      for (const node of group) this.#groupOf.set(node, index)
    }
    this.#resolved.clear()
  }

  /** Joins again everything that `cut` and `partition` took apart; latency, loss etc. stay. */
  heal(): void {
    this.#cuts.clear()
    this.#groupOf.clear()
    this.#resolved.clear()
  }

  /** Holds everything on this way back for `ms` longer than its latency and `clogMs`. */
  clog(from: string, to: string, ms: number): void {
    checkFaults({ clogMs: ms })
    this.#clogs.set(wayKey(from, to), ms)
    this.#resolved.clear()
  }

  /** Takes back what `clog` did, on every way. */
  unclog(): void {
    this.#clogs.clear()
    this.#resolved.clear()
  }

  /** Back to the defaults, with nothing clogged or cut: after it a run may demand convergence. */
  reset(): void {
    this.#settings.clear()
    this.unclog()
    this.heal()
  }

  /** Milliseconds after which copies of a packet arrive: none = lost, two = duplicated. */
  deliveries(from: string, to: string): readonly number[] {
    const way = this.#resolved.get(from)?.get(to) ?? this.#resolve(from, to)
    if (way.certain !== undefined) return way.certain
    if (chance(this.#random, way.faults.loss)) return lost
    const first = this.#delay(way)
    return chance(this.#random, way.faults.duplicate) ? [first, this.#delay(way)] : [first]
  }

  #delay(way: ResolvedWay): number {
    const { latencyMinMs, latencyMaxMs, faults } = way
    let delayMs = latencyMinMs
    if (latencyMaxMs > latencyMinMs) delayMs += this.#random() * (latencyMaxMs - latencyMinMs)
    if (chance(this.#random, faults.reorder)) delayMs += this.#random() * faults.reorderMs
    return delayMs
  }

  #resolve(from: string, to: string): ResolvedWay {
    const faults: LinkFaults = {
      ...this.#defaults,
      ...this.#settings.get(wayKey(undefined, undefined)),
      ...this.#settings.get(wayKey(undefined, to)),
      ...this.#settings.get(wayKey(from, undefined)),
      ...this.#settings.get(wayKey(from, to)),
    }
    const [minMs, maxMs] = timeRange(faults.latencyMs)
    const clogMs = faults.clogMs + (this.#clogs.get(wayKey(from, to)) ?? 0)
    const isCertain =
      faults.loss === 0 &&
      faults.duplicate === 0 &&
      (faults.reorder === 0 || faults.reorderMs === 0) &&
      minMs === maxMs
    let certain = isCertain ? [minMs + clogMs] : undefined
    if (this.#isCut(from, to)) certain = []
    const latency = { latencyMinMs: minMs + clogMs, latencyMaxMs: maxMs + clogMs }
    const way: ResolvedWay = { faults, ...latency, certain }
    const waysOfSender = this.#resolved.get(from) ?? new Map<string, ResolvedWay>()
    this.#resolved.set(from, waysOfSender.set(to, way))
    return way
  }

  #isCut(from: string, to: string): boolean {
    return this.#groupOf.get(from) !== this.#groupOf.get(to) || this.#cuts.has(wayKey(from, to))
  }
}

function wayKey(from: string | undefined, to: string | undefined): string {
  return `${from ?? ''}\n${to ?? ''}`
}

function timeRange(ms: LinkFaults['latencyMs']): readonly [min: number, max: number] {
  return typeof ms === 'number' ? [ms, ms] : ms
}

function checkFaults(faults: Partial<LinkFaults>): void {
  const issues: ConfigIssue[] = []
  for (const path of ['loss', 'duplicate', 'reorder'] as const) {
    const probability = faults[path] ?? 0
    if (!(probability >= 0 && probability <= 1)) {
      issues.push({ path, message: `${probability} is not a probability between 0 and 1` })
    }
  }
  for (const path of ['latencyMs', 'reorderMs', 'clogMs'] as const) {
    const [min, max] = timeRange(faults[path] ?? 0)
    if (!(min >= 0 && min <= max && max < Infinity)) {
      issues.push({ path, message: `${String(faults[path])} is not a time or a range of times` })
    }
  }
  if (issues.length > 0) throw new ConfigError('link faults', issues)
}
