import {
  adaptRealServer,
  initialRealServer,
  isServerUp,
  liveWeightOf,
  stepRealServer,
  weightOf,
} from './real-server-machine.js'
import type {
  RealServerInput,
  RealServerParameters,
  RealServerState,
} from './real-server-machine.js'

export interface SorryServerParameters {
  readonly id: string
  /** Stays in the pool with weight 0 while it is not needed. */
  readonly inhibit: boolean
}

export interface VirtualServerParameters {
  readonly servers: readonly RealServerParameters[]
  /** So much weight of live servers is needed. */
  readonly quorum: number
  /** So much more to gain the quorum, so much less to lose it. */
  readonly hysteresis: number
  readonly sorryServer?: SorryServerParameters
  /** Who was up is told down at the end. */
  readonly omega: boolean
  /** `rs_init_notifies`: servers that begin as up are told. */
  readonly tellsInitial: boolean
}

export interface VirtualServerState {
  readonly phase: 'new' | 'running' | 'stopped'
  /** In the order of the parameters. */
  readonly servers: readonly RealServerState[]
  /** The sum of what live servers weigh. */
  readonly liveWeight: number
  readonly isQuorate: boolean
  /** What was said of the quorum last. */
  readonly told: 'up' | 'down' | undefined
}

export type VirtualServerInput =
  | { readonly type: 'started' }
  | { readonly type: 'serverChanged'; readonly server: string; readonly input: RealServerInput }
  /** The parameters of this step are others than before. */
  | { readonly type: 'parametersChanged' }
  | { readonly type: 'stopped' }

export type VirtualServerEffect =
  /** `poolOf` says something else than before. */
  | { readonly type: 'poolChanged' }
  | { readonly type: 'tellServer'; readonly server: string; readonly isUp: boolean }
  /** `threshold` is what `liveWeight` has reached, or has fallen below. */
  | {
      readonly type: 'tellQuorum'
      readonly isUp: boolean
      readonly isInitial: boolean
      readonly liveWeight: number
      readonly threshold: number
    }

export interface VirtualServerStep {
  readonly state: VirtualServerState
  readonly effects: readonly VirtualServerEffect[]
}

/** Reached from below, the quorum is gained; fallen below, it is lost. */
export interface QuorumThresholds {
  readonly gain: number
  readonly loss: number
}

/** A server that connections are to go to, or with weight 0 no new ones. */
export interface PoolEntry {
  readonly id: string
  readonly weight: number
  readonly isSorryServer: boolean
}

export function initialVirtualServer({ servers }: VirtualServerParameters): VirtualServerState {
  return {
    phase: 'new',
    servers: servers.map(initialRealServer),
    liveWeight: 0,
    isQuorate: false,
    told: undefined,
  }
}

/** Which servers of a virtual server are to be in the kernel: none, unless it is running. */
export function poolOf(
  parameters: VirtualServerParameters,
  state: VirtualServerState,
): readonly PoolEntry[] {
  const { sorryServer } = parameters
  if (state.phase !== 'running') return []
  const isSorry = sorryServer !== undefined && !state.isQuorate
  const pool = parameters.servers.flatMap((server, index): PoolEntry[] => {
    const weight = poolWeightOf(server, state.servers[index], isSorry)
    return weight === undefined ? [] : [{ id: server.id, weight, isSorryServer: false }]
  })
  if (sorryServer === undefined) return pool
  const { id, inhibit } = sorryServer
  // It may be one of the real servers.
  const others = pool.filter((entry) => entry.id !== id)
  if (isSorry) return [...others, { id, weight: 1, isSorryServer: true }]
  if (!inhibit || others.length < pool.length) return pool
  return [...pool, { id, weight: 0, isSorryServer: true }]
}

/**
 * What the pool of a virtual server is, by what is known of its real servers. The quorum is gained
 * with `quorum + hysteresis` and lost below `quorum - hysteresis`, or with nothing at all; where there
 * is a sorry server, it stands in for all others meanwhile, else the quorum changes no pool.
 */
