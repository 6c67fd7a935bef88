import { realServerId } from '@holdfast/check'
import type { VirtualServerBlock } from '@holdfast/check/keywords'
import type { GlobalDefs } from '../../configuration/model.js'
import type { Programs } from '../programs.js'
import { realServerName, virtualServerName } from './server-names.js'
import type { ServerSubjectPlan } from './virtual-server-plan.js'

/** How the world outside is told of a virtual server. */
export async function planSubject(
  block: VirtualServerBlock,
  { smtpAlertChecker, smtpAlert }: GlobalDefs,
  programs: Programs,
): Promise<ServerSubjectPlan> {
  const name = virtualServerName(block)
  return {
    kind: 'VS',
    name,
    up: await programs.find(`quorum_up of ${name}`, block.quorumUp),
    down: await programs.find(`quorum_down of ${name}`, block.quorumDown),
    isMailed: block.smtpAlert ?? smtpAlertChecker ?? smtpAlert ?? false,
  }
}

/** The same for its real servers, by their ids; these are mailed about where nobody says otherwise. */
export async function planServerSubjects(
  block: VirtualServerBlock,
  { smtpAlertChecker, smtpAlert }: GlobalDefs,
  programs: Programs,
): Promise<Readonly<Record<string, ServerSubjectPlan>>> {
  const subjects: Record<string, ServerSubjectPlan> = {}
  for (const real of block.realServers ?? []) {
    const name = realServerName(real.server, block)
    subjects[realServerId(real.server, block.service)] = {
      kind: 'RS',
      name: `${name} ${virtualServerName(block)}`,
      up: await programs.find(`notify_up of ${name}`, real.notifyUp),
      down: await programs.find(`notify_down of ${name}`, real.notifyDown),
      isMailed: real.smtpAlert ?? block.smtpAlert ?? smtpAlertChecker ?? smtpAlert ?? true,
    }
  }
  return subjects
}
