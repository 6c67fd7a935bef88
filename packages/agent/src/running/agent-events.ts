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

/** A virtual server (VS) gained or lost its quorum, or a real server (RS) came up or went down. */
export interface ServerChangedEvent {
  readonly kind: 'VS' | 'RS'
  /** `[192.0.2.10]:tcp:80`, for RS with its virtual server behind a blank. */
  readonly name: string
  readonly isUp: boolean
  readonly text: string
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
  serverChanged: [event: ServerChangedEvent]
  /** Somebody changed something while it runs, or was refused. */
  asked: [event: AskedEvent]
  /** A new configuration is in force. */
  reloaded: []
  stopped: []
}
