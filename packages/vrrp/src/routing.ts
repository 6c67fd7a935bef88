import { noRouting } from '@holdfast/core'
import type { DesiredRouting, RoutingOutcome } from '@holdfast/core'
import type { VrrpEffect } from './effect.js'
import type { VrrpParameters } from './parameters.js'
import type { RoutingState, VrrpState } from './state.js'

// Routes and rules are beside the role: what is asked for follows from it, all of them as master and
// none otherwise, and what became of the last request, holding or releasing, is one small record.

interface RoutingStep {
  readonly state: VrrpState
  readonly effects: readonly VrrpEffect[]
}

/** A request that was just made. */
export const pending: RoutingState = Object.freeze({
  status: 'pending',
  attempt: 1,
  retryAt: undefined,
  failures: [],
})

export function hasRouting({ routing }: VrrpParameters): boolean {
  return routing.routes.length > 0 || routing.rules.length > 0
}

/** Of a new master: the request is under way; what could not be released may be left of before. */
export function freshRouting(
  parameters: VrrpParameters,
  { routing }: VrrpState,
): RoutingState | undefined {
  return hasRouting(parameters) ? pending : routing
}

/** The effects that ask for every route and rule; none where there are none. */
export function holdingRoutes(parameters: VrrpParameters): readonly VrrpEffect[] {
  return hasRouting(parameters) ? [{ type: 'holdRoutes', routing: parameters.routing }] : []
}

/** Whether a master has anything to let go of: also of what a former configuration had. */
export function releasesRoutes(parameters: VrrpParameters, { role, routing }: VrrpState): boolean {
  return role.name === 'MASTER' && (routing !== undefined || hasRouting(parameters))
}

/** The answer to a request, tried again as one for addresses while something may still come. */
export function routesHeld(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
  outcome: RoutingOutcome,
): RoutingStep {
  const { addressRetries, addressRetryDelayMs } = parameters
  const { routing, role } = state
  if (routing === undefined) return { state, effects: [] }
  const isMaster = role.name === 'MASTER'
  if (outcome.ok) {
    const isNothing = !isMaster || !hasRouting(parameters)
    if (isNothing) return { state: withRouting(state, undefined), effects: [] }
    const held = { ...pending, status: 'held' } as const
    const note = { kind: 'routesHeld' } as const
    const effects: readonly VrrpEffect[] = routing.status === 'held' ? [] : [{ type: 'note', note }]
    return { state: withRouting(state, held), effects }
  }
  const { failures } = outcome
  const { attempt } = routing
  // What stays behind misleads packets; what others have in its place will not go by itself.
  const isWorthwhile = !isMaster || failures.some(({ isRetried }) => isRetried)
  const triesLeft = isWorthwhile && attempt <= addressRetries
  const retryInMs = triesLeft ? addressRetryDelayMs * 2 ** (attempt - 1) : undefined
  const retryAt = retryInMs === undefined ? undefined : now + retryInMs
  const kind = isMaster ? 'routesFailed' : 'routesReleaseFailed'
  return {
    state: withRouting(state, { status: 'failed', attempt, retryAt, failures }),
    effects: [{ type: 'note', note: { kind, failures, attempt, retryInMs } }],
  }
}

/** Asks once more, when it is time to. */
export function routingTimer(
  parameters: VrrpParameters,
  state: VrrpState,
  now: number,
): RoutingStep {
  const { routing, role } = state
  if (routing?.retryAt === undefined || routing.retryAt > now) return { state, effects: [] }
  const wanted: DesiredRouting = role.name === 'MASTER' ? parameters.routing : noRouting
  const again: RoutingState = {
    status: 'pending',
    attempt: routing.attempt + 1,
    retryAt: undefined,
    failures: routing.failures,
  }
  return {
    state: withRouting(state, again),
    effects: [{ type: 'holdRoutes', routing: wanted }],
  }
}

export function withRouting(state: VrrpState, routing: RoutingState | undefined): VrrpState {
  return routing === state.routing ? state : { ...state, routing }
}

/** Plain data all through: the same text is the same routing. */
export function isSameRouting(one: DesiredRouting, other: DesiredRouting): boolean {
  return one === other || JSON.stringify(one) === JSON.stringify(other)
}
