import { addressFindings } from './address-findings.js'
import type { Finding } from './finding.js'
import { groupFindings } from './group-findings.js'
import { matchMembers } from './match-members.js'
import type { VirtualRouter } from './match-members.js'
import type { LintNode } from './member.js'
import { peerFindings } from './peer-findings.js'
import { priorityFindings } from './priority-findings.js'
import { weightFindings } from './weight-findings.js'
import { wireFindings } from './wire-findings.js'

/** Compares the nodes of one cluster; each finding says which failure it leads to. */
export function lintCluster(nodes: readonly LintNode[]): readonly Finding[] {
  if (nodes.length < 2) return []
  const routers = matchMembers(nodes)
  return [...routers.flatMap(lintRouter), ...groupFindings(routers)]
}

function lintRouter(router: VirtualRouter): readonly Finding[] {
  const apart = [...wireFindings(router), ...peerFindings(router)]
  // Those who do not hear each other hold no election whose result could be told.
  const isSplit = apart.some(({ code }) => code !== 'learned-interval')
  const elected = isSplit ? [] : [...priorityFindings(router), ...weightFindings(router)]
  return [...apart, ...addressFindings(router), ...elected].map((finding) => ({
    ...finding,
    absent: router.filter((member) => !finding.members.includes(member)),
  }))
}
