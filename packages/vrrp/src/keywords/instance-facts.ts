import { ipFamily } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import type { InstanceBlock, VrrpDefaults } from './model.js'

/** The family that an instance speaks, by the first of its addresses; IPv4 without any. */
export function familyOf(instance: InstanceBlock): IpFamily {
  const address =
    instance.virtualAddresses?.[0]?.address ??
    instance.unicastPeers?.[0]?.address ??
    instance.unicastSrcIp ??
    instance.mcastSrcIp
  return address === undefined ? 4 : ipFamily(address)
}

/** IPv6 is VRRPv3; else what the instance says, or `global_defs`, or 2 (rule 13). */
export function versionOf(instance: InstanceBlock, defaults: VrrpDefaults): 2 | 3 {
  if (familyOf(instance) === 6) return 3
  return instance.version ?? defaults.vrrpVersion ?? 2
}

/** What is configured, else 100, else 255 for `state MASTER`. */
export function effectiveBasePriority(instance: InstanceBlock): number {
  return instance.priority ?? (instance.state === 'MASTER' ? 255 : 100)
}

export function isStrict(instance: InstanceBlock, defaults: VrrpDefaults): boolean {
  return instance.strictMode ?? defaults.vrrpStrict ?? false
}
