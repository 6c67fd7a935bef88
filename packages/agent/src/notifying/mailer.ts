import type { MailMessage } from './alert-mail.js'

/** The server that mails are handed to. */
export interface MailServer {
  readonly host: string
  readonly port: number
  /** What we call ourselves in EHLO. */
  readonly heloName: string
  /** keepalived's `smtp_connect_timeout`: the whole conversation must be over by then. */
  readonly timeoutMs: number
}

/** Whoever hands mails over: an SMTP server, or a test. */
export interface Mailer {
  /** Rejects when it could not be handed over; ends at once when `signal` aborts. */
  send(message: MailMessage, server: MailServer, signal: AbortSignal): Promise<void>
}
