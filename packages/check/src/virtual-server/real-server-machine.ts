import type { WeightAdvice } from '../probe/probe.js'

/** Most that the kernel takes for a weight. */
const weightMax = 0x7fff_ffff

export interface CheckerName {
  /** Unique among the checkers of its server. */
  readonly id: string
  /** Down until proven up. */
  readonly alpha: boolean
}

export interface RealServerParameters {
  /** Unique among the servers of its virtual server, such as `192.0.2.1:80`. */
  readonly id: string
  readonly weight: number
  /** Stays in the pool with weight 0 while it is down, so that connections are not cut. */
  readonly inhibitOnFailure: boolean
  readonly checkers: readonly CheckerName[]
}

/** What an operator wants of a server: a drained one gets nothing new, a removed one is not there. */
export type Duty = 'serving' | 'drained' | 'removed'

interface CheckerOpinion {
  readonly isUp: boolean
  /** What it adds to the configured weight, or takes from it. */
  readonly weight: number
}

export interface RealServerState {
  readonly id: string
  /** By the id of the checker. */
  readonly opinions: Readonly<Record<string, CheckerOpinion>>
  /** Instead of the configured one. */
  readonly weight: number | undefined
  readonly duty: Duty
  /** What was said of it last. */
  readonly told: 'up' | 'down' | undefined
}

export type RealServerInput =
  | { readonly type: 'checkerJudged'; readonly checker: string; readonly isUp: boolean }
  | { readonly type: 'weightAdvised'; readonly checker: string; readonly advice: WeightAdvice }
  /** undefined: the configured one again. */
  | { readonly type: 'weightSet'; readonly weight: number | undefined }
  | { readonly type: 'dutyChanged'; readonly duty: Duty }

export interface RealServerStep {
  readonly state: RealServerState
  /** What is new to say of it. */
  readonly tell?: 'up' | 'down'
}

/** Up, unless one of its checkers is in alpha mode. */
export function initialRealServer({ id, checkers }: RealServerParameters): RealServerState {
  const opinions = Object.fromEntries(
    checkers.map(({ id: checker, alpha }) => [checker, { isUp: !alpha, weight: 0 }]),
  )
  const isUp = checkers.every(({ alpha }) => !alpha)
  return { id, opinions, weight: undefined, duty: 'serving', told: isUp ? 'up' : undefined }
}

/** All checkers of a server must agree that it is up. */
export function isServerUp({ opinions }: RealServerState): boolean {
  return Object.values(opinions).every(({ isUp }) => isUp)
}

/** The weight of the server while it is up and serving. */
export function weightOf(parameters: RealServerParameters, state: RealServerState): number {
  const advised = Object.values(state.opinions).reduce((sum, { weight }) => sum + weight, 0)
  return clampWeight((state.weight ?? parameters.weight) + advised)
}

/** What the server counts for the quorum. */
export function liveWeightOf(parameters: RealServerParameters, state: RealServerState): number {
  return state.duty === 'serving' && isServerUp(state) ? weightOf(parameters, state) : 0
}

/** Opinions become one state, which is told when it is new. */
export function stepRealServer(
  parameters: RealServerParameters,
  state: RealServerState,
  input: RealServerInput,
): RealServerStep {
  switch (input.type) {
    case 'checkerJudged': {
      const { [input.checker]: opinion } = state.opinions
      if (opinion === undefined) return { state }
      const judged = withOpinion(state, input.checker, { ...opinion, isUp: input.isUp })
      // In alpha mode the first success of two is no news: nothing was found to be down.
      return input.isUp && !isServerUp(judged) ? { state: judged } : tellIfNew(judged)
    }
    case 'weightAdvised': {
      const { [input.checker]: opinion } = state.opinions
      if (opinion === undefined) return { state }
      const { kind, value } = input.advice
      const weight = kind === 'add' ? value : value - parameters.weight
      if (weight === opinion.weight) return { state }
      return { state: withOpinion(state, input.checker, { ...opinion, weight }) }
    }
    case 'weightSet':
      return input.weight === state.weight
        ? { state }
        : { state: { ...state, weight: input.weight } }
    case 'dutyChanged':
      return input.duty === state.duty ? { state } : { state: { ...state, duty: input.duty } }
  }
}

/**
 * The state under a new configuration. Checkers that stay keep their opinions. One that is new has
 * none yet: it takes nobody down who is up, and brings nobody up who is down.
 */
export function adaptRealServer(
  { checkers }: RealServerParameters,
  state: RealServerState,
): RealServerStep {
  const wasUp = isServerUp(state)
  const opinions = Object.fromEntries(
    checkers.map(({ id }) => [id, state.opinions[id] ?? { isUp: wasUp, weight: 0 }]),
  )
  const adapted = { ...state, opinions }
  // Whoever kept it down may be gone; nobody who is new takes it down.
  return isServerUp(adapted) ? tellIfNew(adapted) : { state: adapted }
}

function tellIfNew(state: RealServerState): RealServerStep {
  const tell = isServerUp(state) ? 'up' : 'down'
  return tell === state.told ? { state } : { state: { ...state, told: tell }, tell }
}

function withOpinion(
  state: RealServerState,
  checker: string,
  opinion: CheckerOpinion,
): RealServerState {
  return { ...state, opinions: { ...state.opinions, [checker]: opinion } }
}

function clampWeight(weight: number): number {
  return Math.min(Math.max(Math.trunc(weight), 0), weightMax)
}
