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

/** Each look asks the system; nobody has more programs, and what is not looked at is not judged. */
const mostLooks = 100

/** Looks at everything that a configuration names, once at each program. */
export async function gatherFacts(
  configuration: KeepalivedConfiguration,
  look: HostLook,
): Promise<HostFacts> {
  const security = configuration.globalDefs?.enableScriptSecurity === true
  const looks = new Map<string, CommandFacts>()
  const known = new Map<Command, CommandFacts>()
  for (const { command, user } of commandsOf(configuration)) {
    const key = JSON.stringify([programOf(command), user])
    let facts = looks.get(key)
    if (facts === undefined) {
      if (looks.size === mostLooks) continue
      looks.set(key, (facts = await look.command(command, user, security)))
    }
    known.set(command, facts)
  }
  const addresses = look.addresses()
  return {
    command: (command) => known.get(command),
    addresses: (name) => addresses.get(name),
  }
}

/** What decides whether a command can be run: its first word, but for what a shell reads. */
function programOf({ argv }: Command): string | undefined {
  const [first] = argv
  return first?.startsWith('<') === true ? argv.join(' ') : first
}
