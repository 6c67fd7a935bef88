import type { IpAddress } from '@holdfast/core'
import type { RejectionCode } from './wire/advertisement.js'

/** Why another router is master beside this one, as far as its packets tell. */
export type SplitCause = 'weaker' | RejectionCode | 'addressListError'

/** Another master that does not go away. */
export interface Split {
  /** `suspected`: its adverts are rejected, so that all that is known is that it speaks. */
  readonly kind: 'confirmed' | 'suspected'
  readonly rival: IpAddress
  readonly cause: SplitCause
  /** How long it has been heard, in milliseconds. */
  readonly forMs: number
}

interface Rival {
  readonly since: number
  readonly heardAt: number
  readonly told: boolean
}

/** Misconfigurations that make two masters, each deaf to the other (rules 150, 161). */
const CAUSES: readonly string[] = [
  'versionError',
  'authTypeMismatch',
  'authFailure',
  'intervalError',
  'checksumError',
  'addressListError',
  'packetLengthError',
] satisfies readonly SplitCause[]

/** Strangers may make up addresses. */
const RIVALS_MAX = 8

/**
 * Notices that a master is not alone (rules 160, 161): another one that was answered but is heard for
 * more than two intervals, or adverts for our VRID that we cannot accept. Decides nothing.
 */
export class SplitDetector {
  #rivals = new Map<IpAddress, Rival>()

  /** A split worth telling, once for as long as the rival keeps speaking. */
  heard(rival: IpAddress, cause: SplitCause, advertIntMs: number, now: number): Split | undefined {
    const isWeaker = cause === 'weaker'
    if (!isWeaker && !CAUSES.includes(cause)) return undefined
    const known = this.#rivals.get(rival)
    const goesOn = known !== undefined && now - known.heardAt <= 3 * advertIntMs
    if (!goesOn && this.#rivals.size >= RIVALS_MAX) this.#rivals.clear()
    const since = goesOn ? known.since : now
    const isNews = now - since > 2 * advertIntMs && !(goesOn && known.told)
    this.#rivals.set(rival, { since, heardAt: now, told: isNews || (goesOn && known.told) })
    if (!isNews) return undefined
    return { kind: isWeaker ? 'confirmed' : 'suspected', rival, cause, forMs: now - since }
  }

  /** Not master any more: nothing is split. */
  reset(): void {
    if (this.#rivals.size > 0) this.#rivals = new Map()
  }
}
