import type { Binding } from '../value.js'
import type { ObjectId } from '../object-id.js'

/** Kinds of packets (RFC 2741 6.1). */
export const packetTypes = {
  open: 1,
  close: 2,
  register: 3,
  get: 5,
  getNext: 6,
  getBulk: 7,
  testSet: 8,
  commitSet: 9,
  undoSet: 10,
  cleanupSet: 11,
  notify: 12,
  response: 18,
} as const

/** Errors in responses (RFC 2741 7.2.1, 6.2.16). */
export const errors = { none: 0, notWritable: 17, parse: 266 } as const

/** Which request an answer belongs to. */
export interface PacketHead {
  readonly sessionId: number
  readonly transactionId: number
  readonly packetId: number
}

export interface SearchRange {
  readonly start: ObjectId
  /** Whether `start` itself counts. */
  readonly include: boolean
  /** The first that does not count any more; empty: there is no end. */
  readonly end: ObjectId
}

/** What a subagent sends. */
export type SentPacket = { readonly head: PacketHead } & (
  | { readonly kind: 'open'; readonly description: string }
  | { readonly kind: 'close' }
  | { readonly kind: 'register'; readonly subtree: ObjectId }
  | { readonly kind: 'notify'; readonly bindings: readonly Binding[] }
  | {
      readonly kind: 'response'
      readonly error: number
      /** From 1, of the binding that is in error; 0: none is. */
      readonly index: number
      readonly bindings: readonly Binding[]
    }
)

/** What a master agent sends, as far as a subagent that only tells has to know it. */
export type ReceivedPacket = { readonly head: PacketHead } & (
  | { readonly kind: 'response'; readonly error: number }
  | { readonly kind: 'get' | 'getNext'; readonly ranges: readonly SearchRange[] }
  | {
      readonly kind: 'getBulk'
      readonly nonRepeaters: number
      readonly maxRepetitions: number
      readonly ranges: readonly SearchRange[]
    }
  | { readonly kind: 'testSet' | 'commitSet' | 'undoSet' | 'cleanupSet' | 'close' | 'unknown' }
)
