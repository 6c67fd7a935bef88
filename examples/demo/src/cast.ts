import { masterDownIntervalMs } from '@holdfast/vrrp'
import type { VrrpConfig } from '@holdfast/vrrp'

/** One of the three routers. */
export interface Role {
  readonly name: string
  readonly address: string
  readonly priority: number
}

export const a: Role = { name: 'a', address: '192.0.2.1', priority: 150 }
export const b: Role = { name: 'b', address: '192.0.2.2', priority: 100 }
export const c: Role = { name: 'c', address: '192.0.2.3', priority: 50 }
export const cast: readonly Role[] = [a, b, c]

/** How the three share the address for a while. */
export interface Round {
  readonly virtualRouterId: number
  readonly version: 2 | 3
  readonly advertIntMs: number
  readonly preempt: boolean
}

/** keepalived's defaults. */
export const preempting: Round = {
  virtualRouterId: 51,
  version: 2,
  advertIntMs: 1000,
  preempt: true,
}

/** VRRPv2 counts in whole seconds; a quicker round takes VRRPv3. */
export const nonPreempting: Round = {
  virtualRouterId: 52,
  version: 3,
  advertIntMs: 200,
  preempt: false,
}

export const virtualAddress = '192.0.2.100/24'

export function configOf({ priority }: Role, round: Round): VrrpConfig {
  return {
    ...round,
    name: `VI_${round.virtualRouterId}`,
    interface: 'eth0',
    virtualAddresses: [virtualAddress],
    priority,
  }
}

/**
 * How long this router hears no advert before it takes over: three intervals and a skew that is
 * shorter for higher priorities (RFC 3768 6.1, RFC 9568 6.1; rules 47, 48).
 */
export function theoryMs({ priority }: Role, { version, advertIntMs }: Round): number {
  return masterDownIntervalMs(version, priority, advertIntMs)
}
