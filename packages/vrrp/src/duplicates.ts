import { ConfigError } from '@holdfast/core'
import type { ConfigIssue } from '@holdfast/core'
import type { Member } from './member.js'
import type { VrrpParameters } from './parameters.js'

/**
 * One name, and one virtual router on an interface, belongs to one instance; unicast instances may
 * share a VRID while their peers differ.
 *
 * @throws ConfigError (rules 146, 147)
 */
export function refuseDuplicate(
  parameters: VrrpParameters,
  members: readonly Member[],
  sameVirtualRouter: readonly Member[],
): void {
  const { name, virtualRouterId, unicastPeers } = parameters
  const issues: ConfigIssue[] = []
  if (members.some((member) => member.name === name)) {
    issues.push({ path: 'name', message: `${name} is taken` })
  }
  const rival = sameVirtualRouter.find(
    ({ parameters: other }) =>
      other.unicastPeers.length === 0 ||
      unicastPeers.length === 0 ||
      other.unicastPeers.some((peer) => unicastPeers.includes(peer)),
  )
  if (rival !== undefined) {
    const message = `${virtualRouterId} is taken on ${parameters.interface} by ${rival.name}`
    issues.push({ path: 'virtualRouterId', message })
  }
  if (issues.length > 0) throw new ConfigError(`vrrp instance ${name}`, issues)
}
