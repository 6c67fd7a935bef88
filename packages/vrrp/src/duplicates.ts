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
  const { name, virtualRouterId, unicastPeers, multicastGroup, virtualMac } = parameters
  const issues: ConfigIssue[] = []
  if (members.some((member) => member.name === name)) {
    issues.push({ path: 'name', message: `${name} is taken` })
  }
  const rival = sameVirtualRouter.find(({ parameters: other }) => {
    // Two groups are two virtual routers, unless they share a MAC address (rules 127, 146).
    if (other.unicastPeers.length === 0 && unicastPeers.length === 0) {
      const shareMac = other.virtualMac !== undefined || virtualMac !== undefined
      return other.multicastGroup === multicastGroup || shareMac
    }
    if (other.unicastPeers.length === 0 || unicastPeers.length === 0) return true
    return other.unicastPeers.some((peer) => unicastPeers.includes(peer))
  })
  if (rival !== undefined) {
    const message = `${virtualRouterId} is taken on ${parameters.interface} by ${rival.name}`
    issues.push({ path: 'virtualRouterId', message })
  }
  if (issues.length > 0) throw new ConfigError(`vrrp instance ${name}`, issues)
}
