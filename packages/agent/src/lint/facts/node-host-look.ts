import { open } from 'node:fs/promises'
import { networkInterfaces } from 'node:os'
import { findIdentity, resolveProgram } from '@holdfast/check'
import type { Identity } from '@holdfast/check'
import type { UserAndGroup } from '@holdfast/check/keywords'
import { parseIpPrefix } from '@holdfast/core'
import type { IpPrefix } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'
import type { CommandFacts } from './host-facts.js'
import type { HostLook } from './gather-facts.js'

/** How much of a script is read, in bytes: people write shorter ones. */
const mostText = 64 * 1024

/** A look at the machine that this process runs on; each user is looked up once. */
export function createHostLook(): HostLook {
  const identities = new Map<string, Promise<Identity | string | undefined>>()
  return {
    async command(command, user, security): Promise<CommandFacts> {
      const key = JSON.stringify([user?.user, user?.group])
      const asked = identities.get(key) ?? identityOf(user)
      identities.set(key, asked)
      const identity = await asked
      if (typeof identity === 'string') {
        return { obstacle: { code: 'unknownUser', message: identity } }
      }
      const program = await resolveProgram(forShell(command) ?? command.argv, {
        security,
        ...(identity === undefined ? {} : { identity }),
      })
      if (!program.ok) return { obstacle: program.error }
      const text = await readScript(program.value.path)
      return text === undefined ? {} : { text }
    },
    addresses,
  }
}

function addresses(): ReadonlyMap<string, readonly IpPrefix[]> {
  const known = Object.entries(networkInterfaces()).map(
    ([name, each = []]) =>
      [name, each.flatMap(({ cidr }) => parseIpPrefix(cidr ?? '') ?? [])] as const,
  )
  return new Map<string, readonly IpPrefix[]>(known)
}

/** As keepalived, a command that begins with `<` is for the shell. */
function forShell({ argv }: Command): string | undefined {
  return argv[0]?.startsWith('<') === true ? argv.join(' ') : undefined
}

/** The identity, or why there is none; undefined without a user. */
async function identityOf(user: UserAndGroup | undefined): Promise<Identity | string | undefined> {
  if (user === undefined) {
    // As keepalived: this user runs scripts where it exists.
    const usual = await findIdentity('keepalived_script')
    return usual.ok ? usual.value : undefined
  }
  const found = await findIdentity(user.user, user.group)
  return found.ok ? found.value : found.error
}

async function readScript(path: string): Promise<string | undefined> {
  try {
    const file = await open(path)
    try {
      const { buffer, bytesRead } = await file.read({
        buffer: new Uint8Array(mostText),
        length: mostText,
      })
      const text = new TextDecoder().decode(buffer.subarray(0, bytesRead))
      return text.startsWith('#!') ? text : undefined
    } finally {
      await file.close()
    }
  } catch {
    return undefined
  }
}
