import { join } from 'node:path'
import { defaultStateDirectory, openRtnetlink, procSysctls } from '@holdfast/linux'
import { withLockFile } from '../real-server/lock-file.js'
import { RecordFile } from '../real-server/record.js'
import { changeText, serve } from '../real-server/serve.js'
import type { RealServerCommand } from './command.js'
import { tellFailure } from './command-output.js'
import type { CommandOutput } from './command-output.js'
import { exitCodes } from './exit-codes.js'
import { namespaceIdentity } from './network-namespace.js'

/** Makes this machine a real server, or none any more; returns the exit code. */
export async function realServer(
  { direction, addresses, stateDirectory = defaultStateDirectory(), json }: RealServerCommand,
  output: CommandOutput,
): Promise<number> {
  const path = join(stateDirectory, `realserver-${namespaceIdentity()}.json`)
  const record = new RecordFile(path)
  try {
    const rtnetlink = openRtnetlink()
    try {
      const ports = { rtnetlink, sysctls: procSysctls, record }
      // Two at once would each forget what the other one has changed.
      const served = await withLockFile(`${path}.lock`, () => serve(direction, addresses, ports))
      const said = [...served.changes.map(changeText), ...served.remarks]
      if (json) output.print(JSON.stringify(served))
      else output.print(said.length === 0 ? 'nothing to change' : said.join('\n'))
    } finally {
      rtnetlink.close()
    }
    return exitCodes.stopped
  } catch (error) {
    return tellFailure(error, output)
  }
}
