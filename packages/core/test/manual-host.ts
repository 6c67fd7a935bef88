import { expect } from 'vitest'
import type { Cancel, Clock } from '../src/clock.js'
import { HostLoop } from '../src/host-loop.js'
import type { HostedMachine, HostLoopOptions } from '../src/host-loop.js'
import type { Logger } from '../src/logger.js'

/** A clock whose every move the test makes: time, timers and turns of the event loop apart. */
export class ManualClock implements Clock {
  readonly timerSlackMs: number
  time = 0
  /** Every timer that was ever armed. */
  readonly armed: number[] = []
  #timers: { readonly deadlineMs: number; readonly callback: () => void }[] = []
  #deferred: (() => void)[] = []

  constructor(timerSlackMs = 0) {
    this.timerSlackMs = timerSlackMs
  }

  now(): number {
    return this.time
  }

  schedule(deadlineMs: number, callback: () => void): Cancel {
    const timer = { deadlineMs, callback }
    this.armed.push(deadlineMs)
    this.#timers.push(timer)
    return () => {
      this.#timers = this.#timers.filter((other) => other !== timer)
    }
  }

  defer(callback: () => void): void {
    this.#deferred.push(callback)
  }

  get pendingTimers(): readonly number[] {
    return this.#timers.map((timer) => timer.deadlineMs)
  }

  get isTurning(): boolean {
    return this.deferredCount > 0
  }

  get deferredCount(): number {
    return this.#deferred.length
  }

  /** Sets the time and fires what is due, as the timer phase of an event loop does. */
  fireTimers(time: number): void {
    this.time = time
    const due = this.#timers.filter((timer) => timer.deadlineMs <= time)
    this.#timers = this.#timers.filter((timer) => timer.deadlineMs > time)
    for (const timer of due) timer.callback()
  }

  /** One turn of the event loop. */
  turn(): void {
    const deferred = this.#deferred
    this.#deferred = []
    for (const callback of deferred) callback()
  }

  /** Fires timers and lets turns pass until nothing is pending at this time. */
  runAt(time: number): void {
    this.fireTimers(time)
    for (let turns = 0; this.isTurning; turns++) {
      expect(turns, 'turns at one time').toBeLessThan(1000)
      this.turn()
      this.fireTimers(this.time)
    }
  }
}

export class TestMachine implements HostedMachine {
  deadline: number | undefined
  precise = false
  readonly expired: number[] = []
  onExpired: (now: number) => void = () => undefined

  constructor(deadline?: number) {
    this.deadline = deadline
  }

  nextDeadline(): number | undefined {
    return this.deadline
  }

  isPrecise(): boolean {
    return this.precise
  }

  /** Deadlines that were rehearsed. */
  readonly rehearsed: number[] = []
  onRehearsed: () => void = () => undefined

  rehearse(deadlineMs: number): void {
    this.rehearsed.push(deadlineMs)
    this.onRehearsed()
  }

  timerExpired(now: number): void {
    this.expired.push(now)
    this.deadline = undefined
    this.onExpired(now)
  }
}

export function errorLog(): { logger: Logger; errors: string[] } {
  const errors: string[] = []
  const ignore = (): void => undefined
  const error = (message: string): void => {
    errors.push(message)
  }
  return { logger: { debug: ignore, info: ignore, warn: ignore, error }, errors }
}

export function setUp(
  deadlines: readonly (number | undefined)[],
  options?: HostLoopOptions,
  clock: ManualClock = new ManualClock(),
): { clock: ManualClock; loop: HostLoop; machines: TestMachine[] } {
  const loop = new HostLoop(clock, options)
  const machines = deadlines.map((deadline) => new TestMachine(deadline))
  for (const machine of machines) loop.add(machine)
  return { clock, loop, machines }
}

export function only(machines: readonly TestMachine[]): TestMachine {
  const [machine] = machines
  if (machine === undefined) throw new Error('no machine')
  return machine
}
