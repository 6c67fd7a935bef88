import type { VrrpConfig } from '../config.js'
import type { Invariant } from './invariants/violation.js'
import { runScenario } from './run-scenario.js'
import type { RunScenarioOptions } from './run-scenario.js'
import type { Scenario, ScenarioEvent, ScenarioNode } from './scenario.js'

export interface ShrinkOptions {
  /** How often a scenario may be run; the smallest one found until then is the result. Default 1000. */
  readonly runsMax?: number
}

/**
 * Makes a failing scenario smaller, for as long as the same promise is broken: ends it early, drops
 * events, nodes, virtual routers and options. One that does not fail comes back as it is.
 */
export function shrinkScenario(scenario: Scenario, options: ShrinkOptions = {}): Scenario {
  const { violation } = runScenario(scenario)
  if (violation === undefined) return scenario
  const attempts = new Attempts(violation.invariant, options.runsMax ?? 1000)
  let smallest = scenario
  for (let before = ''; before !== JSON.stringify(smallest);) {
    before = JSON.stringify(smallest)
    smallest = attempts.shorten(smallest)
    smallest = attempts.dropEvents(smallest)
    smallest = attempts.each(smallest, withoutNodes)
    smallest = attempts.each(smallest, withoutRouters)
    smallest = attempts.each(smallest, withoutOptions)
    smallest = attempts.each(smallest, withSimplerEvents)
    smallest = attempts.each(smallest, beginningAtOnce)
  }
  return smallest
}

/** Variants of a scenario, each a little smaller. */
type Variants = (scenario: Scenario) => readonly Scenario[]

class Attempts {
  readonly #options: RunScenarioOptions
  #runsLeft: number

  constructor(invariant: Invariant, runsMax: number) {
    this.#options = { only: [invariant] }
    this.#runsLeft = runsMax
  }

