import type { FaultReason, TransitionReason } from './reason.js'
import type { VrrpNote } from './effect.js'
import type { Split } from './split-detector.js'
import type { VrrpStateName } from './state.js'
import type { ReceivedAdvertisement, RejectionCode } from './wire/advertisement.js'

/** A change of state, with the rule, the packet or the timer that caused it. */
export interface TransitionEvent {
  readonly name: string
  readonly from: VrrpStateName
  readonly to: VrrpStateName
  readonly reason: TransitionReason
  /** The reason in a sentence. */
  readonly text: string
  /** When it was decided, in monotonic milliseconds of the router's clock. */
  readonly at: number
  readonly priority: number
}

export interface FaultEvent {
  readonly name: string
  readonly faults: readonly FaultReason[]
  readonly text: string
  readonly at: number
}

export interface NoteEvent {
  readonly name: string
  readonly note: VrrpNote
  readonly text: string
  readonly at: number
}

/** A packet for this instance that was not accepted; it changed nothing. */
export interface RejectedEvent {
  readonly name: string
  readonly code: RejectionCode | 'addressListError' | 'ownSource'
  readonly source: string
  readonly text: string
  readonly at: number
}

/** Another router is master beside this one, and stays so (rules 160, 161). */
export interface SplitEvent extends Split {
  readonly name: string
  readonly text: string
  readonly at: number
}

/** Something asked of the world did not work; the router goes on. */
export interface EffectFailedEvent {
  readonly name: string
  readonly effect:
    'sendAdvert' | 'announce' | 'holdAddresses' | 'holdRoutes' | 'virtualMac' | 'hook'
  readonly text: string
  readonly error: unknown
  readonly at: number
}

/** The events of a `VrrpInstance` and their arguments. */
export interface VrrpEvents {
  transition: [event: TransitionEvent]
  fault: [event: FaultEvent]
  note: [event: NoteEvent]
  advertisement: [advertisement: ReceivedAdvertisement]
  rejected: [event: RejectedEvent]
  effectFailed: [event: EffectFailedEvent]
  split: [event: SplitEvent]
}
