import type { InstanceModel } from './instance-model.js'
import type { NodeModel } from './node-model.js'
import { ROUNDING_MS } from './violation.js'
import type { Report } from './violation.js'

/** A node has the addresses of the virtual routers of which it is MASTER, and no other; virtual time. */
export function checkAddresses(node: NodeModel, now: number, report: Report): void {
  if (node.areAddressesChecked && node.wrongSince === undefined) return
  node.areAddressesChecked = true
  const wanted = node.instances.flatMap(({ role, reading }) =>
    role === 'MASTER' ? reading.held : [],
  )
  const surplus = [...node.held].find((address) => !wanted.includes(address))
  const missing = wanted.find((address) => !node.held.has(address))
  if (surplus === undefined && missing === undefined) {
    node.wrongSince = undefined
    for (const model of node.instances) checkAnnounced(model, now, report)
    return
  }
  node.wrongSince ??= now
  const delayMs = node.node.plan.addressDelayMs / node.rate
  const wrongMs = now - node.wrongSince - delayMs
  if (surplus !== undefined && wrongMs > ROUNDING_MS) {
    report('addresses', `${node.name} holds ${surplus}, but is not MASTER of it`)
  }
  if (missing !== undefined && wrongMs > node.retriesMs + ROUNDING_MS) {
    report('addresses', `${node.name} is MASTER of ${missing}, but does not hold it`)
  }
}

/** Whoever has its addresses as master has told the neighbours so (rule 116). */
function checkAnnounced(model: InstanceModel, now: number, report: Report): void {
  const { role, reading, announced, couldSpeak, label, node, masterSince } = model
  if (role !== 'MASTER' || !couldSpeak || !reading.announcesAtOnce) return
  // Addresses of the last time may be there still, and the answer is yet to come.
  if (now < masterSince + node.node.plan.addressDelayMs / node.rate - ROUNDING_MS) return
  const silent = reading.held.find((address) => !announced.has(address))
  if (silent !== undefined)
    report('announcements', `${label} has ${silent} and did not announce it`)
}
