import type {
  EffectFailedEvent,
  FaultEvent,
  GroupTransitionEvent,
  NoteEvent,
  RejectedEvent,
  SplitEvent,
  TransitionEvent,
} from '@holdfast/vrrp'

/** The events of an agent: those of all its instances, and its own. */
export interface AgentEvents {
  transition: [event: TransitionEvent]
  groupTransition: [event: GroupTransitionEvent]
  fault: [event: FaultEvent]
  note: [event: NoteEvent]
  rejected: [event: RejectedEvent]
  effectFailed: [event: EffectFailedEvent]
  split: [event: SplitEvent]
  /** A new configuration is in force. */
  reloaded: []
  stopped: []
}
