import type { ServerSubjectPlan } from '../running/virtual-servers/virtual-server-plan.js'
import type { MailMessage, MailSettings } from './alert-mail.js'

/** A virtual server gained or lost its quorum, or a real server came up or went down. */
export interface ServerEvent {
  readonly isUp: boolean
  /** What a mail says of it, in a few words. */
  readonly reason: string
}

/** The line of a FIFO, with its end: `VS [192.0.2.10]:tcp:80 UP`. */
export function serverFifoLine({ kind, name }: ServerSubjectPlan, { isUp }: ServerEvent): string {
  // One line is one event, whatever a group is called.
  return `${kind} ${oneLine(name)} ${isUp ? 'UP' : 'DOWN'}\n`
}

/** The mail for an event, in keepalived's words. */
export function serverMail(
  { kind, name }: ServerSubjectPlan,
  { isUp, reason }: ServerEvent,
  { routerId, from, to }: MailSettings,
): MailMessage {
  const [server = '', ...service] = name.split(' ')
  const who =
    kind === 'VS'
      ? `Virtualserver ${name}`
      : `Realserver ${server} of virtual server ${service.join(' ')}`
  const subject = `[${routerId}] ${who} - ${isUp ? 'UP' : 'DOWN'}`
  return { from, to, subject: oneLine(subject), text: `=> ${reason} <=\n` }
}

function oneLine(text: string): string {
  return text.replaceAll(/[\r\n]+/g, ' ')
}
