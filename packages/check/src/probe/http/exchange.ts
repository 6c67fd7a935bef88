import type { ConnectionOptions } from 'node:tls'
import type { Cancel } from '@holdfast/core'
import type { Target } from '../connection/connect-options.js'
import { Conversation } from '../connection/conversation.js'
import { judgeContent } from './content-rule.js'
import type { ContentRule } from './content-rule.js'
import { ResponseReader } from './response-reader.js'

export interface Exchange {
  readonly request: string
  readonly tls: ConnectionOptions | undefined
  /** Ends TLS as its specification wants it. */
  readonly saysGoodbye: boolean
  readonly maxBodyBytes: number
  /** Looked at when the whole body is there, which is kept only for this. */
  readonly rule: ContentRule | undefined
  /** Returns why the answer is wrong, if it is. */
  readonly head: (status: number, bytes: Uint8Array) => string | undefined
  readonly body: (bytes: Uint8Array) => void
  /** Once: why it failed, if it did; see `ProbeOutcome`. */
  readonly done: (problem: string | undefined, isOwnFault?: boolean) => void
}

/** One request and its answer. Connection, head and body each have the time of the target. */
export function exchange(target: Target, parts: Exchange): Cancel {
  const { request, tls, maxBodyBytes, rule, done } = parts
  const kept: Uint8Array[] = []
  let bodyBytes = 0
  const reader = new ResponseReader({
    head: (status, bytes) => {
      conversation.expect('no whole answer')
      return parts.head(status, bytes)
    },
    body: (bytes) => {
      bodyBytes += bytes.length
      if (bodyBytes > maxBodyBytes) return `the answer is longer than ${maxBodyBytes} bytes`
      if (rule !== undefined) kept.push(Uint8Array.from(bytes))
      parts.body(bytes)
    },
  })
  const finish = (problem: string | undefined): void => {
    conversation.close(parts.saysGoodbye)
    done(problem ?? (rule === undefined ? undefined : judgeContent(rule, joined(kept, bodyBytes))))
  }
  const conversation = new Conversation(
    target,
    {
      connected: () => {
        conversation.expect('no answer')
        conversation.send(request)
      },
      received: (bytes) => {
        const problem = reader.push(bytes)
        if (problem !== undefined || reader.isComplete) finish(problem)
      },
      ended: () => finish(reader.end()),
      failed: done,
    },
    tls,
  )
  return () => conversation.close()
}

function joined(pieces: readonly Uint8Array[], length: number): Uint8Array {
  const all = new Uint8Array(length)
  let at = 0
  for (const piece of pieces) {
    all.set(piece, at)
    at += piece.length
  }
  return all
}
