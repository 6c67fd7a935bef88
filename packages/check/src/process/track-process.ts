import { ConfigError, systemClock } from '@holdfast/core'
import type { Cancel, Clock, ConfigIssue, Logger } from '@holdfast/core'
import { WakeUp } from '../program/wake-up.js'
import type { ScriptTarget } from '../script/track-script.js'
import type { ProcessPattern } from './process-pattern.js'
import { ProcessPoller } from './process-poller.js'
import type { ProcessCounter } from './process-poller.js'
import { initialQuorum, stepQuorum } from './quorum-machine.js'
import type { QuorumParameters } from './quorum-machine.js'

export interface TrackProcessOptions extends ProcessPattern {
  /** The name of the tracker in the target's own configuration. */
  readonly name: string
  /** So many processes are needed; 1 by default. */
  readonly quorum?: number
  /** More are too many; by default there may be any number. */
  readonly quorumMax?: number
  /** Both delays below, in milliseconds; 0 by default. */
  readonly delayMs?: number
  /** How long the number must have been right before that is reported. */
  readonly forkDelayMs?: number
  /** How long the number must have been wrong before that is reported. */
  readonly terminateDelayMs?: number
  /** Who counts; a poller of its own by default. Share one among trackers: it looks once for all. */
  readonly counter?: ProcessCounter
  readonly clock?: Clock
  readonly logger?: Logger
}

/**
 * Reports whether as many processes run as there should, at once and at every change, until what it
 * returns is called. Throws ConfigError for options that make no sense.
 */
export function trackProcess(target: ScriptTarget, options: TrackProcessOptions): Cancel {
  const { name, clock = systemClock } = options
  const issues = issuesOf(options)
  if (issues.length > 0) throw new ConfigError(`process ${name}`, issues)
  const counter = options.counter ?? new ProcessPoller(options)
  const parameters = parametersOf(options)
  let state = initialQuorum
  const step = (input: Parameters<typeof stepQuorum>[3]): void => {
    const next = stepQuorum(parameters, state, clock.now(), input)
    state = next.state
    wakeUp.at(state.turnsAtMs)
    if (next.verdict !== undefined) tell(next.verdict)
  }
  const tell = (isUp: boolean): void => {
    try {
      target.report(name, isUp)
    } catch (error) {
      options.logger?.error(`what listens to process ${name} threw`, { error })
    }
  }
  const wakeUp = new WakeUp(clock, () => step({ type: 'timerExpired' }))
  const unwatch = counter.watch(options, (count) => step({ type: 'counted', count }))
  return () => {
    unwatch()
    wakeUp.at(undefined)
  }
}

function parametersOf(options: TrackProcessOptions): QuorumParameters {
  const { quorum = 1, quorumMax = Infinity, delayMs = 0 } = options
  return {
    quorum: quorumMax === 0 ? 0 : quorum,
    quorumMax,
    forkDelayMs: options.forkDelayMs ?? delayMs,
    terminateDelayMs: options.terminateDelayMs ?? delayMs,
  }
}

function issuesOf(options: TrackProcessOptions): readonly ConfigIssue[] {
  const { process, quorumMax = Infinity } = options
  const { quorum } = parametersOf(options)
  const issues: ConfigIssue[] = []
  if ((process[0] ?? '') === '') issues.push({ path: 'process', message: 'names no command' })
  if (quorumMax < quorum) {
    issues.push({ path: 'quorumMax', message: `${quorumMax} is less than the quorum of ${quorum}` })
  }
  for (const path of ['delayMs', 'forkDelayMs', 'terminateDelayMs'] as const) {
    const value = options[path] ?? 0
    if (!(value >= 0)) issues.push({ path, message: `${value} is not a number of milliseconds` })
  }
  return issues
}
