import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Lab } from '../lab/lab.js'
import type { RouterName } from '../lab/stations.js'
import { holdfastConfig } from './holdfast-config.js'
import type { Peer, RunningRouter } from './peer.js'
import { runningProgram } from './running-program.js'
import type { RouterSpec } from './router-spec.js'

const program = fileURLToPath(new URL('../ours.ts', import.meta.url))

export const holdfast: Peer = {
  name: 'holdfast',
  leasesAddresses: true,
  noticesCarrier: true,
  announcesAfterSplit: true,
  earlyMs: 0,
  lateMs: () => 0,
  cannotLoseInterface: () => undefined,
  cannotHearRival: () => undefined,
  cannotLoseAddress: () => undefined,
  lacks: () => undefined,
  start: (lab, name, spec) => startHoldfast(lab, name, [spec]),
}

/** One process with many virtual routers. */
export async function startHoldfast(
  lab: Lab,
  name: RouterName,
  specs: readonly RouterSpec[],
): Promise<RunningRouter> {
  const config = join(lab.folder, `${name}.json`)
  writeFileSync(config, JSON.stringify(specs.map(holdfastConfig)))
  const state = join(lab.folder, `${name}.state`)
  const fromSource = ['--conditions=@holdfast/source', '--import', 'tsx']
  const process_ = lab.spawn(name, process.execPath, ...fromSource, program, config, state)
  await process_.printed(/"event":"ready"/)
  return runningProgram(process_)
}
