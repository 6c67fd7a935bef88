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

/** An instance changes its state again and again; told once for each time of it. */
export interface FlappingEvent {
  readonly name: string
  /** At least so many transitions ... */
  readonly transitions: number
  /** ... within so many milliseconds. */
  readonly withinMs: number
  readonly text: string
  /** Monotonic milliseconds of the router's clock. */
  readonly at: number
}

/** A vrrp_script ended, or was ended. */
export interface ScriptRanEvent {
  readonly name: string
  readonly durationMs: number
  readonly result: 'success' | 'failure' | 'killed' | 'cannotRun'
}

/** A real server was asked whether it is well. */
export interface CheckedEvent {
  /** `[192.0.2.10]:tcp:80` */
  readonly virtualServer: string
  /** `198.51.100.1:80` */
  readonly server: string
  /** `HTTP 198.51.100.1:80` */
  readonly check: string
  readonly durationMs: number
  /** `unasked`: for a fault of this machine. */
  readonly result: 'success' | 'failure' | 'unasked'
}

export interface ReloadedEvent {
  /** A line for each value that is another one now, as `preview` tells them. */
  readonly changes: readonly string[]
  /** From when its turn came. */
  readonly durationMs: number
}

/** A reload that changed nothing, as there is something wrong with it. */
export interface ReloadRefusedEvent {
  readonly error: unknown
  /** From when its turn came. */
  readonly durationMs: number
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
  scriptRan: [event: ScriptRanEvent]
  flapping: [event: FlappingEvent]
  serverChanged: [event: ServerChangedEvent]
  checked: [event: CheckedEvent]
  /** Somebody changed something while it runs, or was refused. */
  asked: [event: AskedEvent]
  /** The instances take part in the elections. */
  started: []
  /** A new configuration is in force. */
  reloaded: [event: ReloadedEvent]
  reloadRefused: [event: ReloadRefusedEvent]
  stopped: []
}
