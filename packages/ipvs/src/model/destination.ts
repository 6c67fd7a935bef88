import type { IpAddress } from '@holdfast/core'
import { formatEndpoint } from './service.js'

/** How the outer packet is checked: not at all, by a checksum, or by one that moves inwards. */
export type TunnelChecksum = 'nocsum' | 'csum' | 'remcsum'

export type Tunnel =
  | { readonly type: 'ipip' }
  | { readonly type: 'gue'; readonly port: number; readonly checksum: TunnelChecksum }
  | { readonly type: 'gre'; readonly checksum: Exclude<TunnelChecksum, 'remcsum'> }

/**
 * How packets reach a server. `masq` rewrites their address (keepalived's NAT), `direct` only their
 * MAC address (DR), `tunnel` wraps them (TUN), `local` is this host itself. `bypass` is what the
 * kernel's transparent caches have; it can be read, not asked for.
 */
export type Forwarding =
  | { readonly method: 'masq' | 'direct' | 'local' | 'bypass' }
  | { readonly method: 'tunnel'; readonly tunnel: Tunnel }

/** A server of a service as the kernel has it (keepalived's real server). */
export interface Destination {
  readonly address: IpAddress
  /** 0: the port that the client asked for. */
  readonly port: number
  readonly forwarding: Forwarding
  /** 0..2147483647; 0 gets no new connections and keeps those it has. */
  readonly weight: number
  /** With so many connections it gets no more; 0: no limit. */
  readonly upperThreshold: number
  /** Then it gets more again below so many; 0: below three quarters of the upper one. */
  readonly lowerThreshold: number
}

/** What names a destination within its service. */
export type DestinationId = Pick<Destination, 'address' | 'port'>

/** The same text for the same destination: `192.0.2.1:80`. */
export function formatDestinationId({ address, port }: DestinationId): string {
  return formatEndpoint(address, port)
}

export function isSameDestination(one: Destination, other: Destination): boolean {
  return (
    one === other ||
    (one.address === other.address &&
      one.port === other.port &&
      one.weight === other.weight &&
      one.upperThreshold === other.upperThreshold &&
      one.lowerThreshold === other.lowerThreshold &&
      isSameForwarding(one.forwarding, other.forwarding))
  )
}

function isSameForwarding(one: Forwarding, other: Forwarding): boolean {
  if (one.method !== 'tunnel' || other.method !== 'tunnel') return one.method === other.method
  const { tunnel: here } = one
  const { tunnel: there } = other
  if (here.type === 'ipip' || there.type === 'ipip') return here.type === there.type
  if (here.checksum !== there.checksum || here.type !== there.type) return false
  return here.type === 'gre' || (there.type === 'gue' && here.port === there.port)
}
