import { findIdentity, resolveProgram } from '@holdfast/check'
import type { Identity, Program } from '@holdfast/check'
import type { Result } from '@holdfast/core'
import type { Command } from '@holdfast/core/config'

/** Finds programs and users: on this machine, or where a test says. */
export interface ProgramFinder {
  /** The program of a command line; the error says why it can never be run. */
  find(command: Command, options: FindOptions): Promise<Result<Program, string>>
  /** The error says which of the two does not exist. */
  identity(user: string, group?: string): Promise<Result<Identity, string>>
}

export interface FindOptions {
  /** Whom it runs as where the command names nobody. Default: as this process. */
  readonly identity?: Identity
  /** keepalived's `enable_script_security`. */
  readonly security: boolean
}

/** Programs that are files of this machine, and users of this machine. */
export const systemPrograms: ProgramFinder = {
  async find({ argv, user, group }, { identity, security }) {
    const named = user === undefined ? undefined : await findIdentity(user, group)
    if (named?.ok === false) return named
    const owner = named?.value ?? identity
    const found = await resolveProgram(argv, {
      security,
      ...(owner === undefined ? {} : { identity: owner }),
    })
    return found.ok ? found : { ok: false, error: found.error.message }
  },
  identity: (user, group) => findIdentity(user, group),
}

/** Takes every command as it is and asks no file system: for programs that are never really run. */
export const anyPrograms: ProgramFinder = {
  find: ({ argv: [path = '', ...args] }) => Promise.resolve({ ok: true, value: { path, args } }),
  identity: () => Promise.resolve({ ok: true, value: { uid: 0, gid: 0 } }),
}
