import type { Cancel, Clock } from './clock.js'
import { DeadlineQueue } from './deadline-queue.js'
import type { Deadline } from './deadline-queue.js'
import { silentLogger } from './logger.js'
import type { Logger } from './logger.js'

/** What a host loop drives: something that wants to be woken at a time it names. */
export interface HostedMachine {
  /** When it next wants to be woken, in milliseconds of the loop's clock; undefined = never. */
  nextDeadline(): number | undefined

  /**
   * Whether lateness of that deadline costs an outage (a takeover), so that it is worth spending
   * up to `clock.timerSlackMs` of busy turns on.
   */
  isPrecise(): boolean

  /**
   * A precise deadline is near: a chance to go through what it will take without doing it, so that
   * code and data are in the processor's caches by then. Changes nothing.
   */
  rehearse?(deadlineMs: number): void

  /**
   * The deadline has passed. Must move it: a machine that keeps it is asked a few times more, and then
   * sleeps until it calls `changed`.
   */
  timerExpired(now: number): void
}

export interface HostLoopOptions {
  readonly logger?: Logger
  /** Reads what waits, such as `PacketTransport.drain`; returns how many packets were delivered. */
  readonly drain?: () => number
}

// libuv reads at most 32 datagrams of a socket in one turn; 64 turns are 2,048 datagrams of each,
// beyond which a flood must not hold the timers up any longer.
const longestDrainTurns = 64

// One is not enough: between two sockets of one process, such as a simulated switch and a node on it,
// a packet is under way for a turn in which nobody reads it.
const quietTurnsNeeded = 2

// Something may be wanted at once in the very moment that was due; more often it is a fault.
const mostRepeats = 3

const turning = Number.NEGATIVE_INFINITY
const never = Number.POSITIVE_INFINITY

/**
 * Wakes machines at their deadlines, with one timer for all of them.
 *
 * After a stall Node runs expired timers before it reads the packets that came in meanwhile, and a
 * backup that had not read them would take over from a healthy master. So when the timer is due,
 * the loop first lets turns pass until two in a row read nothing, and only then wakes the machines.
 */
export class HostLoop {
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #drain: (() => number) | undefined
  readonly #machines = new Set<HostedMachine>()
  readonly #precise = new DeadlineQueue<HostedMachine>()
  readonly #ordinary = new DeadlineQueue<HostedMachine>()
  /** How often in a row each machine has kept a deadline that had passed. */
  readonly #repeats = new WeakMap<HostedMachine, number>()
  #cancelTimer: Cancel | undefined
  /** When the timer will fire; `never` while there is none, `turning` while turns pass. */
  #armedAt = never
  #packetsRead = 0
  #drainTurns = 0
  #quietTurns = 0

  constructor(clock: Clock, options: HostLoopOptions = {}) {
    this.#clock = clock
    this.#logger = options.logger ?? silentLogger
    this.#drain = options.drain
  }

  add(machine: HostedMachine): void {
    this.#machines.add(machine)
    this.changed(machine)
  }

  /** The machine's deadline may have changed. */
  changed(machine: HostedMachine): void {
    if (!this.#machines.has(machine)) return
    const wakeAt = this.#enqueue(machine)
    // A timer that fires too early only looks and re-arms: cheaper than moving it at each packet.
    if (wakeAt < this.#armedAt) this.#arm(wakeAt)
  }

  remove(machine: HostedMachine): void {
    this.#machines.delete(machine)
    this.#dequeue(machine)
  }

  /** A packet was delivered to a machine of this loop: the turn read something. */
  packetRead(): void {
    this.#packetsRead++
  }

  /** Forgets every machine; none is woken any more. */
  close(): void {
    for (const machine of this.#machines) this.remove(machine)
    this.#arm(never)
  }

  /** Returns when the loop has to wake up for this machine. */
  #enqueue(machine: HostedMachine): number {
    const deadlineMs = machine.nextDeadline()
    const isPrecise = deadlineMs !== undefined && machine.isPrecise()
    this.#precise.set(machine, isPrecise ? deadlineMs : undefined)
    this.#ordinary.set(machine, isPrecise ? undefined : deadlineMs)
    if (deadlineMs === undefined) return never
    return isPrecise ? deadlineMs - this.#clock.timerSlackMs : deadlineMs
  }

  #dequeue(machine: HostedMachine): void {
    this.#precise.delete(machine)
    this.#ordinary.delete(machine)
  }

  #first(): Deadline<HostedMachine> | undefined {
    const precise = this.#precise.peek()
    const ordinary = this.#ordinary.peek()
    if (precise === undefined || ordinary === undefined) return precise ?? ordinary
    return precise.deadlineMs <= ordinary.deadlineMs ? precise : ordinary
  }

