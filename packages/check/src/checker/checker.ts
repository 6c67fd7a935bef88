import { silentLogger, systemClock } from '@holdfast/core'
import type { Cancel, Clock, Logger, Random } from '@holdfast/core'
import type { ProbeOutcome, WeightAdvice } from '../probe/probe.js'
import { WakeUp } from '../program/wake-up.js'
import type { Check } from './check.js'
import {
  answersToChange,
  initialChecker,
  nextCheckerDeadline,
  stepChecker,
} from './checker-machine.js'
import type {
  CheckerEffect,
  CheckerInput,
  CheckerParameters,
  CheckerState,
} from './checker-machine.js'

/** keepalived's words, in milliseconds. */
export interface CheckerTiming {
  /** From the end of a probe to the next one; 60,000 by default. */
  readonly delayLoopMs?: number
  /** The same after a failure that does not count yet; 1000 by default, for HTTP 3000. */
  readonly delayBeforeRetryMs?: number
  /** So many failures in a row do not take a live server down; mostly 1 by default. */
  readonly retry?: number
  /** The first probe comes at a random instant within so long; `delayLoopMs` by default. */
  readonly warmupMs?: number
  /** Down until proven up; by default up until proven down. */
  readonly alpha?: boolean
  /** Failures that change nothing are logged as well. */
  readonly logAllFailures?: boolean
}

export interface CheckerOptions extends CheckerTiming {
  readonly check: Check
  /** Told of the first verdict and of each that is new. */
  readonly onVerdict?: (isUp: boolean) => void
  /** Told of what a success says about the weight of the server. */
  readonly onWeight?: (advice: WeightAdvice) => void
  /** Told of every probe and how long it took, in milliseconds, after its verdict. */
  readonly onOutcome?: (outcome: ProbeOutcome, durationMs: number) => void
  readonly clock?: Clock
  readonly random?: Random
  readonly logger?: Logger
}

/** What a checker knows, and what it will do; plain data. Times are in milliseconds. */
export interface CheckerStatus {
  /** What is believed of the server. */
  readonly isUp: boolean
  /** Whether that was found out, and is not just assumed. */
  readonly hasRun: boolean
  /** Why the last probe failed; undefined when it did not. */
  readonly lastFailure: string | undefined
  /** How long ago the last probe ended; undefined before the first. */
  readonly endedAgoMs: number | undefined
  /** When the next one begins, from now; undefined while one is under way, or none is to come. */
  readonly dueInMs: number | undefined
  /** So many answers in a row that say otherwise would change what is believed. */
  readonly answersToChange: number
}

/** Asks a server again and again whether it is well, until it is stopped. */
export class Checker {
  readonly #options: CheckerOptions
  readonly #clock: Clock
  readonly #logger: Logger
  readonly #wakeUp: WakeUp
  #parameters: CheckerParameters
  #state: CheckerState | undefined
  #cancelProbe: Cancel | undefined
  #unhint: Cancel | undefined
  #lastFailure: string | undefined
  #startedAt = 0
  #endedAt: number | undefined

  constructor(options: CheckerOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
    this.#logger = options.logger ?? silentLogger
    this.#parameters = parametersOf(options.check, options)
    this.#wakeUp = new WakeUp(this.#clock, () => this.#step({ type: 'timerExpired' }))
  }

  /** What is believed of the server now. */
  get isUp(): boolean {
    return this.#state?.isUp ?? !this.#parameters.alpha
  }

  /** Whether that was found out, and is not just assumed. */
  get hasRun(): boolean {
    return this.#state?.hasRun ?? false
  }

  /** Why the last probe failed; undefined when it did not. */
  get lastFailure(): string | undefined {
    return this.#lastFailure
  }

