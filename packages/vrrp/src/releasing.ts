import type { HoldOutcome } from '@holdfast/core'
import type { VrrpParameters } from './parameters.js'
import type { Releasing, VrrpState } from './state.js'
import { NO_EFFECTS } from './transitions.js'
import type { Step } from './transitions.js'

/**
 * The answer to a release. An address that stays behind answers beside the next master's, so a
 * release that failed is tried again like an acquisition.
 */
export function addressesReleased(
  { addressRetries, addressRetryDelayMs }: VrrpParameters,
  state: VrrpState,
  now: number,
  outcome: HoldOutcome,
): Step {
  if (outcome.ok) return { state: withReleasing(state, undefined), effects: NO_EFFECTS }
  const attempt = state.releasing?.attempt ?? 1
  const retryInMs = attempt <= addressRetries ? addressRetryDelayMs * 2 ** (attempt - 1) : undefined
  const retryAt = retryInMs === undefined ? undefined : now + retryInMs
  const { failures } = outcome
  const note = { kind: 'releaseFailed', failures, attempt, retryInMs } as const
  return {
    state: withReleasing(state, { attempt, retryAt, failures }),
    effects: [{ type: 'note', note }],
  }
}

/** Asks once more, when it is time to. */
export function releaseTimer(state: VrrpState, now: number): Step {
  const { releasing } = state
  if (releasing?.retryAt === undefined || releasing.retryAt > now) {
    return { state, effects: NO_EFFECTS }
  }
  const { attempt, failures } = releasing
  return {
    state: withReleasing(state, { attempt: attempt + 1, retryAt: undefined, failures }),
    effects: [{ type: 'holdAddresses', addresses: [] }],
  }
}

function withReleasing(state: VrrpState, releasing: Releasing | undefined): VrrpState {
  return releasing === state.releasing ? state : { ...state, releasing }
}
