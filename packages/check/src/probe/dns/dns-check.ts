import type { Random } from '@holdfast/core'
import type { Check } from '../../checker/check.js'
import { describeTarget, targetOf } from '../connection/connect-options.js'
import type { ConnectOptions } from '../connection/connect-options.js'
import { ask } from '../datagram/ask.js'
import { dnsQuery, judgeDnsAnswer } from './dns-message.js'
import type { DnsRecordType } from './dns-message.js'

export interface DnsCheckOptions extends ConnectOptions {
  /** Default SOA. */
  readonly type?: DnsRecordType
  /** Default: the root. */
  readonly name?: string
  /** For the ids of queries. */
  readonly random?: Random
}

/** `DNS_CHECK`: a server is well that answers over UDP without an error. Throws ConfigError. */
export function dnsCheck(options: DnsCheckOptions): Check {
  const { type = 'SOA', name = '.', random = Math.random } = options
  const isName = dnsQuery(0, name, type) !== undefined
  const message = `${JSON.stringify(name)} is not a name of DNS`
  const target = targetOf(options, 'UDP', isName ? [] : [{ path: 'name', message }])
  return {
    description: `DNS ${describeTarget(target)}`,
    retry: 3,
    probes: [
      {
        start: (done) => {
          const id = Math.floor(random() * 0x1_0000)
          return ask(target, {
            query: dnsQuery(id, name, type) ?? new Uint8Array(0),
            judge: (bytes) => judgeDnsAnswer(bytes, id),
            silence: 'no answer',
            done,
          })
        },
      },
    ],
  }
}
