import { deviants } from './deviants.js'
import { finding } from './finding.js'
import type { Finding } from './finding.js'
import type { VirtualRouter } from './match-members.js'
import { differentAuthentication } from './authentication-findings.js'
import { nameOf, placeOf, titleOf } from './member.js'
import type { Member } from './member.js'

const bothMaster = 'neither hears the other, and both become MASTER'

/** What keeps members from hearing each other: every packet of the one is dropped by the other. */
export function wireFindings(router: VirtualRouter): readonly Finding[] {
  return [
    ...differentVrids(router),
    ...differentVersions(router),
    ...differentIntervals(router),
    ...differentGroups(router),
    ...sameSources(router),
    ...differentAuthentication(router),
  ]
}

function differentVrids(router: VirtualRouter): readonly Finding[] {
  const vridOf = ({ parameters }: Member): number => parameters.virtualRouterId
  return deviants(router, vridOf).map(({ member, usual }) => {
    const where = nameOf(placeOf(usual, 'virtualRouterId'))
    return finding('different-vrid', {
      subject: member,
      members: [usual, member],
      at: 'virtualRouterId',
      message:
        `\`${member.block.name}\` has VRID ${vridOf(member)} here and ${vridOf(usual)} at ` +
        `${where}: ${bothMaster}`,
      details: { hint: `write the same \`virtual_router_id\` on every node` },
    })
  })
}

function differentVersions(router: VirtualRouter): readonly Finding[] {
  const versionOf = ({ parameters }: Member): number => parameters.version
  return deviants(router, versionOf).map(({ member, usual }) =>
    finding('different-version', {
      subject: member,
      members: [usual, member],
      at: 'version',
      message:
        `${titleOf(member)} speaks VRRPv${versionOf(member)}, but VRRPv${versionOf(usual)} at ` +
        `${nameOf(placeOf(usual, 'version'))}: ${bothMaster}`,
      details: { hint: 'set `vrrp_version`, or `version` of the instance, on every node' },
    }),
  )
}

/** VRRPv2 drops another interval; VRRPv3 learns it (rules 33, 36, 150). */
function differentIntervals(router: VirtualRouter): readonly Finding[] {
  const intervalOf = ({ parameters }: Member): number => parameters.advertIntMs
  const bySeconds = (member: Member): string => `${intervalOf(member) / 1000} s`
  return deviants(router, intervalOf).flatMap(({ member, usual }) => {
    if (member.parameters.version !== usual.parameters.version) return []
    const differs =
      `${titleOf(member)} advertises every ${bySeconds(member)}, but every ${bySeconds(usual)} ` +
      `at ${nameOf(placeOf(usual, 'advertIntMs'))}`
    const isV2 = member.parameters.version === 2
    return [
      finding(isV2 ? 'different-interval' : 'learned-interval', {
        subject: member,
        members: [usual, member],
        at: 'advertIntMs',
        message: isV2
          ? `${differs}: ${bothMaster}`
          : `${differs}: how long a failover takes depends on who was master`,
        details: { hint: 'write the same `advert_int` on every node' },
      }),
    ]
  })
}

/** Multicast groups: of unicast instances they mean nothing. */
function differentGroups(router: VirtualRouter): readonly Finding[] {
  if (router.some(({ parameters }) => parameters.unicastPeers.length > 0)) return []
  const groupOf = ({ parameters }: Member): string => parameters.multicastGroup
  return deviants(router, groupOf).map(({ member, usual }) =>
    finding('different-group', {
      subject: member,
      members: [usual, member],
      at: 'mcastDstIp',
      message:
        `${titleOf(member)} sends to ${groupOf(member)}, but to ${groupOf(usual)} at ` +
        `${nameOf(placeOf(usual, 'mcastDstIp'))}: ${bothMaster}`,
      details: { hint: 'write the same `mcast_dst_ip` or `vrrp_mcast_group4` on every node' },
    }),
  )
}

/** An advert from the own address is nobody's (rule 83): as when a file was copied with its address. */
function sameSources(router: VirtualRouter): readonly Finding[] {
  const lineOf = ({ block }: Member): 'unicastSrcIp' | 'mcastSrcIp' =>
    block.unicastSrcIp === undefined ? 'mcastSrcIp' : 'unicastSrcIp'
  return router.flatMap((member, at) => {
    const { sourceAddress } = member.parameters
    const rival = router
      .slice(0, at)
      .find(({ parameters }) => parameters.sourceAddress === sourceAddress)
    if (sourceAddress === undefined || rival === undefined) return []
    return [
      finding('same-source', {
        subject: member,
        members: [rival, member],
        at: lineOf(member),
        message:
          `${titleOf(member)} sends from ${sourceAddress}, as ${rival.node.name} does at ` +
          `${nameOf(placeOf(rival, lineOf(rival)))}: ${bothMaster}`,
        details: { hint: 'give every node an address of its own' },
      }),
    ]
  })
}
