import type { AddressFailure, IpAddress, MacAddress, RoutingFailure } from '@holdfast/core'
import type { FaultReason, HeardRouter, TransitionReason } from './reason.js'

/** keepalived's state names; RFC 9568 says Initialize, Backup and Active. FAULT is keepalived's own. */
export type VrrpStateName = 'INIT' | 'BACKUP' | 'MASTER' | 'FAULT'

/** What the network link offers; changes rarely. */
export interface LinkView {
  readonly up: boolean
  /** The interface to blame where it is not the instance's own, but that of its virtual MAC. */
  readonly blamed?: string
  readonly sourceAddress: IpAddress | undefined
  readonly macAddress: MacAddress | undefined
}

/** Verdict of a tracker; `unknown` until it reported for the first time. */
export type TrackerVerdict = 'unknown' | 'up' | 'down'

export interface TrackerState {
  readonly verdict: TrackerVerdict
  /** Rise/fall counter of a script, 0..rise+fall-1 (rule 99); undefined before the first result. */
  readonly counter: number | undefined
  /** Last value read from a tracked file. */
  readonly value: number
}

/** What decides whether, and how strongly, the instance takes part: never touched by an advert. */
export interface Standing {
  readonly basePriority: number
  /** Base plus what the trackers contribute, within 1..254; 255 for the owner (rule 95). */
  readonly effectivePriority: number
  readonly trackers: Readonly<Record<string, TrackerState>>
  readonly link: LinkView
  readonly faults: readonly FaultReason[]
  /** Who asked for maintenance, while it lasts. */
  readonly maintenance: string | undefined
  /** The member of the sync group whose fault this instance shares. */
  readonly groupFault: string | undefined
  /** Demoted by its operator: accepts a weaker master, as nopreempt does, until it is master again. */
  readonly yielding: boolean
  /** Two owners heard each other, so this one speaks with 254 for now (rule 82). */
  readonly ownerLowered: boolean
}

/** Before the election: stopped, in the startup delay (rule 75), or waiting for scripts (rule 87). */
export type InitRole =
  | { readonly name: 'INIT'; readonly phase: 'stopped' | 'waiting' }
  | { readonly name: 'INIT'; readonly phase: 'delayed'; readonly startsAt: number }

/** A takeover that waits for a verdict. */
export interface Claim {
  readonly id: number
  readonly deadline: number
  readonly reason: TransitionReason
}

export interface BackupRole {
  readonly name: 'BACKUP'
  /** Master-down timer; undefined while a claim is pending. */
  readonly masterDownAt: number | undefined
  /** Interval of the master, learned in VRRPv3 (rule 50). */
  readonly masterAdverIntMs: number
  /** When the master-down timer was last set, to say how long nothing was heard. */
  readonly listeningSince: number
  readonly master: HeardRouter | undefined
  /** The last router that said goodbye with priority 0; undefined once another is heard. */
  readonly resigned: IpAddress | undefined
  /** The last advert ignored because it was weaker. */
  readonly weaker: HeardRouter | undefined
  /** End of preempt_delay, once it runs (rule 92). */
  readonly preemptAt: number | undefined
  readonly claim: Claim | undefined
  /** A group member whose timer expired and that waits for the others (rule 139). */
  readonly wish: TransitionReason | undefined
}

/** What became of the addresses this master asked for. */
export interface Holding {
  readonly status: 'pending' | 'held' | 'failed'
  /** How often they were asked for since becoming master or since it last worked. */
  readonly attempt: number
  readonly retryAt: number | undefined
  readonly failures: readonly AddressFailure[]
}

/** Addresses that this instance, master no more, could not let go of. */
export interface Releasing {
  /** How often the release was asked for. */
  readonly attempt: number
  /** undefined: the last request is unanswered, or there is no try left. */
  readonly retryAt: number | undefined
  readonly failures: readonly AddressFailure[]
}

/** What became of the last request to hold the virtual routes and rules, or to let go of them. */
export interface RoutingState {
  readonly status: 'pending' | 'held' | 'failed'
  /** How often it was asked since the role began. */
  readonly attempt: number
  readonly retryAt: number | undefined
  readonly failures: readonly RoutingFailure[]
}

/** Another node announced an address of this master (rule 163). */
export interface Contest {
  readonly heardAt: number
  /** Not before this time is it answered again. */
  readonly answerAt: number
  /** Pause between answers: doubled each time, so that two masters do not shout each other down. */
  readonly pauseMs: number
  /** When it counts as over, and every address is announced once more. */
  readonly healsAt: number | undefined
}

/** Announcements (GARP, NA) still to come; all void when the instance leaves MASTER (rule 117). */
export interface Announcing {
  readonly secondBurstAt: number | undefined
  readonly lowerPrioBurstAt: number | undefined
  readonly refreshAt: number | undefined
  readonly contest: Contest | undefined
}

/** Another owner of the same addresses is heard (rule 82). */
export interface OwnerConflict {
  readonly address: IpAddress
  readonly heardAt: number
  /** When this owner, still hearing the other, lowers itself. */
  readonly lowersAt: number
}

export interface MasterRole {
  readonly name: 'MASTER'
  readonly advertAt: number
  readonly holding: Holding
  readonly announcing: Announcing
  readonly ownerConflict: OwnerConflict | undefined
}

export interface FaultRole {
  readonly name: 'FAULT'
}

export type Role = InitRole | BackupRole | MasterRole | FaultRole

/**
 * Everything one instance knows, as data: it survives JSON, so that a run is a file. Deadlines are
 * absolute monotonic milliseconds; there are no timer handles.
 */
export interface VrrpState {
  readonly role: Role
  readonly standing: Standing
  /** Claims made so far: the id of the next one. */
  readonly claims: number
  /** Present only while a release has failed, in any role but MASTER. */
  readonly releasing?: Releasing | undefined
  /** Present while a master has virtual routes or rules, and until they are let go of. */
  readonly routing?: RoutingState | undefined
}
