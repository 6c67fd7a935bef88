import type { MailMessage } from './alert-mail.js'
import type { Mailer, MailServer } from './mailer.js'

/** Hands mails to an SMTP server, one conversation each. */
export const smtpMailer: Mailer = {
  async send(message: MailMessage, server: MailServer, signal: AbortSignal): Promise<void> {
    const { host, port, heloName, timeoutMs } = server
    // Most agents never send a mail.
    const { createTransport } = await import('nodemailer')
    const transport = createTransport({
      host,
      port,
      name: heloName,
      // As keepalived: a relay on the own network, without TLS of its own accord.
      secure: false,
      ignoreTLS: true,
      connectionTimeout: timeoutMs,
      greetingTimeout: timeoutMs,
      socketTimeout: timeoutMs,
      dnsTimeout: timeoutMs,
    })
    const aborted = new Promise<never>((_resolve, reject) => {
      const abort = (): void => {
        transport.close()
        reject(new Error('it took too long'))
      }
      if (signal.aborted) abort()
      else signal.addEventListener('abort', abort, { once: true })
    })
    const sent = transport.sendMail({
      from: message.from,
      to: [...message.to],
      subject: message.subject,
      text: message.text,
      xMailer: 'Holdfast',
    })
    try {
      await Promise.race([sent, aborted])
    } finally {
      transport.close()
    }
  },
}