  #nextWake(): number {
    const precise = this.#precise.peek()?.deadlineMs ?? never
    const ordinary = this.#ordinary.peek()?.deadlineMs ?? never
    return Math.min(precise - this.#clock.timerSlackMs, ordinary)
  }

  #arm(wakeAt: number): void {
    this.#cancelTimer?.()
    this.#cancelTimer = undefined
    const wasTurning = this.#armedAt === turning
    this.#armedAt = wakeAt
    if (wakeAt === never) return
    if (wakeAt <= this.#clock.now()) {
      this.#armedAt = turning
      this.#drainTurns = 0
      this.#packetsRead = 0
      if (!wasTurning) {
        this.#quietTurns = 0
        this.#rehearse()
      }
      this.#clock.defer(this.#turn)
    } else {
      this.#cancelTimer = this.#clock.schedule(wakeAt, this.#wake)
    }
  }

  /** One of them warms the path of all. */
  #rehearse(): void {
    const next = this.#precise.peek()
    const { timerSlackMs } = this.#clock
    // Without slack the deadline is now, and in virtual time nothing gets warm.
    if (next === undefined || timerSlackMs === 0) return
    // Turns pass for an ordinary deadline, too.
    if (next.deadlineMs - timerSlackMs > this.#clock.now()) return
    try {
      next.item.rehearse?.(next.deadlineMs)
    } catch (error) {
      this.#logger.error('a machine failed to rehearse', { error })
    }
  }

  readonly #wake = (): void => {
    this.#arm(this.#nextWake())
  }

  /** One turn of the event loop has passed since the last call. */
  readonly #turn = (): void => {
    const hasRead = this.#drainNow() + this.#packetsRead > 0
    this.#packetsRead = 0
    this.#quietTurns = hasRead ? 0 : this.#quietTurns + 1
    const now = this.#clock.now()
    const isDue = (this.#first()?.deadlineMs ?? never) <= now
    const isQuiet = this.#quietTurns >= quietTurnsNeeded
    if (isDue && !isQuiet && ++this.#drainTurns < longestDrainTurns) {
      this.#clock.defer(this.#turn)
      return
    }
    this.#stepDue(now)
    // Lets turns pass again while a precise deadline is near.
    this.#arm(this.#nextWake())
  }

  #drainNow(): number {
    try {
      return this.#drain?.() ?? 0
    } catch (error) {
      this.#logger.error('draining the transport failed', { error })
      return 0
    }
  }

  /**
   * Rule 52: all due machines in time order, but each of them once only. Whoever is due again by
   * then waits for the next wake-up, so that packets are read in between.
   */
  #stepDue(now: number): void {
    const due: HostedMachine[] = []
    for (let next = this.#first(); next && next.deadlineMs <= now; next = this.#first()) {
      due.push(next.item)
      this.#dequeue(next.item)
    }
    for (const machine of due) {
      // One of the machines before it may have removed it.
      if (this.#machines.has(machine)) this.#step(machine)
    }
  }

  #step(machine: HostedMachine): void {
    const deadlineMs = machine.nextDeadline()
    const now = this.#clock.now()
    if (deadlineMs !== undefined && deadlineMs <= now) {
      try {
        machine.timerExpired(now)
      } catch (error) {
        this.#logger.error('a machine failed to handle its timer', { error })
      }
      const next = machine.nextDeadline()
      const isKept = next !== undefined && next <= deadlineMs
      const repeats = isKept ? (this.#repeats.get(machine) ?? 0) + 1 : 0
      this.#repeats.set(machine, repeats)
      if (repeats > mostRepeats) {
        this.#logger.error('a machine kept an expired deadline', { deadlineMs, next, now })
        this.#repeats.delete(machine)
        this.#dequeue(machine)
        return
      }
    }
    if (this.#machines.has(machine)) this.#enqueue(machine)
  }
}
