import { masterDownIntervalMs } from '@holdfast/vrrp'
import { strongest } from '../cluster/election.js'
import type { Finding } from '../cluster/finding.js'
import { fail, reportWell, startWell } from './checks.js'
import type { Stage } from './stage.js'
import { listed, mastersOf, mostMasters } from './verdict.js'
import type { Verdict } from './verdict.js'

/** Only the node that lacks the address is left. */
export function addressIsGone(stage: Stage, { subject, address = '' }: Finding): Verdict {
  startWell(stage)
  const { cluster, settleMs } = stage
  for (const { name } of cluster.nodes) if (name !== subject.node.name) cluster.crash(name)
  cluster.advance(settleMs)
  const masters = mastersOf(stage)
  const holders = cluster.holders(address)
  return {
    isShown: masters.length === 1 && holders.length === 0,
    conclusion: `${listed(masters)} is MASTER, and ${listed(holders)} answers for ${address}`,
  }
}

/** The only node that has the instance fails. */
export function nobodyTakesOver(stage: Stage, { subject }: Finding): Verdict {
  startWell(stage)
  const before = mastersOf(stage)
  stage.cluster.crash(subject.node.name)
  stage.cluster.advance(stage.settleMs)
  const after = mastersOf(stage)
  return {
    isShown: before.length === 1 && after.length === 0,
    conclusion: `before the crash ${listed(before)} is MASTER, after it ${listed(after)}`,
  }
}

export function masterAtOnce(stage: Stage): Verdict {
  startWell(stage)
  const most = mostMasters(stage)
  return {
    isShown: most.length > 1,
    conclusion: `${listed(most)} are MASTER at the same time; ${listed(mastersOf(stage))} stays`,
  }
}

/** The stronger one fails and returns: the addresses move there and back. */
export function movesTwice(stage: Stage): Verdict {
  const { cluster, settleMs } = stage
  startWell(stage, strongest(stage.members))
  const [first = ''] = mastersOf(stage)
  cluster.crash(first)
  cluster.advance(settleMs)
  const meanwhile = mastersOf(stage)
  cluster.restart(first)
  reportWell(cluster, first)
  cluster.advance(settleMs)
  const last = mastersOf(stage)
  return {
    isShown: meanwhile.length === 1 && meanwhile[0] !== first && last[0] === first,
    conclusion: `the addresses moved from ${first} to ${listed(meanwhile)} and back to ${listed(last)}`,
  }
}

export function otherIsMaster(stage: Stage, { subject }: Finding): Verdict {
  startWell(stage, strongest(stage.members))
  const masters = mastersOf(stage)
  return {
    isShown: masters.length === 1 && masters[0] !== subject.node.name,
    conclusion: `${listed(masters)} is MASTER, though ${subject.node.name} has \`state MASTER\``,
  }
}

/** The check fails on the master. */
export function staysMaster(stage: Stage, { subject, tracker = '' }: Finding): Verdict {
  startWell(stage, subject)
  const { name } = subject.node
  const before = mastersOf(stage)
  fail(stage, name, tracker)
  stage.cluster.advance(stage.settleMs)
  const after = mastersOf(stage)
  return {
    isShown: before[0] === name && after.length === 1 && after[0] === name,
    conclusion: `${tracker} fails on ${name}, and ${listed(after)} is MASTER`,
  }
}

/** The check fails on every node, on the master last. */
export function movesInVain(stage: Stage, { subject, tracker = '' }: Finding): Verdict {
  startWell(stage, subject)
  const before = mastersOf(stage)
  const others = stage.members.filter(({ node }) => node !== subject.node)
  for (const { node } of [...others, subject]) fail(stage, node.name, tracker)
  stage.cluster.advance(stage.settleMs)
  const after = mastersOf(stage)
  return {
    isShown: before[0] === subject.node.name && after.length === 1 && after[0] !== before[0],
    conclusion:
      `${tracker} has failed everywhere, and MASTER moved from ${listed(before)} ` +
      `to ${listed(after)}`,
  }
}

/** The master fails; the backup waits by the interval it learned, not by its own. */
export function waitsAsLearned(stage: Stage): Verdict {
  const { cluster, settleMs, members } = stage
  startWell(stage)
  const [first = ''] = mastersOf(stage)
  const crashedAt = cluster.clock.now()
  cluster.crash(first)
  cluster.advance(settleMs)
  const heir = strongest(members.filter(({ node }) => node.name !== first))
  const tookOver = stage.seen.findLast(({ to }) => to === 'MASTER')
  if (heir === undefined || tookOver === undefined) {
    return { isShown: false, conclusion: 'nobody took over' }
  }
  const { priority, advertIntMs, downTimerAdverts } = heir.parameters
  const promised = masterDownIntervalMs(3, priority, advertIntMs, downTimerAdverts)
  const took = tookOver.at - crashedAt
  // The crash is somewhere between two adverts, so the wait is up to one interval shorter.
  const isAsPromised = took <= promised && took >= promised - advertIntMs
  return {
    isShown: !isAsPromised,
    conclusion:
      `${tookOver.node} took over after ${Math.round(took)} ms; ` +
      `by its own interval it would be ${Math.round(promised)} ms at most`,
  }
}
