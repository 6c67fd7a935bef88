import type { RejectionCode } from '../../wire/advertisement.js'
import type { InstanceModel } from './instance-model.js'
import type { NodeModel } from './node-model.js'
import type { Report } from './violation.js'

/** The counters of an instance say what was seen of it (rule 158). */
export function checkCounters(model: InstanceModel, report: Report): void {
  const { tally, member } = model
  const { counters } = member
  if (counters.advertRcvd !== tally.received) {
    report('counters', differs(model, 'advertRcvd', counters.advertRcvd, tally.received))
  }
  if (counters.priZeroRcvd !== tally.goodbyesReceived) {
    report('counters', differs(model, 'priZeroRcvd', counters.priZeroRcvd, tally.goodbyesReceived))
  }
  if (counters.becomeMaster !== tally.became) {
    report('counters', differs(model, 'becomeMaster', counters.becomeMaster, tally.became))
  }
  if (counters.releaseMaster !== tally.released) {
    report('counters', differs(model, 'releaseMaster', counters.releaseMaster, tally.released))
  }
  let rejected = counters.ownSource
  for (const code in counters.rejected) rejected += counters.rejected[code as RejectionCode] ?? 0
  if (rejected !== tally.rejected) {
    report('counters', differs(model, 'rejected and ownSource', rejected, tally.rejected))
  }
  if (counters.sendFailed > 0) return
  const copies = copiesOf(model)
  if (counters.advertSent * copies !== tally.advertsSeen) {
    report(
      'counters',
      differs(model, 'advertSent', counters.advertSent * copies, tally.advertsSeen),
    )
  }
  if (counters.priZeroSent * copies !== tally.goodbyesSeen) {
    report(
      'counters',
      differs(model, 'priZeroSent', counters.priZeroSent * copies, tally.goodbyesSeen),
    )
  }
}

function differs({ label }: InstanceModel, counter: string, shown: number, seen: number): string {
  return `${label} counts ${shown} ${counter}, not ${seen}`
}

/** Everything that a node sent, or failed to send, was seen or counted as failed. */
export function checkSent(node: NodeModel, report: Report): void {
  let counted = -node.announcementsSeen
  for (const model of node.instances) {
    const { advertSent, announcementsSent, sendFailed } = model.member.counters
    counted +=
      advertSent * copiesOf(model) + announcementsSent - sendFailed - model.tally.advertsSeen
  }
  if (counted !== 0) report('counters', `${node.name} counts ${counted} packets more than it sent`)
}

/** A logical advert is counted once, however many unicast peers get it (rule 88). */
function copiesOf({ reading, ownAddress }: InstanceModel): number {
  return reading.peers.length === 0 ? 1 : reading.peers.filter((peer) => peer !== ownAddress).length
}