export function stepVirtualServer(
  parameters: VirtualServerParameters,
  state: VirtualServerState,
  input: VirtualServerInput,
): VirtualServerStep {
  switch (input.type) {
    case 'started':
      return state.phase === 'new' ? start(parameters, state) : { state, effects: [] }
    case 'serverChanged':
      return changeServer(parameters, state, input.server, input.input)
    case 'parametersChanged':
      return adapt(parameters, state)
    case 'stopped':
      return state.phase === 'stopped' ? { state, effects: [] } : stop(parameters, state)
  }
}

function start(parameters: VirtualServerParameters, state: VirtualServerState): VirtualServerStep {
  const { servers, sorryServer, tellsInitial } = parameters
  const liveWeight = weigh(parameters, state.servers)
  const running: VirtualServerState = { ...state, phase: 'running', liveWeight }
  const effects: VirtualServerEffect[] = [{ type: 'poolChanged' }]
  for (const [index, { id }] of servers.entries()) {
    const isUp = state.servers[index]?.told === 'up'
    if (tellsInitial && isUp) effects.push({ type: 'tellServer', server: id, isUp })
  }
  const reviewed = reviewQuorum(parameters, running, true)
  effects.push(...reviewed.effects.filter(({ type }) => type === 'tellQuorum'))
  // That it is not there from the start matters to nobody but a sorry server.
  if (!reviewed.state.isQuorate && sorryServer !== undefined) {
    effects.push(tellQuorum(false, liveWeight, derivedFrom(parameters).gain, true))
    return { state: { ...reviewed.state, told: 'down' }, effects }
  }
  return { state: reviewed.state, effects }
}

function changeServer(
  parameters: VirtualServerParameters,
  state: VirtualServerState,
  id: string,
  input: RealServerInput,
): VirtualServerStep {
  const index = derivedFrom(parameters).indexOf.get(id) ?? -1
  const server = parameters.servers[index]
  const before = state.servers[index]
  if (server === undefined || before === undefined) return { state, effects: [] }
  const { state: after, tell } = stepRealServer(server, before, input)
  if (after === before) return { state, effects: [] }
  const changed: VirtualServerState = {
    ...state,
    servers: state.servers.with(index, after),
    liveWeight: state.liveWeight - liveWeightOf(server, before) + liveWeightOf(server, after),
  }
  if (state.phase !== 'running') return { state: { ...changed, liveWeight: 0 }, effects: [] }
  const isSorry = isSorryIn(parameters, state)
  const isInPool = poolWeightOf(server, before, isSorry) !== poolWeightOf(server, after, isSorry)
  const effects: VirtualServerEffect[] = isInPool ? [{ type: 'poolChanged' }] : []
  if (tell !== undefined) effects.push({ type: 'tellServer', server: id, isUp: tell === 'up' })
  const reviewed = reviewQuorum(parameters, changed, false)
  return { state: reviewed.state, effects: inOrder([...effects, ...reviewed.effects]) }
}

function adapt(parameters: VirtualServerParameters, state: VirtualServerState): VirtualServerStep {
  const effects: VirtualServerEffect[] = []
  const known = new Map(state.servers.map((server) => [server.id, server]))
  const servers = parameters.servers.map((server) => {
    const before = known.get(server.id)
    known.delete(server.id)
    if (before === undefined) return initialRealServer(server)
    const { state: adapted, tell } = adaptRealServer(server, before)
    if (tell === 'up') effects.push({ type: 'tellServer', server: server.id, isUp: true })
    return adapted
  })
  for (const [server, { told }] of known) {
    if (told === 'up') effects.push({ type: 'tellServer', server, isUp: false })
  }
  if (state.phase !== 'running') return { state: { ...state, servers }, effects: [] }
  const adapted = { ...state, servers, liveWeight: weigh(parameters, servers) }
  const reviewed = reviewQuorum(parameters, adapted, false)
  return {
    state: reviewed.state,
    effects: inOrder([{ type: 'poolChanged' }, ...effects, ...reviewed.effects]),
  }
}

