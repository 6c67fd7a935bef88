export interface QuorumParameters {
  /** As few processes are enough. */
  readonly quorum: number
  /** More than these are too many. */
  readonly quorumMax: number
  /** How long the number must have been right before that counts, in milliseconds. */
  readonly forkDelayMs: number
  /** How long the number must have been wrong before that counts, in milliseconds. */
  readonly terminateDelayMs: number
}

export interface QuorumState {
  /** undefined: nothing was counted yet. */
  readonly isUp: boolean | undefined
  /** When the opposite becomes true, unless the number changes back before. */
  readonly turnsAtMs: number | undefined
}

export interface QuorumStep {
  readonly state: QuorumState
  /** The verdict, where it is new. */
  readonly verdict?: boolean
}

export const initialQuorum: QuorumState = { isUp: undefined, turnsAtMs: undefined }

/**
 * A number of processes becomes a verdict (rule 104). The first count decides at once; after that a
 * change counts when it has lasted for its delay, and a flap that is shorter is invisible.
 */
export function stepQuorum(
  parameters: QuorumParameters,
  state: QuorumState,
  now: number,
  input: { readonly type: 'counted'; readonly count: number } | { readonly type: 'timerExpired' },
): QuorumStep {
  if (input.type === 'timerExpired') return turnIfDue(state, now)
  const { quorum, quorumMax, forkDelayMs, terminateDelayMs } = parameters
  const isRight = quorum <= input.count && input.count <= quorumMax
  if (state.isUp === undefined) {
    return { state: { isUp: isRight, turnsAtMs: undefined }, verdict: isRight }
  }
  if (state.isUp === isRight) return { state: { isUp: isRight, turnsAtMs: undefined } }
  const delayMs = isRight ? forkDelayMs : terminateDelayMs
  return turnIfDue({ ...state, turnsAtMs: state.turnsAtMs ?? now + delayMs }, now)
}

function turnIfDue(state: QuorumState, now: number): QuorumStep {
  const { isUp, turnsAtMs } = state
  if (turnsAtMs === undefined || now < turnsAtMs) return { state }
  return { state: { isUp: !isUp, turnsAtMs: undefined }, verdict: !isUp }
}
