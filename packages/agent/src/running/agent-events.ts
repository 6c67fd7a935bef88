import type {
  EffectFailedEvent,
  FaultEvent,
  GroupTransitionEvent,
  NoteEvent,
  RejectedEvent,
  SplitEvent,
  TransitionEvent,
} from '@holdfast/vrrp'

/** A change that was asked for from outside. */
export interface AskedEvent {
  readonly by: string
  /** What was asked for: `do` names it. */
  readonly request: { readonly do: string }
  /** `done`, or why not. */
  readonly outcome: string
}

/** The events of an agent: those of all its instances, and its own. */
export interface AgentEvents {
  transition: [event: TransitionEvent]
  groupTransition: [event: GroupTransitionEvent]
  fault: [event: FaultEvent]
  note: [event: NoteEvent]
  rejected: [event: RejectedEvent]
  effectFailed: [event: EffectFailedEvent]
  split: [event: SplitEvent]
  /** Somebody changed something while it runs, or was refused. */
  asked: [event: AskedEvent]
  /** A new configuration is in force. */
  reloaded: []
  stopped: []
}