  status(): CheckerStatus {
    const now = this.#clock.now()
    const state = this.#state ?? initialChecker(this.#parameters, now, 0)
    const due = this.#state === undefined ? undefined : nextCheckerDeadline(state)
    return {
      isUp: this.isUp,
      hasRun: this.hasRun,
      lastFailure: this.#lastFailure,
      endedAgoMs: this.#endedAt === undefined ? undefined : now - this.#endedAt,
      dueInMs: due === undefined ? undefined : Math.max(0, due - now),
      answersToChange: answersToChange(this.#parameters, state),
    }
  }

  start(): void {
    if (this.#state !== undefined) return
    const jitter = (this.#options.random ?? Math.random)()
    this.#state = initialChecker(this.#parameters, this.#clock.now(), jitter)
    this.#unhint = this.#options.check.hint?.(() => this.#step({ type: 'hinted' }))
    this.#wakeUp.at(nextCheckerDeadline(this.#state))
  }

  /** Nothing is told any more, and nothing is left open. */
  stop(): void {
    this.#step({ type: 'stopped' })
    this.#unhint?.()
    this.#unhint = undefined
  }

  /** Asks nothing until `resume`; what is believed stays. */
  suspend(): void {
    this.#step({ type: 'suspended' })
  }

  resume(): void {
    this.#step({ type: 'resumed' })
  }

  /** Goes on with other delays; what is known stays. */
  adapt(timing: CheckerTiming): void {
    this.#parameters = parametersOf(this.#options.check, timing)
    this.#step({ type: 'parametersChanged' })
  }

  #step(input: CheckerInput): void {
    if (this.#state === undefined) return
    const { state, effects } = stepChecker(this.#parameters, this.#state, this.#clock.now(), input)
    this.#state = state
    for (const effect of effects) this.#dispatch(effect)
    this.#wakeUp.at(nextCheckerDeadline(this.#state))
  }

  #dispatch(effect: CheckerEffect): void {
    const { description } = this.#options.check
    switch (effect.type) {
      case 'startProbe':
        this.#startedAt = this.#clock.now()
        this.#cancelProbe = this.#options.check.probes[effect.part]?.start((outcome) => {
          this.#ended(outcome)
        })
        return
      case 'cancelProbe':
        this.#cancelProbe?.()
        return
      case 'tellWeight':
        this.#tell(() => this.#options.onWeight?.(effect.advice))
        return
      case 'tellFailure': {
        const left = effect.retriesLeft
        const more = left === undefined ? '' : ` (${left} ${left === 1 ? 'retry' : 'retries'} left)`
        this.#logger.info(`${description} failed: ${effect.reason}${more}`)
        return
      }
      case 'tellUnasked':
        this.#logger.warn(`${description} could not be asked: ${effect.reason}`)
        return
      case 'tellUp':
        this.#logger.info(`${description} succeeds`)
        this.#tell(() => this.#options.onVerdict?.(true))
        return
      case 'tellDown': {
        const { reason, retries } = effect
        const after =
          retries === 0 ? '' : ` after ${retries} ${retries === 1 ? 'retry' : 'retries'}`
        this.#logger.warn(`${description} failed${after}: ${reason}`)
        this.#tell(() => this.#options.onVerdict?.(false))
      }
    }
  }

  #ended(outcome: ProbeOutcome): void {
    this.#cancelProbe = undefined
    this.#lastFailure = outcome.ok ? undefined : outcome.reason
    this.#endedAt = this.#clock.now()
    const durationMs = this.#endedAt - this.#startedAt
    this.#step({ type: 'probeEnded', outcome })
    this.#tell(() => this.#options.onOutcome?.(outcome, durationMs))
  }

  #tell(call: () => void): void {
    try {
      call()
    } catch (error) {
      this.#logger.error(`what listens to ${this.#options.check.description} threw`, { error })
    }
  }
}

function parametersOf(check: Check, timing: CheckerTiming): CheckerParameters {
  const delayLoopMs = timing.delayLoopMs ?? check.delayLoopMs ?? 60_000
  return {
    delayLoopMs,
    delayBeforeRetryMs: timing.delayBeforeRetryMs ?? check.delayBeforeRetryMs ?? delayLoopMs,
    retry: timing.retry ?? check.retry,
    warmupMs: timing.warmupMs ?? delayLoopMs,
    alpha: timing.alpha ?? false,
    parts: check.probes.length,
    fastRecovery: check.fastRecovery ?? false,
    countsFromStart: check.countsFromStart ?? false,
    logAllFailures: timing.logAllFailures ?? false,
  }
}
