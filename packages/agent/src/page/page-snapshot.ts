import type { TrackerState, VrrpInstance } from '@holdfast/vrrp'
import type { HistoryEntry } from '../history/history-entry.js'
import type { AgentStatus } from '../running/agent-status.js'
import type { ScriptRanEvent } from '../running/agent-events.js'
import type { RecentAdvert } from './advert-log.js'

/** All that the page shows, and `/status.json` says; times in milliseconds since 1970. */
export interface PageSnapshot {
  readonly host: string
  readonly version: string
  readonly at: number
  readonly status: AgentStatus
  /** Of the first instances: whoever runs hundreds has them in `status`. */
  readonly details: readonly InstanceDetails[]
  /** What happened lately, oldest first. */
  readonly history: readonly HistoryEntry[]
}

/** More of an instance than its status. */
export interface InstanceDetails {
  readonly name: string
  /** What its priority is made of. */
  readonly priority: string
  /** What comes next, and what would change that. */
  readonly outlook: readonly string[]
  readonly advertIntMs: number
  readonly trackers: readonly TrackerDetails[]
  /** Oldest first. */
  readonly adverts: readonly RecentAdvert[]
}

export interface TrackerDetails extends TrackerState {
  readonly name: string
  readonly kind: string
  readonly weight: number
  /** Of a script; oldest first. */
  readonly runs: readonly ScriptRun[]
}

export type ScriptRun = Omit<ScriptRanEvent, 'name'>

/** What is known of it besides what it says itself. */
export interface InstanceNotes {
  readonly adverts: readonly RecentAdvert[]
  readonly runsOf: (script: string) => readonly ScriptRun[]
  /** Of the clock, to wall time: what is added. */
  readonly offsetMs: number
}

export function detailsOf(
  instance: VrrpInstance,
  { adverts, runsOf, offsetMs }: InstanceNotes,
): InstanceDetails {
  const { parameters, state } = instance.snapshot()
  const { priority, outlook } = instance.explain()
  return {
    ...{ name: instance.name, priority, outlook },
    advertIntMs: parameters.advertIntMs,
    trackers: parameters.trackers.flatMap(({ name, kind, weight }) => {
      const tracker = state.standing.trackers[name]
      return tracker === undefined ? [] : [{ ...tracker, name, kind, weight, runs: runsOf(name) }]
    }),
    adverts: adverts.map((advert) => ({ ...advert, at: advert.at + offsetMs })),
  }
}
