import type { TrackerParameters } from '@holdfast/vrrp'
import type { Member } from '../cluster/member.js'
import type { Stage } from './stage.js'

/**
 * Starts every node with everything well: every script has succeeded, every file says 0. `first`
 * starts alone, so that it is master when the others come.
 */
export function startWell(stage: Stage, first?: Member): void {
  const { cluster, members, settleMs } = stage
  for (const { node, parameters } of members) {
    for (const tracker of parameters.trackers) {
      const { kind, reverse } = tracker
      if (kind === 'interface' && reverse) setLink(cluster, node.name, tracker, true)
    }
  }
  const names = members.map(({ node }) => node.name)
  const others = names.filter((name) => name !== first?.node.name)
  for (const group of first === undefined ? [names] : [[first.node.name], others]) {
    if (group.length === 0) continue
    cluster.start(...group)
    for (const name of group) reportWell(cluster, name)
    cluster.advance(settleMs)
  }
}

/** What a node's checks report after it was started. */
export function reportWell(cluster: Stage['cluster'], name: string): void {
  const instance = cluster.instance(name)
  for (const { kind, name: tracker, reverse } of instance.snapshot().parameters.trackers) {
    if (kind === 'script') instance.report(tracker, !reverse)
    else if (kind === 'file') instance.reportFile(tracker, '0')
  }
}

/** A check fails on a node, as often as it takes to count. */
export function fail({ cluster }: Stage, node: string, name: string): void {
  const { trackers } = cluster.instance(node).snapshot().parameters
  const tracker = trackers.find((each) => each.name === name)
  if (tracker === undefined) return
  if (tracker.kind === 'interface') setLink(cluster, node, tracker, false)
  const times = tracker.reverse ? tracker.rise : tracker.fall
  for (let time = 0; tracker.kind === 'script' && time < times; time += 1) {
    if (tracker.reverse) cluster.passScript(node, name)
    else cluster.failScript(node, name)
    cluster.advance(1000)
  }
}

/** Reversed, a link that is down is well. */
function setLink(
  cluster: Stage['cluster'],
  node: string,
  { name, reverse }: TrackerParameters,
  isWell: boolean,
): void {
  if (isWell !== reverse) cluster.linkUp(node, name)
  else cluster.linkDown(node, name)
}
