import { SimCluster } from '@holdfast/vrrp/testing'
import type { InstancePlan } from '@holdfast/vrrp/testing'
import { commonGroup } from '../cluster/group-findings.js'
import type { Finding } from '../cluster/finding.js'
import type { Member } from '../cluster/member.js'
import { settleMsOf, staged } from './stage.js'
import { listed } from './verdict.js'
import type { Verdict } from './verdict.js'

/**
 * Two virtual routers, and the node that does not keep them together is master of both. Then it loses
 * the link of one.
 */
export function routersPart(finding: Finding): Verdict & { readonly timeline: string } {
  const { members, fellows = [], subject } = finding
  // Each has a segment of its own, so that one can fail alone; both are called the same everywhere.
  const names = [subject, fellows[members.indexOf(subject)]].map((each) => each?.block.name ?? '')
  const [first = '', second = ''] = names
  const cluster = new SimCluster(
    Object.fromEntries(
      members.map((member, at) => [
        member.node.name,
        {
          instances: [
            planOf(member, members, first),
            planOf(fellows[at] ?? member, fellows, second),
          ],
          groups: isApart(member, fellows[at]) ? {} : { group: names },
        },
      ]),
    ),
  )
  const settleMs = settleMsOf([...members, ...fellows])
  cluster.start()
  for (const { node } of members) {
    if (node === subject.node) continue
    cluster.timeline.add(cluster.clock.now(), '--', `the priority of ${node.name} falls to 1`)
    for (const name of names) void cluster.instance(node.name, name).setPriority(1)
  }
  cluster.advance(settleMs)
  const before = names.map((name) => cluster.masters(name))
  cluster.linkDown(subject.node.name, first)
  cluster.advance(settleMs)
  const [one = [], other = []] = names.map((name) => cluster.masters(name))
  const isTogether = one.length === 1 && other.length === 1 && one[0] === other[0]
  return {
    isShown: before.every((masters) => masters[0] === subject.node.name) && !isTogether,
    conclusion: `${listed(one)} is MASTER of ${first}, and ${listed(other)} of ${second}`,
    timeline: cluster.timeline.toString(),
  }
}

/** What its own file says, so that the story ends well where nothing is wrong. */
function isApart(first: Member, second: Member | undefined): boolean {
  return second === undefined || commonGroup([first, second]) === undefined
}

function planOf(member: Member, cast: readonly Member[], name: string): InstancePlan {
  return { ...staged(member, cast), name, interface: name, trackers: [] }
}
