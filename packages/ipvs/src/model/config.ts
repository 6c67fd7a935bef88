import type { SchedulerFlag, ServiceId } from './service.js'
import type { Forwarding, TunnelChecksum } from './destination.js'

/** A scheduler flag by its number or by what it means to `sh` and `mh`, as ipvsadm and keepalived say. */
export type SchedulerFlagName =
  SchedulerFlag | 'sh-fallback' | 'sh-port' | 'mh-fallback' | 'mh-port'

/** A method by its name, or one that needs more. */
export type ForwardingConfig =
  | Exclude<Forwarding['method'], 'bypass'>
  | {
      readonly method: 'tunnel'
      /** Default `ipip`. */
      readonly type?: 'ipip' | 'gue' | 'gre'
      /** Of `gue`, which needs one: 1..65535. */
      readonly port?: number
      /** Default `nocsum`; `remcsum` is of `gue` alone. */
      readonly checksum?: TunnelChecksum
    }

/** A server as somebody writes it. */
export interface DestinationConfig {
  readonly address: string
  /** 0..65535. Default: that of the service, 0 for a mark. */
  readonly port?: number
  /** Default: that of the virtual server. */
  readonly forwarding?: ForwardingConfig
  /** 0..2147483647. Default 1. */
  readonly weight?: number
  /** 0..4294967295. Default 0: no limit. */
  readonly upperThreshold?: number
  /** 0..upperThreshold. Default 0. */
  readonly lowerThreshold?: number
}

/** A virtual server as somebody writes it; `resolveVirtualServers` fills in the rest. */
export interface VirtualServerConfig {
  /** Or its text: `tcp 192.0.2.10:80`, `udp [2001:db8::1]:53`, `fwmark 7 inet6`. */
  readonly service: string | ServiceId
  /** One of `schedulers`, or another that the kernel has. Default `wlc`. */
  readonly scheduler?: string
  readonly schedulerFlags?: readonly SchedulerFlagName[]
  /** UDP and marks only. Default false. */
  readonly onePacket?: boolean
  /** 1000..2678400000, whole seconds. Default: no persistence. */
  readonly persistenceTimeoutMs?: number
  /** A prefix length, or for IPv4 a netmask. Default: each client by itself. */
  readonly persistenceGranularity?: string | number
  /** Such as `sip`. */
  readonly persistenceEngine?: string
  /** Of the destinations that do not say another. Default `masq`, keepalived's NAT. */
  readonly forwarding?: ForwardingConfig
  readonly destinations: readonly DestinationConfig[]
  /** See `VirtualServer`. 0..86400000. Default 0. */
  readonly drainMs?: number
}
