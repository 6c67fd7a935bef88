import type { NotifyEvent } from '@holdfast/check'

/** A mail, before anybody has sent it. */
export interface MailMessage {
  readonly from: string
  readonly to: readonly string[]
  readonly subject: string
  readonly text: string
}

/** Whom mails are from and to. */
export interface MailSettings {
  /** Stands in the subject, in brackets. */
  readonly routerId: string
  readonly from: string
  readonly to: readonly string[]
}

const said = {
  MASTER: 'Entering MASTER state',
  BACKUP: 'Entering BACKUP state',
  FAULT: 'Entering FAULT state',
  STOP: 'Stopping',
  DELETED: 'Deleted',
} as const

const ofInstance: Readonly<Record<keyof typeof said, string>> = {
  MASTER: 'VRRP Instance is now owning VRRP VIPs',
  BACKUP: 'VRRP Instance is no longer owning VRRP VIPs',
  FAULT: 'VRRP Instance is no longer owning VRRP VIPs',
  STOP: 'VRRP Instance stopping',
  DELETED: 'VRRP Deleted at reload',
}

const ofGroup: Readonly<Record<keyof typeof said, string>> = {
  MASTER: 'All VRRP group instances are now in MASTER state',
  BACKUP: 'All VRRP group instances are now in BACKUP state',
  FAULT: 'All VRRP group instances are now in FAULT state',
  STOP: 'All VRRP group instances are now stopping',
  DELETED: 'VRRP Deleted at reload',
}

/** The mail for an event, in keepalived's words; undefined for events that nobody is mailed. */
export function alertMail(event: NotifyEvent, settings: MailSettings): MailMessage | undefined {
  const { kind, name, state } = event
  if (!isMailed(state)) return undefined
  const { routerId, from, to } = settings
  const who = kind === 'GROUP' ? 'VRRP Group' : 'VRRP Instance'
  const subject = `[${routerId}] ${who} ${name} - ${said[state]}`
  const text = `=> ${(kind === 'GROUP' ? ofGroup : ofInstance)[state]} <=\n`
  // A name cannot add a header line.
  return { from, to, subject: subject.replaceAll(/[\r\n]+/g, ' '), text }
}

function isMailed(state: NotifyEvent['state']): state is keyof typeof said {
  return Object.hasOwn(said, state)
}
