import type { Finding } from '../cluster/finding.js'
import { startWell } from './checks.js'
import type { Stage } from './stage.js'
import { listed, mastersOf } from './verdict.js'
import type { Verdict } from './verdict.js'

/** All start, and none hears another. */
export function splitFromTheStart(stage: Stage): Verdict {
  startWell(stage)
  return bothMaster(stage)
}

/** The node that does not send to the other becomes master: from the start, or by its priority. */
export function splitWhenUnheard(stage: Stage, { subject, members }: Finding): Verdict {
  startWell(stage)
  if (mastersOf(stage).length < 2) {
    const { cluster, settleMs } = stage
    for (const { node, parameters } of members) {
      if (node === subject.node || parameters.priority === 255) continue
      cluster.timeline.add(cluster.clock.now(), '--', `the priority of ${node.name} falls to 1`)
      void cluster.instance(node.name).setPriority(1)
    }
    cluster.advance(settleMs)
    const [speaker] = mastersOf(stage)
    // With nopreempt it takes over only when it has to.
    if (mastersOf(stage).length < 2 && speaker !== subject.node.name) {
      const others = members.filter(({ node }) => node !== subject.node)
      for (const { node } of others) cluster.crash(node.name)
      cluster.advance(settleMs)
      for (const { node } of others) cluster.restart(node.name)
      cluster.advance(settleMs)
    }
  }
  return bothMaster(stage)
}

function bothMaster(stage: Stage): Verdict {
  const masters = mastersOf(stage)
  const addresses = stage.members.map(({ parameters }) => parameters.virtualAddresses)
  const shared = addresses[0]?.find((each) => addresses.every((list) => list.includes(each)))
  const answer =
    shared === undefined || stage.cluster.holders(shared).length < 2
      ? ''
      : `, and ${listed(stage.cluster.holders(shared))} answer for ${shared}`
  return {
    isShown: masters.length > 1,
    conclusion: `${listed(masters)} ${masters.length === 1 ? 'is' : 'are'} MASTER${answer}`,
  }
}
