import type { Identity, NotifyScripts, Program } from '@holdfast/check'
import type { ProcessBlock } from '@holdfast/check/keywords'
import type { VrrpConfig } from '@holdfast/vrrp'
import type { MailSettings } from '../notifying/alert-mail.js'
import type { MailServer } from '../notifying/mailer.js'
import type { LinkDelay } from './delayed-links.js'
import type { StaticPlan } from './plan-static.js'
import type { VirtualServersPlan } from './virtual-servers/virtual-server-plan.js'

/**
 * What an agent runs: a configuration with its references resolved and its programs found. Plain
 * data, so that a reload compares what was with what is to be.
 */
export interface AgentPlan {
  readonly instances: readonly InstancePlan[]
  readonly groups: readonly GroupPlan[]
  /** These and the next two are called as the trackers of the instances are. */
  readonly scripts: readonly ScriptPlan[]
  readonly processes: readonly ProcessBlock[]
  readonly files: readonly FilePlan[]
  readonly virtualServers: VirtualServersPlan
  readonly notifying: NotifyingPlan
  readonly held: StaticPlan
  readonly linkDelays: readonly LinkDelay[]
  readonly startup: TimedProgram | undefined
  readonly shutdown: TimedProgram | undefined
  readonly scheduledReload: ScheduledReloadPlan | undefined
}

/** keepalived's `reload_time_file`. */
export interface ScheduledReloadPlan {
  /** Of the file that says when. */
  readonly path: string
  /** Whether it is kept, so that a time of day comes again. */
  readonly repeats: boolean
}

export interface InstancePlan {
  readonly config: VrrpConfig
  readonly subject: SubjectPlan
}

export interface GroupPlan {
  readonly name: string
  /** Names of instances. */
  readonly members: readonly string[]
  readonly subject: SubjectPlan
}

/** Whom something is told about, and how. */
export interface SubjectPlan {
  readonly kind: 'INSTANCE' | 'GROUP'
  readonly name: string
  readonly scripts: NotifyScripts
  /** What the end by a reload is called; keepalived says FAULT unless `notify_deleted` is there. */
  readonly deletedAs: 'DELETED' | 'FAULT'
  readonly isMailed: boolean
  /** Whether FIFOs are told of changes of the priority. */
  readonly tellsPriority: boolean
}

export interface NotifyingPlan {
  readonly fifos: readonly FifoPlan[]
  /** Whether FIFOs are told all states once more after a reload. */
  readonly repeatsStates: boolean
  readonly mail: MailPlan | undefined
}

/** What a line is about: VRRP, or virtual and real servers. */
export type FifoSubject = 'routers' | 'servers'

export interface FifoPlan {
  readonly path: string
  readonly about: 'everything' | FifoSubject
  /** Default: the process's own. */
  readonly owner: Identity | undefined
  /** Reads it: gets the path as last argument, and is ended with the agent. */
  readonly reader: Program | undefined
}

export interface MailPlan {
  readonly server: MailServer
  readonly settings: MailSettings
  readonly tellsFaults: boolean
}

/** A vrrp_script; what becomes of its results is said by the instances' trackers of this name. */
export interface ScriptPlan {
  readonly name: string
  readonly program: Program
  readonly intervalMs: number
  readonly timeoutMs: number
}

export interface FilePlan {
  readonly name: string
  readonly path: string
  readonly init: { readonly value: number; readonly overwrite: boolean } | undefined
}

export interface TimedProgram {
  readonly program: Program
  readonly timeoutMs: number
}
