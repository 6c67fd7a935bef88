import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { keepalivedCommand } from '../../interop/peers/keepalived-command.js'
import type { RouterHome } from './router-home.js'

export type ProgramName = 'keepalived' | 'holdfast'

/** As somebody would type it, who has installed it. */
const agent = fileURLToPath(new URL('../../../packages/agent/bin/holdfast.js', import.meta.url))

/** The command that runs a router in the foreground. */
export function commandOf(program: ProgramName, home: RouterHome): readonly [string, ...string[]] {
  const { configFile, folder } = home
  if (program === 'keepalived') return keepalivedCommand(configFile)
  // Two routers of one lab share the file system.
  const state = join(folder, 'state')
  return [process.execPath, agent, 'run', '-n', '-f', configFile, '--state-dir', state]
}
