import type { NodeModel } from './node-model.js'
import type { Report } from './violation.js'

/** A MASTER has its virtual routes and rules, and nobody else has any (rules 76, 77). */
export function checkRoutes(node: NodeModel, report: Report): void {
  if (node.areRoutesChecked) return
  node.areRoutesChecked = true
  for (const { name, label, role, reading } of node.instances) {
    const has = node.routed.has(name)
    if (has && role !== 'MASTER') report('routes', `${label} is ${role} and has routes`)
    if (!has && role === 'MASTER' && reading.hasRoutes) {
      report('routes', `${label} is MASTER and has no routes`)
    }
  }
}
