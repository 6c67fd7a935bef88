import type { ProbeOutcome, WeightAdvice } from '../probe/probe.js'

/** keepalived's words, in milliseconds. */
export interface CheckerParameters {
  /** From the end of a probe to the next one. */
  readonly delayLoopMs: number
  /** The same after a failure that does not count yet. */
  readonly delayBeforeRetryMs: number
  /** So many failures in a row do not take a live server down. */
  readonly retry: number
  /** The first probe comes at a random instant within so long. */
  readonly warmupMs: number
  /** Down until proven up; else up until proven down. */
  readonly alpha: boolean
  /** How many probes make a round, one for each URL; at least 1. */
  readonly parts: number
  /** A round that is to bring the server up has no delays in it. */
  readonly fastRecovery: boolean
  /** `delayLoopMs` runs from the start of a probe. */
  readonly countsFromStart: boolean
  /** Failures that change nothing are told as well. */
  readonly logAllFailures: boolean
}

type Phase =
  | { readonly kind: 'waiting'; readonly dueMs: number }
  /** `isStale`: what is asked may have changed since. */
  | { readonly kind: 'probing'; readonly sinceMs: number; readonly isStale: boolean }
  /** `dueMs` keeps the rhythm. */
  | { readonly kind: 'suspended'; readonly dueMs: number }
  | { readonly kind: 'stopped' }

export interface CheckerState {
  readonly isUp: boolean
  /** The first verdict is there. Until then one failure is enough. */
  readonly hasRun: boolean
  /** Failures in a row that did not count. */
  readonly retries: number
  /** The probe that is next, or under way. */
  readonly part: number
  /** Probes in a row that succeeded while the server was not proven up. */
  readonly passed: number
  readonly phase: Phase
}

export type CheckerInput =
  | { readonly type: 'timerExpired' }
  | { readonly type: 'probeEnded'; readonly outcome: ProbeOutcome }
  /** It may be worth asking at once. */
  | { readonly type: 'hinted' }
  /** `ha_suspend`: the virtual address is not on this machine. */
  | { readonly type: 'suspended' }
  | { readonly type: 'resumed' }
  | { readonly type: 'parametersChanged' }
  | { readonly type: 'stopped' }

export type CheckerEffect =
  | { readonly type: 'startProbe'; readonly part: number }
  | { readonly type: 'cancelProbe' }
  | { readonly type: 'tellWeight'; readonly advice: WeightAdvice }
  /** The server could not be asked, and no fault of its own. */
  | { readonly type: 'tellUnasked'; readonly reason: string }
  /** A failure that changes nothing; `retriesLeft` is undefined for a server that is down. */
  | { readonly type: 'tellFailure'; readonly reason: string; readonly retriesLeft?: number }
  /** The first verdict, then each that is new. `reason` of the last failure, `retries` before it. */
  | { readonly type: 'tellUp'; readonly isFirst: boolean }
  | {
      readonly type: 'tellDown'
      readonly isFirst: boolean
      readonly reason: string
      readonly retries: number
    }

export interface CheckerStep {
  readonly state: CheckerState
  readonly effects: readonly CheckerEffect[]
}

/** `jitter` in [0, 1) says where within the warmup the first probe comes. */
export function initialChecker(
  { alpha, warmupMs }: CheckerParameters,
  now: number,
  jitter: number,
): CheckerState {
  return {
    isUp: !alpha,
    hasRun: false,
    retries: 0,
    part: 0,
    passed: 0,
    phase: { kind: 'waiting', dueMs: now + warmupMs * jitter },
  }
}

export function nextCheckerDeadline({ phase }: CheckerState): number | undefined {
  return phase.kind === 'waiting' ? phase.dueMs : undefined
}

/** So many answers in a row that say otherwise would change the verdict. */
export function answersToChange(
  { retry, parts }: CheckerParameters,
  { isUp, hasRun, retries, passed }: CheckerState,
): number {
  if (!isUp) return Math.max(1, parts - passed)
  return hasRun ? Math.max(1, retry - retries + 1) : 1
}

/**
 * When a server is asked, and what its answers mean. Failures are forgiven up to `retry` in a row
 * while it is up, but not before its first verdict; it comes up again by one whole round of
 * successes.
 */
export function stepChecker(
  parameters: CheckerParameters,
  state: CheckerState,
  now: number,
  input: CheckerInput,
): CheckerStep {
  const { phase } = state
  switch (input.type) {
    case 'timerExpired':
      return phase.kind === 'waiting' && phase.dueMs <= now
        ? startProbe(parameters, state, now)
        : unchanged(state)
    case 'probeEnded':
      return phase.kind === 'probing'
        ? judge(parameters, state, { now, ...phase }, input.outcome)
        : unchanged(state)
    case 'hinted':
      if (phase.kind === 'waiting') return startProbe(parameters, state, now)
      return phase.kind === 'probing' && !phase.isStale
        ? unchanged({ ...state, phase: { ...phase, isStale: true } })
        : unchanged(state)
    case 'suspended':
      return suspend(parameters, state, now)
    case 'resumed':
      return phase.kind === 'suspended'
        ? resume(parameters, state, now, phase.dueMs)
        : unchanged(state)
    case 'parametersChanged':
      return unchanged(adapt(parameters, state, now))
    case 'stopped':
      return {
        state: phase.kind === 'stopped' ? state : { ...state, phase: { kind: 'stopped' } },
        effects: phase.kind === 'probing' ? [{ type: 'cancelProbe' }] : [],
      }
  }
}

