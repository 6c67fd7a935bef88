import { macFromBytes } from '@holdfast/core'
import type { IpFamily } from '@holdfast/core'
import type { VrrpConfig } from './config.js'
import type { IssueList } from './issue-list.js'
import type { VirtualMacParameters } from './parameters.js'

/** IFNAMSIZ less the final zero. */
const INTERFACE_NAME_MAX = 15

/** The MAC address of a virtual router: 00-00-5E-00-01-VRID, 02 for IPv6 (RFC 9568 7.3). */
export function virtualMacAddress(family: IpFamily, virtualRouterId: number): string {
  return macFromBytes(Uint8Array.of(0x00, 0x00, 0x5e, 0x00, family === 4 ? 1 : 2, virtualRouterId))
}

/** useVmac and vmacXmitBase; unicast always leaves by the interface itself (rule 126). */
export function resolveVirtualMac(
  config: VrrpConfig,
  family: IpFamily,
  issues: IssueList,
): VirtualMacParameters | undefined {
  const { useVmac = false, virtualRouterId, unicastPeers = [] } = config
  if (useVmac === false) return undefined
  const usual = `${family === 4 ? 'vrrp' : 'vrrp6'}.${virtualRouterId}`
  const name = useVmac === true ? usual : issues.text('useVmac', useVmac)
  if (name.length > INTERFACE_NAME_MAX || /[\s/]/.test(name)) {
    issues.error('useVmac', `${name} is no name of an interface`, 'at most 15 characters')
  }
  const isUnicast = unicastPeers.length > 0
  if (isUnicast && config.vmacXmitBase === false) {
    issues.warn('vmacXmitBase', 'is ignored: unicast adverts leave by the interface (rule 126)')
  }
  return {
    name,
    macAddress: virtualMacAddress(family, virtualRouterId),
    carriesAdverts: !isUnicast && config.vmacXmitBase !== true,
  }
}
