import type { AddressFailure, IpAddress, RoutingFailure } from '@holdfast/core'
import type { VrrpCounters } from './counters.js'
import type { Member } from './member.js'
import { nextDeadline } from './machine.js'
import type { PeerView } from './peers.js'
import type { FaultReason, HeardRouter } from './reason.js'
import type { TrackerState, VrrpStateName } from './state.js'

/** What an instance is doing, and why; plain data that survives structured clone. */
export interface VrrpStatus {
  readonly name: string
  readonly state: VrrpStateName
  /** Monotonic milliseconds of the router's clock when this was taken. */
  readonly takenAt: number
  /** Milliseconds since the last transition; undefined before the first. */
  readonly forMs: number | undefined
  /** The last transition in a sentence. */
  readonly because: string | undefined
  readonly virtualRouterId: number
  readonly interface: string
  readonly basePriority: number
  readonly effectivePriority: number
  readonly sourceAddress: IpAddress | undefined
  /** The master this instance follows. */
  readonly master: HeardRouter | undefined
  readonly faults: readonly FaultReason[]
  readonly trackers: Readonly<Record<string, TrackerState>>
  readonly addresses: {
    /** `failed`: a master lacks some of them, or another state has some left; see `failures`. */
    readonly status: 'released' | 'pending' | 'held' | 'failed'
    readonly virtual: readonly IpAddress[]
    readonly failures: readonly AddressFailure[]
  }
  /** Virtual routes and rules; `failed`: a master lacks some, or another state has some left. */
  readonly routes: {
    readonly status: 'released' | 'pending' | 'held' | 'failed'
    readonly failures: readonly RoutingFailure[]
  }
  /** Until the machine next does something on its own, in milliseconds. */
  readonly nextInMs: number | undefined
  readonly peers: readonly PeerView[]
  readonly counters: Readonly<VrrpCounters>
  readonly warnings: readonly string[]
}

export function statusOf(member: Member, now: number, warnings: readonly string[]): VrrpStatus {
  const { state, parameters } = member
  const { role, standing } = state
  const deadline = nextDeadline(state)
  const holding = role.name === 'MASTER' ? role.holding : undefined
  return {
    name: member.name,
    state: role.name,
    takenAt: now,
    forMs: member.lastTransitionAt === undefined ? undefined : now - member.lastTransitionAt,
    because: member.lastTransition,
    virtualRouterId: parameters.virtualRouterId,
    interface: parameters.interface,
    basePriority: standing.basePriority,
    effectivePriority: standing.effectivePriority,
    sourceAddress: standing.link.sourceAddress,
    master: role.name === 'BACKUP' ? role.master : undefined,
    faults: standing.faults,
    trackers: standing.trackers,
    addresses: {
      status: holding?.status ?? (state.releasing === undefined ? 'released' : 'failed'),
      virtual: parameters.virtualAddresses,
      failures: (holding ?? state.releasing)?.failures ?? [],
    },
    routes: {
      status: state.routing?.status ?? 'released',
      failures: state.routing?.failures ?? [],
    },
    nextInMs: deadline === undefined ? undefined : deadline - now,
    peers: member.peers.views(),
    counters: { ...member.counters, rejected: { ...member.counters.rejected } },
    warnings,
  }
}
