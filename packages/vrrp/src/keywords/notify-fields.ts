import { booleanValue, commandValue, value } from '@holdfast/core/config'
import type { Command, Field } from '@holdfast/core/config'
import type { NotifyKeywords } from './model.js'

/** A script that the first line decides about; more of them are said and ignored. */
export function firstCommand(keyword: string): Field<Command> {
  const field = value(keyword, commandValue)
  return {
    ...field,
    once: false,
    read(statement, before, scope) {
      if (before === undefined) return field.read(statement, undefined, scope)
      const message = `\`${keyword}\` has been said before; this one is ignored`
      scope.report('repeated-keyword', statement.keyword.span, message, {
        keepalived: 'Keeps the first.',
        holdfast: 'Keeps the first too.',
      })
      return undefined
    },
  }
}

/** `notify...`, in instances and sync groups. */
export const notifyFields: {
  readonly [Name in keyof NotifyKeywords]-?: Field<NonNullable<NotifyKeywords[Name]>>
} = {
  notifyMaster: firstCommand('notify_master'),
  notifyBackup: firstCommand('notify_backup'),
  notifyFault: firstCommand('notify_fault'),
  notifyStop: firstCommand('notify_stop'),
  notify: firstCommand('notify'),
  notifyPriorityChanges: value('notify_priority_changes', booleanValue),
  smtpAlert: value('smtp_alert', booleanValue),
}
