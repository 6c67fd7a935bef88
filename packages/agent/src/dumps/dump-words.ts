import type { Program } from '@holdfast/check'
import type { DesiredAddress, DesiredRoute, DesiredRule, IpAddress, IpPrefix } from '@holdfast/core'
import { ipFamily } from '@holdfast/core'
import type { VrrpParameters } from '@holdfast/vrrp'
import { ctime } from '../logging/keepalived-line.js'

/** How keepalived writes what is in its dumps. */

const scopes: Readonly<Record<number, string>> = {
  0: 'global',
  200: 'site',
  253: 'link',
  254: 'host',
  255: 'nowhere',
}

const mainTable = 254

/** `192.0.2.100/24 dev eth0 scope global label eth0:1 set` */
export function addressText(
  address: DesiredAddress,
  parameters: VrrpParameters,
  isSet: boolean,
): string {
  const { prefixLength, interface: device, scope = 0, label } = address
  const { virtualMac, interface: below } = parameters
  const lifetime = address.preferredLifetime ?? (prefixLength === 128 ? 0 : 'forever')
  return [
    prefixText(address),
    `dev ${device === virtualMac?.name ? `${device}@${below}` : device}`,
    `scope ${scopes[scope] ?? String(scope)}`,
    ...(label === undefined ? [] : [`label ${label}`]),
    ...(bitsOf(address.address) === 128 ? [`preferred_lft ${lifetime}`] : []),
    ...(isSet ? ['set'] : []),
  ].join(' ')
}

/** `prepend 198.51.100.0/24 via inet 192.0.2.1 dev eth0 proto 18` */
export function routeText(route: DesiredRoute): string {
  const { type = 'unicast', destination, gateway, interface: device, metric, table } = route
  const word = (name: string, value: string | number | undefined): readonly string[] =>
    value === undefined ? [] : [`${name} ${value}`]
  const hops = route.nextHops ?? []
  return [
    'prepend',
    ...(type === 'unicast' ? [] : [type]),
    destination === undefined ? 'default' : prefixText(destination),
    ...(gateway === undefined ? [] : [`via ${familyWord(gateway)} ${gateway}`]),
    ...word('dev', device),
    'proto 18',
    ...word('metric', metric),
    ...word('table', table),
    ...hops.map((hop) => ['nexthop', ...word('via', hop.gateway)].join(' ')),
  ].join(' ')
}

/** `from 192.0.2.105 priority 16384 tos 0x0 protocol 18 lookup 100` */
export function ruleText(rule: DesiredRule): string {
  const { priority, source, destination, action = 'lookup', table = mainTable, tos = 0 } = rule
  return [
    ...(rule.isInverted === true ? ['not'] : []),
    ...(source === undefined ? [] : [`from ${prefixText(source)}`]),
    ...(destination === undefined ? [] : [`to ${prefixText(destination)}`]),
    `priority ${priority}`,
    `tos 0x${tos.toString(16)}`,
    'protocol 18',
    action === 'lookup' ? `lookup ${table}` : action,
  ].join(' ')
}

/** `'/usr/bin/true' 'b'` */
export function commandText({ path, args }: Program): string {
  return [path, ...args].map((word) => `'${word}'`).join(' ')
}

/** `'/usr/bin/true' 'b', uid:gid 0:0` */
export function scriptText(program: Program): string {
  const { uid = process.getuid?.() ?? 0, gid = process.getgid?.() ?? 0 } = program.identity ?? {}
  return `${commandText(program)}, uid:gid ${uid}:${gid}`
}

/** Seconds since 1970, with microseconds. */
export function epochText(wallMs: number): string {
  return (wallMs / 1000).toFixed(6)
}

/** `1795352080.700441 (Sun Nov 22 12:54:40.700441 2026)`, in local time. */
export function timeText(wallMs: number): string {
  const epoch = epochText(wallMs)
  const micros = epoch.slice(epoch.indexOf('.'))
  return `${epoch} (${ctime(new Date(wallMs)).replace(/:\d\d(?= )/, `$&${micros}`)})`
}

function familyWord(address: IpAddress): 'inet' | 'inet6' {
  return ipFamily(address) === 4 ? 'inet' : 'inet6'
}

function prefixText({ address, prefixLength }: IpPrefix): string {
  return prefixLength === bitsOf(address) ? address : `${address}/${prefixLength}`
}

function bitsOf(address: IpAddress): number {
  return ipFamily(address) === 4 ? 32 : 128
}
