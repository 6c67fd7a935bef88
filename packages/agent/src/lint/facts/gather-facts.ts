import type { UserAndGroup } from '@holdfast/check/keywords'
import type { IpPrefix } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'
import type { KeepalivedConfiguration } from '../../configuration/model.js'
import { commandsOf } from './commands.js'
import type { CommandFacts, HostFacts } from './host-facts.js'

/** A look at a machine. */
export interface HostLook {
  /** `user`: whom the command is to run as; undefined: who this process is. */
  command(
    command: Command,
    user: UserAndGroup | undefined,
    security: boolean,
  ): Promise<CommandFacts>
  /** Every interface with its addresses. */
  addresses(): ReadonlyMap<string, readonly IpPrefix[]>
}

/** Looks at everything that a configuration names. */
export async function gatherFacts(
  configuration: KeepalivedConfiguration,
  look: HostLook,
): Promise<HostFacts> {
  const security = configuration.globalDefs?.enableScriptSecurity === true
  const known = new Map<Command, CommandFacts>()
  for (const { command, user } of commandsOf(configuration)) {
    known.set(command, await look.command(command, user, security))
  }
  const addresses = look.addresses()
  return {
    command: (command) => known.get(command),
    addresses: (name) => addresses.get(name),
  }
}
