/**
 * Failover tests without machines: `SimCluster` runs whole clusters of real routers on virtual time
 * and a simulated network.
 *
 * @packageDocumentation
 */
export { SimCluster } from './cluster.js'
export type { InstancePlan, NodePlan, SimClusterOptions } from './cluster.js'
export { SimNode } from './sim-node.js'
export type { NodeStatus, SimNodePlan } from './sim-node.js'
export { Timeline } from './timeline.js'
export type { TimelineEntry } from './timeline.js'
