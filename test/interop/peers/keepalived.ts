import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../lab/lab.js'
import type { RouterName } from '../lab/stations.js'
import { keepalivedCommand } from './keepalived-command.js'
import { keepalivedConfig } from './keepalived-config.js'
import type { Peer, RunningRouter } from './peer.js'
import { runningProgram } from './running-program.js'
import type { RouterSpec } from './router-spec.js'

export const keepalived: Peer = {
  name: 'keepalived',
  leasesAddresses: false,
  noticesCarrier: true,
  // Only when it hears the other one once more, which may yield at once.
  announcesAfterSplit: false,
  earlyMs: 0,
  lateMs: () => 0,
  // Of 2.2.7, and nothing that a configuration changes.
  cannotLoseInterface: ({ unicast, family }) => {
    if (unicast !== undefined) {
      return 'keepalived binds to its unicast address before that is back, and does not try again'
    }
    if (family === 6) return 'keepalived sends no advert over IPv6 afterwards (EINVAL)'
    return undefined
  },
  // One counter for what it sends and what it hears, and rule 46. Two of keepalived do the same. In
  // unicast it is not looked at how often it speaks.
  cannotHearRival: ({ authentication, unicast }) =>
    authentication?.type === 'AH' && unicast === undefined
      ? 'keepalived rejects the sequence numbers of a later master, and each of them delays its advert'
      : undefined,
  cannotLoseAddress: () => undefined,
  lacks: () => undefined,
  start: (lab, name, spec) => startKeepalived(lab, name, [spec]),
}

/** One keepalived with many virtual routers. */
export async function startKeepalived(
  lab: Lab,
  name: RouterName,
  specs: readonly RouterSpec[],
): Promise<RunningRouter> {
  const file = join(lab.folder, `${name}.conf`)
  writeFileSync(file, keepalivedConfig(specs))
  const program = lab.spawn(name, ...keepalivedCommand(file))
  await program.printed(/Entering BACKUP STATE|Entering FAULT STATE/)
  return runningProgram(program)
}
