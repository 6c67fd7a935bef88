/** What a notification can say, in keepalived's words. */
export type NotifyState =
  | 'MASTER'
  | 'BACKUP'
  | 'FAULT'
  | 'STOP'
  | 'DELETED'
  /** A master hears a weaker one. Of an instance only, and not told to the generic script. */
  | 'MASTER_RX_LOWER_PRI'
  /** The priority changed while MASTER or BACKUP: told to FIFOs only. */
  | 'MASTER_PRIORITY'
  | 'BACKUP_PRIORITY'

/** One notification. */
export interface NotifyEvent {
  readonly kind: 'INSTANCE' | 'GROUP'
  readonly name: string
  readonly state: NotifyState
  /** The effective priority; 0 for a group (rule 141). */
  readonly priority: number
}

/** The line of a notify FIFO, with its end: `INSTANCE "VI_1" MASTER 100`. */
export function fifoLine({ kind, name, state, priority }: NotifyEvent): string {
  // One line is one event, whatever a name is made of.
  return `${kind} "${name.replaceAll(/[\r\n]/g, ' ')}" ${state} ${priority}\n`
}