function stop(parameters: VirtualServerParameters, state: VirtualServerState): VirtualServerStep {
  const wasRunning = state.phase === 'running'
  const effects: VirtualServerEffect[] = wasRunning ? [{ type: 'poolChanged' }] : []
  const stopped: VirtualServerState = {
    ...state,
    phase: 'stopped',
    liveWeight: 0,
    isQuorate: false,
  }
  if (!wasRunning || !parameters.omega) return { state: stopped, effects }
  for (const { id, told } of state.servers) {
    if (told === 'up') effects.push({ type: 'tellServer', server: id, isUp: false })
  }
  if (state.told === 'up') effects.push(tellQuorum(false, 0, derivedFrom(parameters).loss, false))
  return { state: { ...stopped, told: 'down' }, effects }
}

function reviewQuorum(
  parameters: VirtualServerParameters,
  state: VirtualServerState,
  isInitial: boolean,
): VirtualServerStep {
  const { isQuorate, liveWeight } = state
  const { gain, loss } = derivedFrom(parameters)
  const isUp = isQuorate ? liveWeight > 0 && liveWeight >= loss : liveWeight >= gain
  if (isUp === isQuorate) return { state, effects: [] }
  const effects: VirtualServerEffect[] = [
    tellQuorum(isUp, liveWeight, isUp ? gain : loss, isInitial),
  ]
  if (parameters.sorryServer !== undefined) effects.unshift({ type: 'poolChanged' })
  return { state: { ...state, isQuorate: isUp, told: isUp ? 'up' : 'down' }, effects }
}

interface Derived extends QuorumThresholds {
  readonly indexOf: ReadonlyMap<string, number>
}

// With thousands of servers this would be most of the work of a step.
const derived = new WeakMap<VirtualServerParameters, Derived>()

function derivedFrom(parameters: VirtualServerParameters): Derived {
  const known = derived.get(parameters)
  if (known !== undefined) return known
  const indexOf = new Map(parameters.servers.map(({ id }, index) => [id, index]))
  const made = { indexOf, ...quorumThresholds(parameters) }
  derived.set(parameters, made)
  return made
}

/**
 * What the configuration can fulfil: more than all servers weigh cannot be asked for, and a
 * hysteresis that reaches the quorum would never let it be lost.
 */
export function quorumThresholds({
  servers,
  quorum,
  hysteresis,
}: VirtualServerParameters): QuorumThresholds {
  const total = servers.reduce((sum, { weight }) => sum + weight, 0)
  const asked = Math.max(1, Math.min(quorum, total))
  const margin = Math.max(0, Math.min(hysteresis, asked - 1))
  return { gain: Math.min(asked + margin, Math.max(total, asked)), loss: asked - margin }
}

function weigh({ servers }: VirtualServerParameters, states: readonly RealServerState[]): number {
  return servers.reduce((sum, server, index) => {
    const state = states[index]
    return state === undefined ? sum : sum + liveWeightOf(server, state)
  }, 0)
}

/** undefined: it is not in the pool. */
function poolWeightOf(
  server: RealServerParameters,
  state: RealServerState | undefined,
  isSorry: boolean,
): number | undefined {
  if (state === undefined || state.duty === 'removed') return undefined
  // Its connections are waited for, also beside a sorry server.
  if (isServerUp(state) && state.duty === 'drained') return 0
  if (isServerUp(state) && !isSorry) return weightOf(server, state)
  return server.inhibitOnFailure ? 0 : undefined
}

function isSorryIn({ sorryServer }: VirtualServerParameters, state: VirtualServerState): boolean {
  return sorryServer !== undefined && !state.isQuorate
}

function tellQuorum(
  isUp: boolean,
  liveWeight: number,
  threshold: number,
  isInitial: boolean,
): VirtualServerEffect {
  return { type: 'tellQuorum', isUp, isInitial, liveWeight, threshold }
}

/** The pool first, and once: what is told may take its time. */
function inOrder(effects: readonly VirtualServerEffect[]): readonly VirtualServerEffect[] {
  const told = effects.filter(({ type }) => type !== 'poolChanged')
  return told.length === effects.length ? effects : [{ type: 'poolChanged' }, ...told]
}