function unchanged(state: CheckerState): CheckerStep {
  return { state, effects: [] }
}

function startProbe({ parts }: CheckerParameters, state: CheckerState, now: number): CheckerStep {
  const part = state.part < parts ? state.part : 0
  return {
    state: { ...state, part, phase: { kind: 'probing', sinceMs: now, isStale: false } },
    effects: [{ type: 'startProbe', part }],
  }
}

interface Probing {
  readonly now: number
  readonly sinceMs: number
  readonly isStale: boolean
}

function judge(
  parameters: CheckerParameters,
  state: CheckerState,
  probing: Probing,
  outcome: ProbeOutcome,
): CheckerStep {
  const judged = judgeOutcome(parameters, state, outcome)
  const delayMs = delayAfter(parameters, judged.state, outcome)
  const { now, sinceMs, isStale } = probing
  const startMs = parameters.countsFromStart ? sinceMs : now
  const dueMs = isStale ? now : Math.max(now, startMs + delayMs)
  return { ...judged, state: { ...judged.state, phase: { kind: 'waiting', dueMs } } }
}

function judgeOutcome(
  parameters: CheckerParameters,
  state: CheckerState,
  outcome: ProbeOutcome,
): CheckerStep {
  if (outcome.ok) return judgeSuccess(parameters, state, outcome.weight)
  const { reason, isOwnFault = false } = outcome
  if (isOwnFault) return { state, effects: [{ type: 'tellUnasked', reason }] }
  return judgeFailure(parameters, state, reason)
}

function judgeSuccess(
  { parts }: CheckerParameters,
  state: CheckerState,
  advice: WeightAdvice | undefined,
): CheckerStep {
  const effects: CheckerEffect[] = advice === undefined ? [] : [{ type: 'tellWeight', advice }]
  const next: CheckerState = { ...state, retries: 0, part: (state.part + 1) % parts }
  if (state.isUp && state.hasRun) return { state: next, effects }
  const passed = state.passed + 1
  if (passed < parts) return { state: { ...next, passed }, effects }
  effects.push({ type: 'tellUp', isFirst: !state.hasRun })
  return { state: { ...next, isUp: true, hasRun: true, passed: 0 }, effects }
}

function judgeFailure(
  { retry, logAllFailures }: CheckerParameters,
  state: CheckerState,
  reason: string,
): CheckerStep {
  const { isUp, hasRun, retries } = state
  if (isUp && hasRun && retries < retry) {
    const retriesLeft = retry - retries
    return {
      state: { ...state, retries: retries + 1 },
      effects: logAllFailures ? [{ type: 'tellFailure', reason, retriesLeft }] : [],
    }
  }
  const down: CheckerState = { ...state, isUp: false, hasRun: true, retries: 0, passed: 0 }
  if (isUp || !hasRun) {
    return { state: down, effects: [{ type: 'tellDown', isFirst: !hasRun, reason, retries }] }
  }
  return { state: down, effects: logAllFailures ? [{ type: 'tellFailure', reason }] : [] }
}

/** `state` is the one after the verdict. */
function delayAfter(
  { delayLoopMs, delayBeforeRetryMs, fastRecovery }: CheckerParameters,
  { isUp, hasRun, retries }: CheckerState,
  outcome: ProbeOutcome,
): number {
  if (!outcome.ok && outcome.isOwnFault === true) return delayLoopMs
  if (outcome.ok) return fastRecovery && !(isUp && hasRun) ? 0 : delayLoopMs
  return retries > 0 ? delayBeforeRetryMs : Math.max(delayLoopMs, delayBeforeRetryMs)
}

function suspend(
  { delayLoopMs }: CheckerParameters,
  state: CheckerState,
  now: number,
): CheckerStep {
  const { phase } = state
  switch (phase.kind) {
    case 'waiting':
      return unchanged({ ...state, phase: { kind: 'suspended', dueMs: phase.dueMs } })
    case 'probing':
      return {
        state: { ...state, phase: { kind: 'suspended', dueMs: now + delayLoopMs } },
        effects: [{ type: 'cancelProbe' }],
      }
    case 'suspended':
    case 'stopped':
      return unchanged(state)
  }
}

/** In the old rhythm: thousands of checkers that are resumed at once must not ask at once. */
function resume(
  { delayLoopMs }: CheckerParameters,
  state: CheckerState,
  now: number,
  dueMs: number,
): CheckerStep {
  const missed = dueMs < now ? Math.ceil((now - dueMs) / delayLoopMs) : 0
  return unchanged({ ...state, phase: { kind: 'waiting', dueMs: dueMs + missed * delayLoopMs } })
}

/** A verdict outlives a change of the configuration; a delay that became shorter counts at once. */
function adapt({ delayLoopMs }: CheckerParameters, state: CheckerState, now: number): CheckerState {
  const { phase } = state
  if (phase.kind !== 'waiting' && phase.kind !== 'suspended') return state
  return { ...state, phase: { ...phase, dueMs: Math.min(phase.dueMs, now + delayLoopMs) } }
}
