import type { Identity, Program } from '@holdfast/check'
import type { UserAndGroup } from '@holdfast/check/keywords'
import type { Command } from '@holdfast/core/config'
import type { GlobalDefs } from '../configuration/model.js'
import type { ProgramFinder } from './program-finder.js'

/** Looks programs up and remembers which could not be found. */
export class Programs {
  readonly problems: string[] = []
  readonly #finder: ProgramFinder
  readonly #security: boolean
  readonly #identity: Identity | undefined

  constructor(finder: ProgramFinder, globals: GlobalDefs, identity: Identity | undefined) {
    this.#finder = finder
    this.#security = globals.enableScriptSecurity ?? false
    this.#identity = identity
  }

  async find(
    what: string,
    command: Command | undefined,
    consequence = 'is left out',
  ): Promise<Program | undefined> {
    if (command === undefined) return undefined
    const found = await this.#finder.find(command, {
      security: this.#security,
      ...(this.#identity === undefined ? {} : { identity: this.#identity }),
    })
    if (found.ok) return found.value
    this.problems.push(`${what} ${consequence}: ${found.error}`)
    return undefined
  }

  async identity(what: string, owner: UserAndGroup): Promise<Identity | undefined> {
    const found = await this.#finder.identity(owner.user, owner.group)
    if (found.ok) return found.value
    this.problems.push(`${what}: ${found.error}`)
    return undefined
  }
}

/** `script_user`; without one the user keepalived_script, where there is one. */
export async function defaultIdentity(
  finder: ProgramFinder,
  { scriptUser }: GlobalDefs,
): Promise<Identity | undefined> {
  const { user, group } = scriptUser ?? { user: 'keepalived_script' }
  const found = await finder.identity(user, group)
  return found.ok ? found.value : undefined
}
