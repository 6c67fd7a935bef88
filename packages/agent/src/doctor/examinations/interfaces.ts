import { ipFamily, isLinkLocal } from '@holdfast/core'
import type { IpAddress } from '@holdfast/core'
import type { VrrpParameters } from '@holdfast/vrrp'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { LinkFacts } from '../machine-facts.js'
import type { Subject } from '../subject.js'

/** Whether instances can speak where they want to. */
export function examineInterfaces({ facts, instances }: Subject): readonly Finding[] {
  const { links } = facts
  if (links === undefined) return []
  const virtual = new Set(instances.flatMap(({ virtualMac }) => virtualMac?.name ?? []))
  const names = new Set(instances.flatMap(interfacesOf).filter((name) => !virtual.has(name)))
  return [...names].flatMap((name) => {
    const speakers = instances.filter((each) => each.interface === name)
    const link = links.find((each) => each.name === name)
    if (link === undefined) return [missing(name, links)]
    if (speakers.length === 0) return link.isUp ? [] : [down(link)]
    return [...stateOf(link), ...speakers.flatMap((speaker) => examineSpeaker(speaker, link))]
  })
}

function interfacesOf({ interface: name, heldAddresses }: VrrpParameters): readonly string[] {
  return [name, ...heldAddresses.map((held) => held.interface)]
}

function missing(name: string, links: readonly LinkFacts[]): Finding {
  const others = links.map((link) => link.name).filter((each) => each !== 'lo')
  const list = others.length === 0 ? 'none' : others.join(', ')
  const message = `there is no interface ${name}; those here are: ${list}`
  return found('interface-missing', message, `make it, or correct \`interface ${name}\``)
}

function down({ name }: LinkFacts): Finding {
  return found('interface-down', `${name} is down`, `ip link set ${name} up`)
}

function stateOf(link: LinkFacts): readonly Finding[] {
  const { name, isUp, hasCarrier, macAddress } = link
  const state = !isUp
    ? [down(link)]
    : hasCarrier
      ? []
      : [found('no-carrier', `${name} has no carrier`, `look at the cable: ethtool ${name}`)]
  if (macAddress !== undefined) return state
  const fix = 'name an Ethernet interface, or one that behaves like it: VLAN, bond, bridge, veth'
  return [...state, found('not-ethernet', `${name} has no MAC address`, fix)]
}

function examineSpeaker(instance: VrrpParameters, link: LinkFacts): readonly Finding[] {
  return [
    ...examineSource(instance, link),
    ...examineGroup(instance, link),
    ...examineLength(instance, link),
  ]
}

function examineSource(instance: VrrpParameters, link: LinkFacts): readonly Finding[] {
  const { name, family, sourceAddress, trackSourceAddress } = instance
  const own = link.addresses.map(({ address }) => address)
  if (sourceAddress !== undefined) {
    if (own.includes(sourceAddress)) return []
    const message = `${name} is to speak from ${sourceAddress}, which ${link.name} has not got`
    const finding = found(
      'no-source-address',
      message,
      `ip address add ${sourceAddress}/LENGTH dev ${link.name}`,
    )
    // By frames, adverts leave from whatever address; only what is sent by routes needs it.
    const isNeeded = trackSourceAddress || instance.unicastPeers.length > 0
    return [isNeeded ? finding : { ...finding, severity: 'warning' }]
  }
  if (own.some((address) => canSpeak(address, instance))) return []
  const kind = family === 4 ? 'IPv4 address' : 'link-local IPv6 address'
  const message = `${name} has no address to speak from: ${link.name} has no ${kind} of its own`
  const fix =
    family === 4
      ? `ip address add ADDRESS/LENGTH dev ${link.name}`
      : `sysctl -w net.ipv6.conf.${link.name}.addr_gen_mode=0; ip link set ${link.name} down; ` +
        `ip link set ${link.name} up`
  return [found('no-source-address', message, fix)]
}

/** Rule 5: never from a virtual address, but for the owner of it. */
function canSpeak(address: IpAddress, instance: VrrpParameters): boolean {
  if (ipFamily(address) !== instance.family) return false
  if (instance.family === 6 && !isLinkLocal(address)) return false
  return instance.priority === 255 || !instance.virtualAddresses.includes(address)
}

function examineGroup(instance: VrrpParameters, link: LinkFacts): readonly Finding[] {
  const { name, unicastPeers, multicastGroup } = instance
  if (unicastPeers.length > 0) return []
  const findings: Finding[] = []
  if (!link.isMulticast) {
    const message = `${name} sends to ${multicastGroup}, and ${link.name} says it has no multicast`
    findings.push(found('not-multicast', message, `ip link set ${link.name} multicast on`))
  }
  const { bridge } = link
  if (bridge?.snoopsMulticast === true && !isFloodedByBridges(multicastGroup)) {
    const message =
      `${bridge.name} watches who asks for multicast, and ${name} sends to ${multicastGroup} ` +
      'through it'
    const fix = `ip link set ${bridge.name} type bridge mcast_snooping 0`
    findings.push(found('bridge-snooping', message, fix))
  }
  return findings
}

/** RFC 4541 2.1.2: what is sent to 224.0.0.0/24 goes to all ports; of IPv6, only ff02::1 does. */
function isFloodedByBridges(group: IpAddress): boolean {
  return group.startsWith('224.0.0.')
}

function examineLength(instance: VrrpParameters, link: LinkFacts): readonly Finding[] {
  const length = packetLength(instance)
  if (length <= link.mtu) return []
  const message = `an advert of ${instance.name} has ${length} bytes, and the MTU of ${link.name} is ${link.mtu}`
  const fix = `move addresses to \`virtual_ipaddress_excluded\`, or: ip link set ${link.name} mtu ${length}`
  return [found('mtu-too-small', message, fix)]
}

/** With the header of IP; of VRRPv2, with its 8 octets of authentication. */
function packetLength({
  family,
  version,
  virtualAddresses,
  authentication,
}: VrrpParameters): number {
  const header = family === 4 ? 20 : 40
  const addresses = virtualAddresses.length * (family === 4 ? 4 : 16)
  const trailers = { none: 0, pass: 0, ah: 24, hmac: 28 }
  return header + 8 + addresses + (version === 2 ? 8 : 0) + trailers[authentication.type]
}
