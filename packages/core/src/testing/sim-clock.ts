import type { Cancel, Clock } from '../clock.js'
import { InvariantError, UsageError } from '../errors.js'
import { EventHeap } from './event-heap.js'

export interface SimClockOptions {
  /** Virtual milliseconds at which the clock starts; 0 by default. */
  readonly startMs?: number
  /** How many events one instant may take before the run is given up as endless; a million. */
  readonly eventsPerInstantMax?: number
}

/**
 * Virtual time. Nothing happens until a test advances it; then everything that is due happens in
 * order of time, and in the order of scheduling where times are equal. What a callback throws comes
 * out of the call that advances, and the run can go on after it.
 */
export class SimClock implements Clock {
  readonly timerSlackMs = 0

  readonly #events = new EventHeap()
  readonly #eventsPerInstantMax: number
  readonly #deferred: (() => void)[] = []
  #deferredHead = 0
  #nowMs: number
  #sequence = 0
  #eventsThisInstant = 0
  #isRunning = false

  constructor(options: SimClockOptions = {}) {
    this.#nowMs = options.startMs ?? 0
    this.#eventsPerInstantMax = options.eventsPerInstantMax ?? 1_000_000
  }

  now(): number {
    return this.#nowMs
  }

  /** A deadline in the past is due at the present instant. */
  schedule(deadlineMs: number, callback: () => void): Cancel {
    const event = { atMs: this.#due(deadlineMs), sequence: this.#sequence++, callback, index: -1 }
    this.#events.push(event)
    return () => {
      this.#events.remove(event)
    }
  }

  /** `schedule` for what is never cancelled, such as a packet under way; a little cheaper. */
  post(deadlineMs: number, callback: () => void): void {
    const atMs = this.#due(deadlineMs)
    this.#events.push({ atMs, sequence: this.#sequence++, callback, index: -1 })
  }

  /** Runs at this instant, once nothing else is due in it. */
  defer(callback: () => void): void {
    this.#deferred.push(callback)
  }

  /** When something happens next; undefined when nothing ever will. */
  get nextEventAt(): number | undefined {
    return this.#deferredHead < this.#deferred.length ? this.#nowMs : this.#events.peek()?.atMs
  }

  /** Goes to the next event and runs it; false when there is none. */
  step(): boolean {
    return this.#advance(() => {
      const atMs = this.nextEventAt
      if (atMs !== undefined) this.#runNext(atMs)
      return atMs !== undefined
    })
  }

  /** Runs everything due in the next `ms` milliseconds and then stands that much later. */
  advance(ms: number): void {
    this.#runTo(this.#nowMs + ms, never)
  }

  /** Runs everything due up to and including the instant `ms` and then stands there. */
  advanceTo(ms: number): void {
    this.#runTo(ms, never)
  }

  /**
   * Runs event by event until `predicate` holds, for at most `limitMs` milliseconds of virtual
   * time. True, at the instant of the last event, when it held; false, at the limit, when it never
   * did.
   */
  runUntil(predicate: () => boolean, limitMs: number): boolean {
    return this.#runTo(this.#nowMs + limitMs, predicate)
  }

  #runTo(endMs: number, predicate: () => boolean): boolean {
    if (!(endMs >= this.#nowMs && endMs < Infinity)) {
      throw new UsageError(`the clock cannot go from ${this.#nowMs} to ${endMs} ms`)
    }
    return this.#advance(() => {
      if (predicate()) return true
      for (let at = this.nextEventAt; at !== undefined && at <= endMs; at = this.nextEventAt) {
        this.#runNext(at)
        if (predicate()) return true
      }
      this.#moveTo(endMs)
      return false
    })
  }

  #due(deadlineMs: number): number {
    if (deadlineMs <= this.#nowMs) return this.#nowMs
    if (deadlineMs < Infinity) return deadlineMs
    throw new UsageError(`${deadlineMs} is not a deadline`)
  }

  #advance<Outcome>(run: () => Outcome): Outcome {
    if (this.#isRunning) throw new UsageError('the clock cannot be advanced from its own callback')
    this.#isRunning = true
    try {
      return run()
    } finally {
      this.#isRunning = false
    }
  }

  #runNext(atMs: number): void {
    this.#moveTo(atMs)
    this.#eventsThisInstant += 1
    if (this.#eventsThisInstant > this.#eventsPerInstantMax) {
      const limit = String(this.#eventsPerInstantMax)
      throw new InvariantError(`more than ${limit} events at ${atMs} ms: an endless loop`)
    }
    const isDue = this.#events.peek()?.atMs === atMs
    const callback = isDue ? this.#events.pop()?.callback : this.#takeDeferred()
    callback?.()
  }

  #takeDeferred(): (() => void) | undefined {
    const callback = this.#deferred[this.#deferredHead]
    this.#deferredHead += 1
    if (this.#deferredHead === this.#deferred.length) {
      this.#deferred.length = 0
      this.#deferredHead = 0
    }
    return callback
  }

  #moveTo(ms: number): void {
    if (ms > this.#nowMs) {
      this.#nowMs = ms
      this.#eventsThisInstant = 0
    }
  }
}

const never = (): boolean => false
