import { SimCluster } from './cluster.js'
import { InvariantWatch } from './invariants/watch.js'
import { invariants } from './invariants/violation.js'
import type { Invariant, Violation } from './invariants/violation.js'
import type { Scenario, ScenarioEvent } from './scenario.js'
import { ScenarioVerbs, tracks } from './scenario-verbs.js'
import type { SimNode } from './sim-node.js'

/** What became of a scenario. */
export interface ScenarioOutcome {
  /** The first promise that was broken, at which the run ended; undefined when all were kept. */
  readonly violation: Violation | undefined
  /** As it was when the run ended: with its timeline. */
  readonly cluster: SimCluster
  /** How many events of the simulation it took. */
  readonly events: number
}

export interface RunScenarioOptions {
  /** Keeps every packet, for `cluster.toPcap` and `cluster.toJsonLines`. Default false. */
  readonly record?: boolean
  /** Which promises count. Default: all. */
  readonly only?: readonly Invariant[]
}

/** Runs a scenario event by event and checks every invariant after each; the same one, the same run. */
export function runScenario(scenario: Scenario, options: RunScenarioOptions = {}): ScenarioOutcome {
  const watch = new InvariantWatch(scenario, options.only ?? invariants)
  const cluster = clusterOf(scenario, watch, options)
  const verbs = new ScenarioVerbs(scenario, cluster)
  const scripts = new Scripts(scenario, cluster, watch)
  watch.follow(cluster)
  for (const event of scenario.events) {
    if (!verbs.isPossible(event)) continue
    for (const at of repetitions(event)) cluster.clock.schedule(at, () => watch.disturbed(event))
    cluster.clock.schedule(event.at, () => {
      watch.disturbed(event)
      if (event.verb === 'script') scripts.set(event)
      verbs.do(event)
    })
  }
  scripts.begin()
  const events = runToEnd(cluster, watch, scenario.durationMs)
  return { violation: watch.violation, cluster, events }
}

function runToEnd({ clock }: SimCluster, watch: InvariantWatch, endMs: number): number {
  let events = 0
  for (let at = clock.nextEventAt; at !== undefined && at <= endMs; at = clock.nextEventAt) {
    if (at > clock.now()) watch.instantOver()
    try {
      clock.step()
      watch.eventOver()
    } catch (error) {
      watch.failed(error)
    }
    events += 1
    if (watch.violation !== undefined) return events
  }
  watch.instantOver()
  return events
}

function clusterOf(
  scenario: Scenario,
  watch: InvariantWatch,
  { record = false }: RunScenarioOptions,
): SimCluster {
  const { nodes, groups, seed, latencyMs } = scenario
  const plans = nodes.map(({ name, instances, driftPpm = 0, addressDelayMs = 0 }) => {
    return [name, { instances, driftPpm, addressDelayMs }] as const
  })
  const options = { ...watch.options, groups, seed, faults: { latencyMs }, record }
  return new SimCluster(Object.fromEntries(plans), options)
}

/** When an event acts again: each packet of an injection is a disturbance of its own. */
function repetitions(event: ScenarioEvent): readonly number[] {
  if (event.verb !== 'inject') return []
  return Array.from(
    { length: event.times - 1 },
    (_, count) => event.at + (count + 1) * event.everyMs,
  )
}

/** What runs the script trackers of every node, over and over. */
class Scripts {
  readonly #scenario: Scenario
  readonly #cluster: SimCluster
  readonly #watch: InvariantWatch
  readonly #failing = new Set<string>()

  constructor(scenario: Scenario, cluster: SimCluster, watch: InvariantWatch) {
    this.#scenario = scenario
    this.#cluster = cluster
    this.#watch = watch
  }

  set(event: Extract<ScenarioEvent, { verb: 'script' }>): void {
    const key = `${event.node} ${event.instance} ${event.tracker}`
    if (event.passes) this.#failing.delete(key)
    else this.#failing.add(key)
  }

  begin(): void {
    for (const { name, instances, scriptIntervalMs = 2000 } of this.#scenario.nodes) {
      const scripts = instances.flatMap(({ name: instance, trackers = [] }) =>
        trackers.flatMap(({ kind, name: tracker }) =>
          kind === 'script' ? [{ instance, tracker }] : [],
        ),
      )
      if (scripts.length > 0) this.#repeat(this.#cluster.node(name), scripts, scriptIntervalMs)
    }
  }

  #repeat(
    node: SimNode,
    scripts: readonly { readonly instance: string; readonly tracker: string }[],
    everyMs: number,
  ): void {
    this.#cluster.clock.post(this.#cluster.clock.now() + everyMs, () => {
      this.#repeat(node, scripts, everyMs)
      if (node.status !== 'running') return
      for (const { instance, tracker } of scripts) {
        if (!tracks(node.instance(instance), tracker)) continue
        const passes = !this.#failing.has(`${node.name} ${instance} ${tracker}`)
        this.#watch.scriptRan(node.name, instance, tracker, passes)
        node.instance(instance).report(tracker, passes)
      }
    })
  }
}
