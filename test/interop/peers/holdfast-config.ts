import type { VrrpConfig } from '@holdfast/vrrp'
import type { RouterSpec } from './router-spec.js'

/** The configuration of a `VrrpInstance`. */
export function holdfastConfig(spec: RouterSpec): VrrpConfig {
  const { unicast, password, isPasswordKey = false } = spec
  return {
    name: `VI_${spec.vrid}`,
    interface: spec.interface,
    virtualRouterId: spec.vrid,
    version: spec.version,
    priority: spec.priority,
    preempt: spec.preempt,
    advertIntMs: spec.advertIntMs,
    virtualAddresses: spec.virtualAddresses,
    ...(unicast === undefined
      ? {}
      : { sourceAddress: unicast.source, unicastPeers: [unicast.peer] }),
    ...(password === undefined
      ? {}
      : { authentication: { type: isPasswordKey ? 'ah' : 'pass', password } }),
    ...(spec.virtualMac ? { useVmac: true } : {}),
  }
}
