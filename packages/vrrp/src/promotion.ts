import { compareIpAddresses } from '@holdfast/core'
import { explainFault } from './explain.js'
import type { VrrpState } from './state.js'

/** Why VRRP would not let this instance be master now; undefined when it would (design: `promote`). */
export function promotionObstacle({ role, standing }: VrrpState, now: number): string | undefined {
  switch (role.name) {
    case 'MASTER':
      return 'it is master already'
    case 'INIT':
      return 'it has not started yet'
    case 'FAULT':
      return `it is in FAULT: ${standing.faults.map(explainFault).join(', ')}`
    case 'BACKUP':
      break
  }
  const { master, masterDownAt } = role
  const isGone = master === undefined || masterDownAt === undefined || masterDownAt <= now
  if (isGone || role.resigned === master.address) return undefined
  const own = standing.effectivePriority
  const order =
    own - master.priority ||
    compareIpAddresses(standing.link.sourceAddress ?? '0.0.0.0', master.address)
  if (order > 0) return undefined
  return (
    `the master ${master.address} has priority ${master.priority}, ours is ${own}: ` +
    'the stronger one stays master; raise the priority here or demote it there'
  )
}
