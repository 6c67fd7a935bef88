import { assert } from '@holdfast/core'
import type { Descriptor } from '../native/addon.js'
import { check } from '../native/check.js'
import { addon } from '../native/load.js'
import { CLOCK_BOOTTIME, CLOCK_MONOTONIC } from './constants.js'

/** Later than any deadline; what it is in seconds fits wherever the kernel keeps time. */
const neverMs = 2e12
/** 0 would disarm. */
const soonestMs = 1e-6

/**
 * A timerfd: calls back once at a deadline, some tens of microseconds late where `setTimeout` is about
 * a millisecond late. On `boottime` it also expires while the machine sleeps, and so right after it wakes.
 */
export class Timer {
  readonly descriptor: Descriptor
  readonly #clock: number
  readonly #onExpired: () => void
  /** 0 when it waits for nothing. */
  #deadlineMs = 0

  /** Throws AddonMissingError, and SystemCallError such as EMFILE. */
  constructor(onExpired: () => void, clock: 'monotonic' | 'boottime' = 'monotonic') {
    this.#clock = clock === 'monotonic' ? CLOCK_MONOTONIC : CLOCK_BOOTTIME
    const descriptor = addon().openTimer(this.#clock)
    if (typeof descriptor === 'number') {
      check(descriptor, 'timerfd_create', clock)
      throw new TypeError('the addon returned no descriptor')
    }
    this.descriptor = descriptor
    this.#onExpired = onExpired
    check(
      addon().watch(descriptor, () => this.expire()),
      'epoll_ctl',
    )
    // A timer that waits for nothing keeps nothing alive.
    addon().keepAlive(descriptor, 0)
  }

  get isArmed(): boolean {
    return this.#deadlineMs > 0
  }

  /**
   * Calls back once, in a turn of the event loop at or after `deadlineMs` of `monotonicMs` or
   * `boottimeMs`, in place of an earlier deadline. Keeps the process alive until then.
   */
  set(deadlineMs: number): void {
    assert(!Number.isNaN(deadlineMs), 'a deadline is a number')
    this.#arm(Math.min(Math.max(deadlineMs, soonestMs), neverMs))
  }

  clear(): void {
    if (this.isArmed) this.#arm(0)
  }

  /** What a thread without an event loop calls when `poll` names this timer. */
  expire(): void {
    if (!this.isArmed) return
    // A callback of the same turn may have set it anew after epoll had reported it.
    if (check(addon().now(this.#clock), 'clock_gettime') < this.#deadlineMs) return
    // Setting it is also what ends its readiness, so it need not be read.
    this.clear()
    this.#onExpired()
  }

  /** For good. A timer that is not closed is never collected. */
  close(): void {
    this.#deadlineMs = 0
    addon().close(this.descriptor)
  }

  #arm(deadlineMs: number): void {
    check(addon().setTimer(this.descriptor, deadlineMs), 'timerfd_settime')
    this.#deadlineMs = deadlineMs
    addon().keepAlive(this.descriptor, deadlineMs > 0 ? 1 : 0)
  }
}
