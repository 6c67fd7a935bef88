import type { GlobalDefs } from '../configuration/model.js'
import type { MailPlan } from './agent-plan.js'

/** Whom mails go to; undefined where there is no server or nobody to write to. */
export function planMail(globals: GlobalDefs, hostName: string): MailPlan | undefined {
  const { smtpServer, notificationEmail: to = [], notificationEmailFrom } = globals
  if (smtpServer === undefined || to.length === 0) return undefined
  return {
    server: {
      host: smtpServer.host,
      port: smtpServer.port ?? 25,
      heloName: globals.smtpHeloName ?? hostName,
      timeoutMs: globals.smtpConnectTimeoutMs ?? 30_000,
    },
    settings: {
      routerId: globals.routerId ?? hostName,
      from: notificationEmailFrom ?? `keepalived@${hostName}`,
      to,
    },
    tellsFaults: globals.noEmailFaults !== true,
  }
}
