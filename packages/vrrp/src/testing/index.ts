/**
 * Failover tests without machines: `SimCluster` runs whole clusters of real routers on virtual time
 * and a simulated network.
 *
 * @packageDocumentation
 */
export { timelinePage } from './timeline-page.js'
export type { TimelinePage } from './timeline-page.js'
export { SimCluster } from './cluster.js'
export type { InstancePlan, NodePlan, SimClusterOptions } from './cluster.js'
export { SimNode } from './sim-node.js'
export type { NodeStatus, SimNodePlan } from './sim-node.js'
export { Timeline } from './timeline.js'
export type { TimelineEntry } from './timeline.js'
export { randomScenario } from './random-scenario.js'
export { runScenario } from './run-scenario.js'
export type { RunScenarioOptions, ScenarioOutcome } from './run-scenario.js'
export type {
  Disturbance,
  ForeignPacket,
  Scenario,
  ScenarioEvent,
  ScenarioNode,
} from './scenario.js'
export { invariants } from './invariants/violation.js'
export type { Invariant, Violation } from './invariants/violation.js'
export { shrinkScenario } from './shrink.js'
export type { ShrinkOptions } from './shrink.js'
