import type { RouterSpec } from './router-spec.js'

/** The virtual router's interface, which vrrpd finds by its MAC address. */
export interface FrrMacvlan {
  readonly name: string
  readonly mac: string
}

/** RFC 9568 7.3: 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6. */
export function frrMacvlan({ family, vrid }: RouterSpec): FrrMacvlan {
  const last = vrid.toString(16).padStart(2, '0')
  return {
    name: `vrrp${family}-${vrid}`,
    mac: `00:00:5e:00:0${family === 4 ? 1 : 2}:${last}`,
  }
}

/** vrrpd.conf of a virtual router; it says so when it is ready, and logs on stdout. */
export function frrConfig(spec: RouterSpec): string {
  const word = spec.family === 4 ? 'ip' : 'ipv6'
  const addresses = spec.virtualAddresses.map((address) => address.replace(/\/.*/, ''))
  const lines = [
    `version ${spec.version}`,
    `priority ${spec.priority}`,
    `advertisement-interval ${spec.advertIntMs}`,
    ...addresses.map((address) => `${word} ${address}`),
  ].map((line) => ` vrrp ${spec.vrid} ${line}`)
  if (!spec.preempt) lines.push(` no vrrp ${spec.vrid} preempt`)
  const head = ['log stdout debugging', 'debug vrrp protocol', `interface ${spec.interface}`]
  return `${[...head, ...lines].join('\n')}\n`
}
