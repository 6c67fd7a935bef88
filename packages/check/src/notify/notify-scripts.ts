import type { Program } from '../program/process-runner.js'
import type { NotifyEvent, NotifyState } from './notify-event.js'

/** The `notify_*` scripts of an instance or a group; `notify` is the generic one. */
export interface NotifyScripts {
  readonly notifyMaster?: Program
  readonly notifyBackup?: Program
  readonly notifyFault?: Program
  readonly notifyStop?: Program
  readonly notifyDeleted?: Program
  readonly notifyMasterRxLowerPri?: Program
  readonly notify?: Program
}

const scriptOf: Readonly<Record<NotifyState, Exclude<keyof NotifyScripts, 'notify'> | undefined>> =
  {
    MASTER: 'notifyMaster',
    BACKUP: 'notifyBackup',
    FAULT: 'notifyFault',
    STOP: 'notifyStop',
    DELETED: 'notifyDeleted',
    MASTER_RX_LOWER_PRI: 'notifyMasterRxLowerPri',
    MASTER_PRIORITY: undefined,
    BACKUP_PRIORITY: undefined,
  }

const generic: readonly NotifyState[] = ['MASTER', 'BACKUP', 'FAULT', 'STOP', 'DELETED']

/**
 * What to run for an event, in order: the script of the state, then the generic one with four more
 * arguments: `INSTANCE` or `GROUP`, the name, the state and the priority.
 */
export function programsFor(scripts: NotifyScripts, event: NotifyEvent): readonly Program[] {
  const { kind, name, state, priority } = event
  const key = scriptOf[state]
  const specific = key === undefined ? undefined : scripts[key]
  const { notify } = scripts
  const words = [kind, name, state, String(priority)]
  return [
    ...(specific === undefined ? [] : [specific]),
    ...(notify === undefined || !generic.includes(state)
      ? []
      : [{ ...notify, args: [...notify.args, ...words] }]),
  ]
}
