import type { InstanceModel } from './instance-model.js'
import type { Report } from './violation.js'

/** What must hold for an instance right after an event that concerned it. */
export function checkAfterEvent(
  model: InstanceModel,
  canSpeak: boolean,
  isCatchingUp: boolean,
  report: Report,
): void {
  const { turn, role } = model
  if (turn.unexplained > 0) report('silence', `${model.label} sent an advert in ${role}`)
  for (const address of turn.early) {
    report('announcements', `${model.label} announced ${address} but is no MASTER`)
  }
  if (role === 'MASTER') {
    if (turn.stronger !== undefined) {
      report(
        'yields',
        `${model.label} heard priority ${turn.stronger.priority} and is still MASTER`,
      )
    }
    if (turn.mustAnswer && turn.adverts === 0 && canSpeak) {
      report('answers', `${model.label} left a weaker advert or a goodbye unanswered`)
    }
  }
  // In the turns after a stall other things happen at the same time.
  if (turn.before === undefined || turn.isMoved || isCatchingUp) return
  if (model.member.state !== turn.before) {
    report(
      'bad-packets',
      `${model.label} changed its state by a packet, although ${turn.flaw ?? '?'}`,
    )
  }
}
