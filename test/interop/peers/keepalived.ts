import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Lab } from '../lab/lab.js'
import type { RouterName } from '../lab/stations.js'
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
  const file = (suffix: string): string => join(lab.folder, `${name}.${suffix}`)
  writeFileSync(file('conf'), keepalivedConfig(specs))
  // One that was killed leaves its files behind, and somebody else may have its number by now.
  for (const suffix of ['pid', 'vrrp.pid']) rmSync(file(suffix), { force: true })
  const pids = ['-p', file('pid'), '-r', file('vrrp.pid')]
  // In the foreground, VRRP only, log on stdout; in detail, as it says its states only then.
  const options = ['-n', '-P', '-l', '-D', '-G', '-f', file('conf'), ...pids]
  const program = lab.spawn(name, 'keepalived', ...options)
  await program.printed(/Entering BACKUP STATE|Entering FAULT STATE/)
  return runningProgram(program)
}
