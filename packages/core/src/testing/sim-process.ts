import type { Cancel, Clock } from '../clock.js'
import { UsageError } from '../errors.js'
import type { SimClock } from './sim-clock.js'

export interface SimProcessOptions {
  /** The node's name in a network, in faults and in recordings. */
  readonly name: string
  /** By how many millionths the process's clock runs fast (or slow, below 0); 0 by default. */
  readonly driftPpm?: number
}

/** libuv reads at most this many datagrams of a socket before the loop goes on (measured). */
const DATAGRAMS_PER_TURN = 32

/**
 * One operating system process with an event loop like Node's, on virtual time.
 *
 * As long as it is not stalled, its timers, packets and deferred callbacks run at their instants.
 * In a stall they pile up, and `resume` works the pile off in turns as Node was measured to:
 * expired timers first, then 32 packets, then what was deferred, until nothing is left; whatever
 * else is due at that instant elsewhere gets its chance between turns.
 */
export class SimProcess {
  readonly name: string
  /** The process's own monotonic clock. */
  readonly clock: Clock

  readonly #simClock: SimClock
  #state: 'running' | 'stalled' | 'catchingUp' | 'crashed' = 'running'
  #expired: (() => void)[] = []
  #packets: (() => void)[] = []
  #deferred: (() => void)[] = []

  constructor(simClock: SimClock, options: SimProcessOptions) {
    this.name = options.name
    this.#simClock = simClock
    const rate = 1 + (options.driftPpm ?? 0) / 1_000_000
    if (!(rate > 0)) throw new UsageError(`a clock cannot drift by ${options.driftPpm} ppm`)
    this.clock = {
      timerSlackMs: 0,
      now: () => simClock.now() * rate,
      schedule: (deadlineMs, callback) => this.#schedule(toSimTime(deadlineMs, rate), callback),
      defer: (callback) => this.#defer(callback),
    }
  }

  get isStalled(): boolean {
    return this.#state === 'stalled'
  }

  get isCrashed(): boolean {
    return this.#state === 'crashed'
  }

  /** An I/O event, such as a packet that arrives at a socket: runs `callback` when the loop can. */
  deliver(callback: () => void): void {
    if (this.#state === 'running') callback()
    else if (this.#state !== 'crashed') this.#packets.push(callback)
  }

  /** The process stops running, as under SIGSTOP, a long garbage collection or a blocking call. */
  stall(): void {
    if (this.#state !== 'crashed') this.#state = 'stalled'
  }

  /** Ends a stall; the first turn runs at this instant, after what is due in it already. */
  resume(): void {
    if (this.#state !== 'stalled') return
    this.#state = 'catchingUp'
    this.#simClock.defer(this.#turn)
  }

  /** The process is gone, as under SIGKILL: nothing of it ever runs again. */
  crash(): void {
    this.#state = 'crashed'
    this.#expired = []
    this.#packets = []
    this.#deferred = []
  }

  #schedule(simDeadlineMs: number, callback: () => void): Cancel {
    let isCancelled = false
    const cancel = this.#simClock.schedule(simDeadlineMs, () => {
      if (this.#state === 'running') callback()
      else if (this.#state !== 'crashed') {
        this.#expired.push(() => {
          if (!isCancelled) callback()
        })
      }
    })
    return () => {
      // A timer that expired in a stall waits here and no longer in the clock.
      isCancelled = true
      cancel()
    }
  }

  #defer(callback: () => void): void {
    if (this.#state === 'catchingUp') {
      this.#deferred.push(callback)
      return
    }
    this.#simClock.defer(() => {
      if (this.#state === 'running') callback()
      else if (this.#state !== 'crashed') this.#deferred.push(callback)
    })
  }

  /** One turn of the event loop: timers, poll, check. */
  readonly #turn = (): void => {
    try {
      this.#run(this.#expired, this.#expired.length)
      this.#run(this.#packets, DATAGRAMS_PER_TURN)
      this.#run(this.#deferred, this.#deferred.length)
    } finally {
      if (this.#state === 'catchingUp') this.#endTurn()
    }
  }

  #endTurn(): void {
    const waiting = this.#expired.length + this.#packets.length + this.#deferred.length
    if (waiting > 0) this.#simClock.defer(this.#turn)
    else this.#state = 'running'
  }

  /** Runs up to `count` callbacks, fewer when one of them stalls or crashes the process. */
  #run(queue: (() => void)[], count: number): void {
    for (let ran = 0; ran < count && this.#state === 'catchingUp'; ran += 1) {
      const callback = queue.shift()
      if (callback === undefined) return
      callback()
    }
  }
}

/** The first instant of true time at which a clock that runs at `rate` shows `localMs` or more. */
function toSimTime(localMs: number, rate: number): number {
  let simMs = localMs / rate
  // The division rounds; a timer that fired a hair early would be armed again at the same instant.
  while (simMs > 0 && simMs * rate < localMs) simMs *= 1 + Number.EPSILON
  return simMs
}
