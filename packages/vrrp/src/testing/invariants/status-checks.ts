import type { NodeModel } from './node-model.js'
import type { Report } from './violation.js'

/** Nothing of a node takes part once it was stopped (rules 57, 63). */
export function checkStopped(node: NodeModel, report: Report): void {
  for (const { role, label, member } of node.instances) {
    if (role !== 'INIT') report('standing', `${label} was stopped and is ${role}`)
    if (member.cohort.nextDeadline() !== undefined) {
      report('timers', `${label} was stopped and has a timer`)
    }
  }
}

/** The members of a sync group are MASTER together, and in FAULT together (rules 139, 140). */
export function checkTogether(node: NodeModel, report: Report): void {
  for (const { role, label, companions } of node.instances) {
    if (role !== 'MASTER') continue
    const other = companions.find((each) => each.role !== 'MASTER')
    if (other !== undefined)
      report('together', `${label} is MASTER, but ${other.label} is ${other.role}`)
  }
}
