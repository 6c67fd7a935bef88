import { formatIpPrefix, ipFamily, isInPrefix } from '@holdfast/core'
import type { IpPrefix } from '@holdfast/core'
import type { VrrpParameters } from '@holdfast/vrrp'
import { found } from '../finding.js'
import type { Examination, Finding } from '../finding.js'
import type { FindingCode } from '../finding-codes.js'
import type { LinkFacts } from '../machine-facts.js'
import type { Subject } from '../subject.js'
import { connectBlocksOf } from './checkers.js'
import { examineForwarding } from './forwarding.js'
import { conf, isSet, largest, write } from './sysctl-paths.js'

const parts: readonly Examination[] = [
  needsWriting,
  ipv6Disabled,
  sharedNetworks,
  secondaries,
  bindings,
  groups,
  examineForwarding,
]

/** Settings of the kernel that matter to this configuration. */
export function examineSysctls(subject: Subject): readonly Finding[] {
  return parts.flatMap((part) => part(subject))
}

function needsWriting({ facts, instances }: Subject): readonly Finding[] {
  const owner = instances.find(({ virtualMac }) => virtualMac !== undefined)
  if (owner === undefined || facts.canWriteSysctls) return []
  const message = `${owner.name} has \`use_vmac\`, and /proc/sys/net is read-only`
  const fix = 'in a unit: ProtectKernelTunables=no; in a container: --privileged, or no use_vmac'
  return [found('sysctls-read-only', message, fix)]
}

function ipv6Disabled({ facts, instances }: Subject): readonly Finding[] {
  const names = instances.flatMap(({ heldAddresses }) =>
    heldAddresses.filter(({ address }) => ipFamily(address) === 6).map((held) => held.interface),
  )
  return [...new Set(names)].flatMap((name) => {
    if (!isSet(facts.sysctl(conf(6, name, 'disable_ipv6')))) return []
    const fix = write(conf(6, name, 'disable_ipv6'), '0')
    return [found('ipv6-disabled', `IPv6 is disabled on ${name}`, fix)]
  })
}

/** Two interfaces with the same network: which of them is spoken to is anybody's guess. */
function sharedNetworks({ facts, instances }: Subject): readonly Finding[] {
  const { links = [], sysctl } = facts
  const names = new Set(instances.map((instance) => instance.interface))
  return links
    .filter(({ name }) => names.has(name))
    .flatMap((link) => {
      const shared = sharedWith(link, links)
      if (shared === undefined) return []
      const where = `${link.name} and ${shared.other} are both in ${formatIpPrefix(shared.network)}`
      const say = (code: FindingCode, setting: string, value: string): readonly Finding[] => {
        const state = `${where}, and ${setting} is ${value}`
        return [found(code, state, fixes[code]?.(link.name))]
      }
      const filter = largest(sysctl, link.name, 'rp_filter')
      const ignore = largest(sysctl, link.name, 'arp_ignore')
      return [
        ...(filter === 1 ? say('reverse-path-filter', 'rp_filter', '1 (strict)') : []),
        ...(ignore === 0 ? say('arp-from-any-interface', 'arp_ignore', '0') : []),
      ]
    })
}

const fixes: Readonly<Partial<Record<FindingCode, (name: string) => string>>> = {
  'reverse-path-filter': (name) => write(conf(4, name, 'rp_filter'), '2'),
  'arp-from-any-interface': () =>
    `${write(conf(4, 'all', 'arp_ignore'), '1')}; ${write(conf(4, 'all', 'arp_announce'), '2')}`,
}

function sharedWith(
  link: LinkFacts,
  links: readonly LinkFacts[],
): { readonly other: string; readonly network: IpPrefix } | undefined {
  for (const other of links) {
    if (other.name === link.name || !other.isUp) continue
    for (const network of other.addresses) {
      // What is on loopback is not asked for there, and a /32 is no network.
      if (other.name === 'lo' || ipFamily(network.address) !== 4 || network.prefixLength > 30)
        continue
      if (link.addresses.some(({ address }) => isInPrefix(address, network))) {
        return { other: other.name, network }
      }
    }
  }
  return undefined
}

function secondaries({ facts, instances }: Subject): readonly Finding[] {
  const names = new Set(instances.map((instance) => instance.interface))
  return [...names].flatMap((name) => {
    if (largest(facts.sysctl, name, 'promote_secondaries') !== 0) return []
    const own = facts.links?.find((link) => link.name === name)?.addresses ?? []
    const held = instances.flatMap(({ heldAddresses }) =>
      heldAddresses.filter((each) => each.interface === name && ipFamily(each.address) === 4),
    )
    // The first address of a network is its primary one, and here that is a virtual one.
    const first = held.find(
      (each) =>
        !own.some((known) => isInPrefix(each.address, known)) &&
        held.some((other) => other !== each && isSameNetwork(other, each)),
    )
    if (first === undefined) return []
    const message =
      `${name} has several virtual addresses in ${formatIpPrefix(first)} and none of its own ` +
      'there, and promote_secondaries is 0'
    const fix = write(conf(4, name, 'promote_secondaries'), '1')
    return [found('secondaries-not-promoted', message, fix)]
  })
}

function isSameNetwork(one: IpPrefix, other: IpPrefix): boolean {
  return one.prefixLength === other.prefixLength && isInPrefix(one.address, other)
}

function bindings({ facts, configuration }: Subject): readonly Finding[] {
  const own = new Set(
    (facts.links ?? []).flatMap(({ addresses }) => addresses.map(({ address }) => address)),
  )
  if (facts.links === undefined) return []
  const wanted = new Set(connectBlocksOf(configuration).flatMap(({ bindto }) => bindto ?? []))
  return [...wanted].flatMap((address) => {
    const setting = `net/ipv${ipFamily(address)}/ip_nonlocal_bind`
    if (own.has(address) || isSet(facts.sysctl(setting))) return []
    const message = `checks are to come from ${address} (\`bindto\`), which is not here now`
    return [found('cannot-bind', message, write(setting, '1'))]
  })
}

/** One socket for each interface joins all of its groups. */
function groups({ facts, instances }: Subject): readonly Finding[] {
  const setting = 'net/ipv4/igmp_max_memberships'
  const most = Number(facts.sysctl(setting) ?? Infinity)
  const names = new Set(instances.map((instance) => instance.interface))
  return [...names].flatMap((name) => {
    const joined = new Set(['224.0.0.18', ...groupsOn(name, instances)])
    if (joined.size <= most) return []
    const message = `instances on ${name} speak to ${joined.size} groups, and igmp_max_memberships is ${most}`
    return [found('too-many-groups', message, write(setting, String(joined.size)))]
  })
}

function groupsOn(name: string, instances: readonly VrrpParameters[]): readonly string[] {
  return instances
    .filter((each) => each.interface === name && each.family === 4)
    .map(({ multicastGroup }) => multicastGroup)
}
