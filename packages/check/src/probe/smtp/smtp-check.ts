import type { ConfigIssue } from '@holdfast/core'
import type { Check } from '../../checker/check.js'
import { describeTarget, targetOf } from '../connection/connect-options.js'
import type { ConnectOptions, Target } from '../connection/connect-options.js'
import { Conversation } from '../connection/conversation.js'
import type { Probe } from '../probe.js'
import { SmtpDialogue } from './smtp-dialogue.js'

export interface SmtpCheckOptions extends ConnectOptions {
  /** Who we say we are; `smtpchecker.keepalived.org` by default, as in keepalived. */
  readonly heloName?: string
  /** Instead of the server itself, one after the other. */
  readonly hosts?: readonly ConnectOptions[]
}

/** `SMTP_CHECK`: a server is well that greets, answers HELO and says goodbye. Throws ConfigError. */
export function smtpCheck(options: SmtpCheckOptions): Check {
  const { heloName = 'smtpchecker.keepalived.org', hosts = [] } = options
  const issues: ConfigIssue[] = []
  if (!/^[^\0- \x7f]+$/.test(heloName)) {
    issues.push({ path: 'heloName', message: `${JSON.stringify(heloName)} is not a name` })
  }
  const target = targetOf(options, 'TCP', issues)
  const targets = hosts.length === 0 ? [target] : hosts.map((host) => targetOf(host, 'TCP'))
  return {
    description: `SMTP ${targets.map(describeTarget).join(', ')}`,
    retry: 1,
    delayBeforeRetryMs: 1000,
    probes: targets.map((each) => smtpProbe(each, heloName)),
  }
}

function smtpProbe(target: Target, heloName: string): Probe {
  return {
    start: (done) => {
      const dialogue = new SmtpDialogue(heloName)
      const decoder = new TextDecoder('latin1')
      const fail = (reason: string): void => {
        conversation.close()
        done({ ok: false, reason })
      }
      const conversation = new Conversation(target, {
        connected: () => conversation.expect(`no ${dialogue.expected}`),
        received: (bytes) => {
          const { say, problem } = dialogue.push(decoder.decode(bytes))
          if (problem !== undefined) {
            fail(problem)
          } else if (dialogue.isComplete) {
            conversation.close()
            done({ ok: true })
          } else if (say !== undefined) {
            conversation.expect(`no ${dialogue.expected}`)
            conversation.send(say)
          }
        },
        ended: () => fail(`the connection was closed before the ${dialogue.expected}`),
        failed: (reason, isOwnFault) => done({ ok: false, reason, isOwnFault }),
      })
      return () => conversation.close()
    },
  }
}
