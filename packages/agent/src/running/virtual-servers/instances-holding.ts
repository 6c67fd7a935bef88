import type { VirtualServerBlock } from '@holdfast/check/keywords'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import type { Complain } from './plan-services.js'
import type { ServicePlan } from './virtual-server-plan.js'

/** `ha_suspend`: the instances that have one of the addresses of a virtual server. */
export function instancesHolding(
  { haSuspend, service }: VirtualServerBlock,
  services: readonly ServicePlan[],
  { instances = [] }: KeepalivedConfiguration,
  complain: Complain,
): readonly string[] | undefined {
  if (haSuspend !== true || service.kind === 'fwmark') return undefined
  const addresses = new Set(
    services.flatMap(({ service: { id } }) => (id.kind === 'address' ? [id.address] : [])),
  )
  const names = instances
    .filter(({ virtualAddresses = [], excludedAddresses = [] }) =>
      [...virtualAddresses, ...excludedAddresses].some(({ address }) => addresses.has(address)),
    )
    .map(({ name }) => name)
  if (names.length > 0) return names
  complain('is never suspended: no vrrp_instance has its address')
  return undefined
}
