import type { Cancel, Clock } from '@holdfast/core'
import type { Check } from '../checker/check.js'
import type { Probe, ProbeOutcome } from '../probe/probe.js'

export interface FakeProbeOptions {
  readonly clock: Clock
  /** How long an answer takes, in milliseconds; 0 by default. */
  readonly latencyMs?: number
}

/** A server on virtual time, whose health is what the test says. */
export class FakeProbe implements Probe {
  /** What the next questions are answered with. */
  outcome: ProbeOutcome = { ok: true }
  /** When each question was asked. */
  readonly startedAtMs: number[] = []
  readonly #options: FakeProbeOptions

  constructor(options: FakeProbeOptions) {
    this.#options = options
  }

  get isUp(): boolean {
    return this.outcome.ok
  }

  set isUp(isUp: boolean) {
    this.outcome = isUp ? { ok: true } : { ok: false, reason: 'the test says so' }
  }

  start(done: (outcome: ProbeOutcome) => void): Cancel {
    const { clock, latencyMs = 0 } = this.#options
    this.startedAtMs.push(clock.now())
    return clock.schedule(clock.now() + latencyMs, () => done(this.outcome))
  }

  /** A check of this one probe, with one retry after a second. */
  asCheck(description = 'fake'): Check {
    return { description, retry: 1, delayBeforeRetryMs: 1000, probes: [this] }
  }
}
