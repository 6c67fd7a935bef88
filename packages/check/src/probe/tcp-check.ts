import type { Check } from '../checker/check.js'
import { describeTarget, targetOf } from './connection/connect-options.js'
import type { ConnectOptions } from './connection/connect-options.js'
import { Conversation } from './connection/conversation.js'

/** `TCP_CHECK`: a server is well that takes a connection. Throws ConfigError. */
export function tcpCheck(options: ConnectOptions): Check {
  const target = targetOf(options, 'TCP')
  return {
    description: `TCP ${describeTarget(target)}`,
    retry: 1,
    delayBeforeRetryMs: 1000,
    probes: [
      {
        start: (done) => {
          const conversation = new Conversation(target, {
            connected: () => {
              conversation.close()
              done({ ok: true })
            },
            failed: (reason, isOwnFault) => done({ ok: false, reason, isOwnFault }),
          })
          return () => conversation.close()
        },
      },
    ],
  }
}
