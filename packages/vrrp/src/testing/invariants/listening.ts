import { masterDownTime, skewTime } from './reading.js'
import type { Reading } from './reading.js'
import type { WireAdvert } from './wire-advert.js'

/** Who listens, for as long as one question lasts. */
export interface Listener {
  readonly reading: Reading
  readonly priority: number
  readonly isYielding: boolean
}

/**
 * What a BACKUP makes of what it hears, and when it takes over: RFC 9568 6.4.2 once more. Rule 51
 * makes it simple: the timer always stands one present master-down interval after some moment, the
 * base, however priority and interval changed meanwhile. Milliseconds of the node's own clock.
 */
export class Listening {
  /** A member of a sync group whose timer ran out, and that heard nobody since (rules 139, 143). */
  wishes = false
  wishedAt = 0
  #base = 0
  #masterIntervalMs = 0
  #knowsMaster = false
  #preemptsAt: number | undefined

  /** BACKUP begins: with the full wait, or another one. */
  begin({ reading, priority }: Listener, now: number, waitMs?: number): void {
    this.#masterIntervalMs = reading.intervalMs
    this.#knowsMaster = false
    this.#forget()
    this.#base = now
    if (waitMs !== undefined) this.#base += waitMs - this.#downTime(reading, priority)
  }

  /** BACKUP begins because a stronger master was heard. */
  beginFollowing(listener: Listener, now: number, advert: WireAdvert): void {
    this.begin(listener, now)
    this.#follow(listener.reading, now, advert)
  }

  /** Rules 59-61, 84, 92. */
  hears(listener: Listener, now: number, advert: WireAdvert): void {
    const { reading } = listener
    if (advert.priority === 0) {
      const wait = skewTime(reading, listener.priority, this.#masterIntervalMs)
      this.#base = now + wait - this.#downTime(reading, listener.priority)
      return
    }
    if (!this.accepts(listener, now, advert)) return
    const until = this.#delayedUntil(listener, now, advert)
    this.#follow(reading, now, advert)
    this.#preemptsAt = until
  }

  /** Whether the sender counts as a master to follow, and the timer starts anew. */
  accepts(listener: Listener, now: number, advert: WireAdvert): boolean {
    if (advert.priority === 0) return false
    if (!this.#wouldPreempt(listener, advert)) return true
    const until = this.#delayedUntil(listener, now, advert)
    return until !== undefined && now < until
  }

  /** The end of preempt_delay, which the first weaker advert begins (rule 92). */
  #delayedUntil(listener: Listener, now: number, advert: WireAdvert): number | undefined {
    const { preemptDelayMs } = listener.reading
    if (preemptDelayMs === 0 || !this.#wouldPreempt(listener, advert)) return undefined
    return this.#preemptsAt ?? now + preemptDelayMs
  }

  #wouldPreempt({ reading, priority, isYielding }: Listener, advert: WireAdvert): boolean {
    return advert.priority < priority && reading.preempts && !isYielding
  }

  /** When nobody acceptable was heard for a master-down interval. */
  dueAt(reading: Reading, priority: number): number {
    return this.#base + this.#downTime(reading, priority)
  }

  /** The timer of a group member ran out: it wishes, and waits once more. */
  wish(now: number): void {
    if (!this.wishes) this.wishedAt = now
    this.wishes = true
    this.#base = now
  }

  reconfigured(after: Reading): void {
    if (after.version === 2 || !this.#knowsMaster) this.#masterIntervalMs = after.intervalMs
  }

  #follow(reading: Reading, now: number, advert: WireAdvert): void {
    this.#forget()
    this.#base = now
    this.#knowsMaster = true
    this.#masterIntervalMs = reading.version === 3 ? advert.intervalMs : reading.intervalMs
  }

  #forget(): void {
    this.wishes = false
    this.#preemptsAt = undefined
  }

  #downTime(reading: Reading, priority: number): number {
    return masterDownTime(reading, priority, this.#masterIntervalMs)
  }
}
