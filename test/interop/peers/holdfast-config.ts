import type { VrrpConfig } from '@holdfast/vrrp'
import type { RouterSpec } from './router-spec.js'

/** The configuration of a `VrrpInstance`. */
export function holdfastConfig(spec: RouterSpec): VrrpConfig {
  const { unicast, authentication } = spec
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
    ...(authentication === undefined
      ? {}
      : {
          authentication: { ...authentication, type: authentication.type === 'AH' ? 'ah' : 'pass' },
        }),
    ...(spec.virtualMac ? { useVmac: true } : {}),
  }
}
