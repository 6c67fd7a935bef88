import { join } from 'node:path'
import { HoldfastError } from '@holdfast/core'
import { defaultStateDirectory, openRtnetlink, procSysctls } from '@holdfast/linux'
import { RecordFile } from '../real-server/record.js'
import { changeText, serve } from '../real-server/serve.js'
import type { RealServerCommand } from './command.js'
import type { CommandOutput } from './command-output.js'
import { exitCodeOf, exitCodes } from './exit-codes.js'
import { namespaceIdentity } from './network-namespace.js'

/** Makes this machine a real server, or none any more; returns the exit code. */
export function realServer(
  { direction, addresses, stateDirectory = defaultStateDirectory(), json }: RealServerCommand,
  { print, complain }: CommandOutput,
): number {
  const record = new RecordFile(join(stateDirectory, `realserver-${namespaceIdentity()}.json`))
  try {
    const rtnetlink = openRtnetlink()
    try {
      const served = serve(direction, addresses, { rtnetlink, sysctls: procSysctls, record })
      const said = [...served.changes.map(changeText), ...served.remarks]
      if (json) print(JSON.stringify(served))
      else print(said.length === 0 ? 'nothing to change' : said.join('\n'))
    } finally {
      rtnetlink.close()
    }
    return exitCodes.stopped
  } catch (error) {
    if (!HoldfastError.isHoldfastError(error)) throw error
    complain(error.message)
    return exitCodeOf(error)
  }
}
