import type { ConfigIssue, Random } from '@holdfast/core'
import type { Check } from '../../checker/check.js'
import { describeTarget, targetOf } from '../connection/connect-options.js'
import type { ConnectOptions } from '../connection/connect-options.js'
import { ask } from '../datagram/ask.js'
import { matchesReply, parseReplyPattern } from './reply-pattern.js'
import type { ReplyPattern } from './reply-pattern.js'

export interface UdpCheckOptions extends ConnectOptions {
  /** Hexadecimal digits in pairs; random bytes by default. */
  readonly payload?: string
  /**
   * Fails without a reply that begins so: hexadecimal digits in pairs, `x` for any; '' is any reply. By
   * default silence is a success, and only an ICMP message, such as port unreachable, a failure.
   */
  readonly requireReply?: string
  /** Of a required reply, in bytes; 0 by default. */
  readonly minReplyLength?: number
  /** Of a required reply, in bytes; 255 by default. */
  readonly maxReplyLength?: number
  /** For the payload. */
  readonly random?: Random
}

const randomBytes = 32

/** `UDP_CHECK`: a server is well that replies, or at least is not said to be gone. Throws ConfigError. */
export function udpCheck(options: UdpCheckOptions): Check {
  const { random = Math.random } = options
  const issues: ConfigIssue[] = []
  const payload = patternOf(options.payload, 'payload', issues)
  const pattern = patternOf(options.requireReply, 'requireReply', issues)
  if (payload?.masks.some((mask) => mask !== 0xff) === true) {
    issues.push({ path: 'payload', message: 'what is sent cannot be anything' })
  }
  const target = targetOf(options, 'UDP', issues)
  return {
    description: `UDP ${describeTarget(target)}`,
    retry: 1,
    delayBeforeRetryMs: 1000,
    probes: [
      {
        start: (done) =>
          ask(target, {
            query:
              payload?.values ?? Uint8Array.from({ length: randomBytes }, () => random() * 256),
            judge: (reply) => judgeReply(options, pattern, reply),
            silence: pattern === undefined ? undefined : 'no reply',
            done,
          }),
      },
    ],
  }
}

function patternOf(
  text: string | undefined,
  path: string,
  issues: ConfigIssue[],
): ReplyPattern | undefined {
  const pattern = text === undefined ? undefined : parseReplyPattern(text)
  if (text !== undefined && pattern === undefined) {
    issues.push({ path, message: `${text} is not made of pairs of hexadecimal digits` })
  }
  return pattern
}

function judgeReply(
  { minReplyLength = 0, maxReplyLength = 255 }: UdpCheckOptions,
  pattern: ReplyPattern | undefined,
  reply: Uint8Array,
): { readonly problem?: string } {
  if (pattern === undefined) return {}
  if (reply.length < minReplyLength || reply.length > maxReplyLength) {
    return { problem: `the reply has ${reply.length} bytes` }
  }
  return matchesReply(pattern, reply) ? {} : { problem: 'the reply is not the one required' }
}
