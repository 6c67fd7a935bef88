import { readFileSync, writeFileSync } from 'node:fs'
import type { VirtualMac } from '@holdfast/core'

/** The kernel's settings below /proc/sys, of the network namespace of the process. */
export interface Sysctls {
  /** Undefined where there is no such setting. */
  read(path: string): string | undefined
  /** Throws where it cannot be written. */
  write(path: string, value: string): void
}

export interface Sysctl {
  /** Such as `net/ipv4/conf/eth0/arp_ignore`. */
  readonly path: string
  readonly value: string
}

export const procSysctls: Sysctls = {
  read(path) {
    try {
      return readFileSync(`/proc/sys/${path}`, 'utf8').trim()
    } catch {
      return undefined
    }
  },
  write(path, value) {
    writeFileSync(`/proc/sys/${path}`, value)
  },
}

/** What an interface with a virtual MAC needs, before it is brought up. */
export function virtualMacSysctls({ name, macAddress }: VirtualMac): readonly Sysctl[] {
  const ipv4 = `net/ipv4/conf/${name}`
  const ipv6 = `net/ipv6/conf/${name}`
  // No link-local address made from the virtual MAC: both routers would have it (RFC 9568 7.4).
  const silent = { path: `${ipv6}/addr_gen_mode`, value: '1' }
  if (!isOfIpv4(macAddress)) return [silent]
  return [
    silent,
    { path: `${ipv6}/disable_ipv6`, value: '1' },
    // Adverts of the other router come from an address that is also routed to the parent.
    { path: `${ipv4}/accept_local`, value: '1' },
    // The host has the same network on the parent: answer only for addresses that are here.
    { path: `${ipv4}/arp_ignore`, value: '1' },
    // Loose: replies to clients leave through the parent. The kernel takes the larger one of this
    // and conf/all, so 2 also wins over a strict 1 there, which then need not be changed.
    { path: `${ipv4}/rp_filter`, value: '2' },
    { path: `${ipv4}/promote_secondaries`, value: '1' },
  ]
}

/** The parent must not answer ARP for addresses that are on the interface above it. */
export function parentSysctls({ parent, macAddress }: VirtualMac): readonly Sysctl[] {
  if (!isOfIpv4(macAddress)) return []
  return [
    { path: `net/ipv4/conf/${parent}/arp_ignore`, value: '1' },
    { path: `net/ipv4/conf/${parent}/arp_filter`, value: '1' },
  ]
}

/** 00-00-5E-00-01-VRID is for IPv4, 00-00-5E-00-02-VRID for IPv6 (RFC 9568 7.3). */
function isOfIpv4(macAddress: string): boolean {
  return !macAddress.startsWith('00:00:5e:00:02:')
}