  /** Nothing after the violation matters. */
  shorten(scenario: Scenario): Scenario {
    const at = runScenario(scenario, this.#options).violation?.at ?? scenario.durationMs
    const durationMs = Math.min(scenario.durationMs, Math.ceil(at) + 1)
    const events = scenario.events.filter((event) => event.at <= durationMs)
    return this.#try(scenario, { ...scenario, durationMs, events })
  }

  /** Zeller's ddmin: ever smaller pieces of the list are left out. */
  dropEvents(scenario: Scenario): Scenario {
    let smallest = scenario
    for (let size = Math.ceil(scenario.events.length / 2); size >= 1; size = Math.floor(size / 2)) {
      for (let start = 0; start < smallest.events.length;) {
        const events = smallest.events.toSpliced(start, size)
        const tried = this.#try(smallest, { ...smallest, events })
        if (tried === smallest) start += size
        smallest = tried
      }
    }
    return smallest
  }

  /** Takes the first variant that still fails, then its variants, until none does. */
  each(scenario: Scenario, variants: Variants): Scenario {
    for (const variant of variants(scenario)) {
      if (this.#fails(variant)) return this.each(variant, variants)
    }
    return scenario
  }

  #try(scenario: Scenario, smaller: Scenario): Scenario {
    return this.#fails(smaller) ? smaller : scenario
  }

  #fails(scenario: Scenario): boolean {
    if (this.#runsLeft <= 0) return false
    this.#runsLeft -= 1
    try {
      return runScenario(scenario, this.#options).violation !== undefined
    } catch {
      return false // a configuration that cannot be
    }
  }
}

function withoutNodes(scenario: Scenario): readonly Scenario[] {
  return scenario.nodes.map(({ name: left }) => ({
    ...scenario,
    nodes: scenario.nodes.filter(({ name }) => name !== left),
    events: scenario.events.filter((event) => !('node' in event) || event.node !== left),
  }))
}

function withoutRouters(scenario: Scenario): readonly Scenario[] {
  const names = new Set(
    scenario.nodes.flatMap(({ instances }) => instances.map(({ name }) => name)),
  )
  return [...names].map((left) => {
    const nodes = scenario.nodes.map((node) => ({
      ...node,
      instances: node.instances.filter(({ name }) => name !== left),
    }))
    const groups = Object.entries(scenario.groups).flatMap(([group, members]) => {
      const others = members.filter((member) => member !== left)
      return others.length === 0 ? [] : [[group, others] as const]
    })
    return { ...scenario, nodes, groups: Object.fromEntries(groups) }
  })
}

/** What makes a virtual router; everything else of a configuration may go. */
const essential = new Set<string>([
  'name',
  'interface',
  'virtualRouterId',
  'virtualAddresses',
] satisfies (keyof VrrpConfig)[])

function withoutOptions(scenario: Scenario): readonly Scenario[] {
  const ungrouped = Object.keys(scenario.groups).length > 0 ? [{ ...scenario, groups: {} }] : []
  const prompt = scenario.latencyMs[1] > 0 ? [{ ...scenario, latencyMs: [0, 0] as const }] : []
  // Of all nodes at once first: peers mostly have to agree.
  const together = keysOf(scenario.nodes.flatMap(({ instances }) => instances)).map((key) => ({
    ...scenario,
    nodes: scenario.nodes.map((node) => ({
      ...node,
      instances: node.instances.map((config) => without(config, key)),
    })),
  }))
  const alone = scenario.nodes.flatMap((node, index) =>
    simplerNodes(node).map((simpler) => ({
      ...scenario,
      nodes: scenario.nodes.with(index, simpler),
    })),
  )
  return [...ungrouped, ...prompt, ...together, ...alone]
}

function simplerNodes(node: ScenarioNode): readonly ScenarioNode[] {
  const settings = (['driftPpm', 'addressDelayMs', 'scriptIntervalMs'] as const)
    .filter((key) => node[key] !== undefined)
    .map((key) => without(node, key))
  const instances = node.instances.flatMap((config, index) =>
    simplerConfigs(config).map((simpler) => ({
      ...node,
      instances: node.instances.with(index, simpler),
    })),
  )
  return [...settings, ...instances]
}

function simplerConfigs(config: VrrpConfig): readonly VrrpConfig[] {
  const fewerAddresses =
    config.virtualAddresses.length > 1
      ? [{ ...config, virtualAddresses: config.virtualAddresses.slice(0, 1) }]
      : []
  const fewerTrackers = (config.trackers ?? []).map((_, index) => ({
    ...config,
    trackers: (config.trackers ?? []).toSpliced(index, 1),
  }))
  return [
    ...fewerAddresses,
    ...fewerTrackers,
    ...keysOf([config]).map((key) => without(config, key)),
  ]
}

function keysOf(configs: readonly VrrpConfig[]): readonly (keyof VrrpConfig)[] {
  const keys = new Set(configs.flatMap((config) => Object.keys(config) as (keyof VrrpConfig)[]))
  return [...keys].filter((key) => !essential.has(key))
}

function without<Item extends object>(item: Item, left: keyof Item): Item {
  return Object.fromEntries(Object.entries(item).filter(([key]) => key !== left)) as Item
}

function beginningAtOnce(scenario: Scenario): readonly Scenario[] {
  const shift = scenario.events[0]?.at ?? 0
  if (shift === 0) return []
  const events = scenario.events.map((event) => ({ ...event, at: event.at - shift }))
  return [{ ...scenario, events, durationMs: scenario.durationMs - shift }]
}

/** Fewer repetitions, fewer faults at once. */
function withSimplerEvents(scenario: Scenario): readonly Scenario[] {
  return scenario.events.flatMap((event, index) =>
    simplerEvents(event).map((simpler) => ({
      ...scenario,
      events: scenario.events.with(index, simpler),
    })),
  )
}

function simplerEvents(event: ScenarioEvent): readonly ScenarioEvent[] {
  switch (event.verb) {
    case 'inject':
      return event.times > 1 ? [{ ...event, times: Math.ceil(event.times / 2) }] : []
    case 'network':
      return Object.keys(event.faults).length > 1
        ? parts(event.faults).map((faults) => ({ ...event, faults }))
        : []
    case 'reconfigure':
      return Object.keys(event.changes).length > 1
        ? parts(event.changes).map((changes) => ({ ...event, changes }))
        : []
    default:
      return []
  }
}

/** The same object without each of its keys in turn. */
function parts<Item extends object>(item: Item): readonly Item[] {
  return (Object.keys(item) as (keyof Item)[]).map((key) => without(item, key))
}
