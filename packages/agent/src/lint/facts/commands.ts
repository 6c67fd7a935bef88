import type { UserAndGroup } from '@holdfast/check/keywords'
import type { Command } from '@holdfast/core/config'
import type { NotifyKeywords } from '@holdfast/vrrp/keywords'
import type { KeepalivedConfiguration } from '../../configuration/model.js'

/** A command of a configuration: where it is written, and whom it runs as. */
export interface CommandUse {
  readonly command: Command
  /** The object and the field that have it. */
  readonly owner: object
  readonly field: string
  /** The keyword, for messages. */
  readonly keyword: string
  /** What the command is for. */
  readonly purpose: 'check' | 'notify'
  /** Name of the `vrrp_script`, of the instance or of the group; undefined in `global_defs`. */
  readonly name?: string
  readonly user: UserAndGroup | undefined
}

const notifyKeywords = {
  notifyMaster: 'notify_master',
  notifyBackup: 'notify_backup',
  notifyFault: 'notify_fault',
  notifyStop: 'notify_stop',
  notify: 'notify',
} as const satisfies Partial<Record<keyof NotifyKeywords, string>>

const globalKeywords = {
  notifyFifoScript: 'notify_fifo_script',
  vrrpNotifyFifoScript: 'vrrp_notify_fifo_script',
  startupScript: 'startup_script',
  shutdownScript: 'shutdown_script',
} as const

/** Every command that the agent would run: checks, and those who are told. */
export function commandsOf(configuration: KeepalivedConfiguration): readonly CommandUse[] {
  const { globalDefs = {}, scripts = [], instances = [], syncGroups = [] } = configuration
  const ownerOf = (command: Command, special?: UserAndGroup): UserAndGroup | undefined =>
    special ?? inCommand(command) ?? globalDefs.scriptUser
  const checks = scripts.map((owner) => ({
    command: owner.script,
    owner,
    field: 'script',
    keyword: 'script',
    purpose: 'check' as const,
    name: owner.name,
    user: ownerOf(owner.script, owner.user),
  }))
  const told = (owner: object, keywords: Readonly<Record<string, string>>): CommandUse[] =>
    Object.entries(keywords).flatMap(([field, keyword]) => {
      const command = (owner as Readonly<Record<string, Command | undefined>>)[field]
      if (command === undefined) return []
      const named = 'name' in owner ? { name: String(owner.name) } : {}
      const user = ownerOf(command)
      return [{ command, owner, field, keyword, purpose: 'notify' as const, ...named, user }]
    })
  const receivers = [...instances, ...syncGroups].flatMap((each) => told(each, notifyKeywords))
  return [...checks, ...receivers, ...told(globalDefs, globalKeywords)]
}

function inCommand({ user, group }: Command): UserAndGroup | undefined {
  if (user === undefined) return undefined
  return group === undefined ? { user } : { user, group }
}
