import { isMulticast } from '@holdfast/core'
import type { IpAddress, IpPrefix } from '@holdfast/core'
import { ahProtocol, vrrpProtocol } from '@holdfast/vrrp'
import type { VrrpParameters } from '@holdfast/vrrp'
import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import { traverse } from '../firewall/traverse.js'
import type { Fate } from '../firewall/traverse.js'
import type { FilteredPacket, Hook } from '../firewall/ruleset.js'
import type { FindingCode } from '../finding-codes.js'
import type { Subject } from '../subject.js'

/** An advert on its way, and the hooks that it passes. */
interface Way {
  readonly instance: VrrpParameters
  readonly what: string
  readonly packet: FilteredPacket
  /** Where Holdfast's own packets pass. */
  readonly hooks: readonly Hook[]
  /** Where those of a router with plain sockets pass, too. */
  readonly passedBy: readonly Hook[]
}

/** Whether the packet filter lets adverts through. */
export function examineFirewall(subject: Subject): readonly Finding[] {
  const { facts, instances } = subject
  const ways = instances.flatMap((instance) => waysOf(instance, subject))
  const findings = ways.flatMap((way) => {
    const own = fateAt(way.hooks, way, subject)
    const finding = describeFate(own, way)
    if (finding !== undefined) return [finding]
    const other = fateAt(way.passedBy, way, subject)
    return other.is === 'dropped' ? (describeFate(other, way, 'filter-passed-by') ?? []) : []
  })
  const refused = instances.find(({ heldAddresses }) => heldAddresses.some(({ accept }) => !accept))
  if (refused !== undefined && !facts.hasNft) {
    const message = `${refused.name} refuses what is sent to its addresses, and there is no nft`
    findings.push(found('nft-missing', message, 'install the package nftables'))
  }
  return distinct(findings)
}

/** The protocols of VRRP: 112 by itself, or below the authentication header of IPsec. */
function protocolOf({ authentication }: VrrpParameters): number {
  return authentication.type === 'ah' ? ahProtocol : vrrpProtocol
}

function waysOf(instance: VrrpParameters, subject: Subject): readonly Way[] {
  const { unicastPeers, multicastGroup, family, interface: name } = instance
  const network = networkOf(instance, subject)
  const common = { interface: name, family, protocol: protocolOf(instance) }
  const way = (direction: 'in' | 'out', from: IpPrefix, to: IpPrefix, peer?: IpAddress): Way => ({
    instance,
    what: peer ?? multicastGroup,
    packet: { ...common, direction, source: from, destination: to },
    ...hooksOf(direction, to.address),
  })
  if (unicastPeers.length === 0) {
    const group = alone(multicastGroup)
    return [way('in', network, group), way('out', network, group)]
  }
  return unicastPeers.flatMap((peer) => [
    way('in', alone(peer), network, peer),
    way('out', network, alone(peer), peer),
  ])
}

/**
 * Packet sockets get frames after the hook `ingress` and before all others; frames that they send see
 * `egress` alone. Unicast is sent by a socket of IP.
 */
function hooksOf(direction: 'in' | 'out', destination: IpAddress): Pick<Way, 'hooks' | 'passedBy'> {
  if (direction === 'in') return { hooks: ['ingress'], passedBy: ['prerouting', 'input'] }
  const local: readonly Hook[] = ['output', 'postrouting']
  return isMulticast(destination)
    ? { hooks: ['egress'], passedBy: local }
    : { hooks: [...local, 'egress'], passedBy: [] }
}

function networkOf(
  { interface: name, family, sourceAddress }: VrrpParameters,
  { facts }: Subject,
): IpPrefix {
  if (sourceAddress !== undefined) return alone(sourceAddress)
  const own = facts.links?.find((link) => link.name === name)?.addresses ?? []
  const anywhere = { address: family === 4 ? '0.0.0.0' : '::', prefixLength: 0 }
  if (family === 6) return { address: 'fe80::', prefixLength: 10 }
  return own.find(({ address }) => !address.includes(':')) ?? anywhere
}

function alone(address: IpAddress): IpPrefix {
  return { address, prefixLength: address.includes(':') ? 128 : 32 }
}

function fateAt(hooks: readonly Hook[], { packet }: Way, { facts }: Subject): Fate {
  const fates = hooks.map((hook) => traverse(facts.chains, hook, packet))
  return (
    fates.find(({ is }) => is === 'dropped') ??
    fates.find(({ is }) => is === 'perhaps dropped') ?? { is: 'passed' }
  )
}

function describeFate(
  { is, rule, chain }: Fate,
  { instance, packet, what }: Way,
  code: FindingCode = is === 'dropped' ? 'adverts-dropped' : 'adverts-perhaps-dropped',
): Finding | undefined {
  if (is === 'passed' || chain === undefined) return undefined
  const by =
    rule === undefined
      ? `the policy of ${chain.table} ${chain.name}`
      : `\`${rule.text}\` in ${chain.table} ${chain.name}`
  const way = packet.direction === 'in' ? `from ${packet.source.address}` : `to ${what}`
  const which =
    isMulticast(packet.destination.address) && packet.direction === 'in' ? 'that it hears' : way
  const verb = is === 'dropped' ? 'drops' : 'perhaps drops'
  const message = `${by} ${verb} adverts of ${instance.name} (protocol ${packet.protocol}) ${which}`
  return found(code, message, fixOf(rule?.removal, chain.table, chain.name, packet.protocol))
}

function fixOf(
  removal: string | undefined,
  table: string,
  chain: string,
  protocol: number,
): string {
  const [program = '', name = ''] = table.split(' ')
  const accept = program.includes('tables')
    ? `${program} -t ${name} -I ${chain} -p ${protocol} -j ACCEPT`
    : `nft insert rule ${table} ${chain} meta l4proto ${protocol} accept`
  return removal === undefined ? accept : `${removal}; or before it: ${accept}`
}

/** Several instances or peers are dropped by one rule: the worst of it is told, once. */
function distinct(findings: readonly Finding[]): readonly Finding[] {
  const worst = new Map<string, Finding>()
  for (const finding of findings) {
    const key = finding.fix ?? finding.code
    const known = worst.get(key)
    if (known === undefined || weight(finding) > weight(known)) worst.set(key, finding)
  }
  return [...worst.values()]
}

function weight({ severity }: Finding): number {
  return ['info', 'warning', 'error'].indexOf(severity)
}
