import { explainFault } from './explain.js'
import { isOwner } from './parameters.js'
import type { TrackerParameters, VrrpParameters } from './parameters.js'
import type { FaultReason } from './reason.js'
import { stateOf, weightsCount } from './standing.js'
import type { BackupRole, Standing, TrackerState, VrrpState } from './state.js'
import type { VrrpStatus } from './status.js'
import { contribution, isAwaited } from './tracking.js'

/** Why an instance is what it is, and what would have to change; in sentences, for people. */
export interface Explanation {
  /** `MASTER for 12.3 s (BACKUP -> MASTER: no advert from anybody for 3609.375 ms)`. */
  readonly state: string
  /** What the effective priority is made of: `90 = 150 configured - 60 (chk_http is down)`. */
  readonly priority: string
  /** What comes next by itself, and what would make it something else. */
  readonly outlook: readonly string[]
}

export function explanationOf(
  parameters: VrrpParameters,
  state: VrrpState,
  { takenAt, forMs, because }: VrrpStatus,
): Explanation {
  const since = forMs === undefined ? '' : ` for ${seconds(forMs)}`
  return {
    state: `${state.role.name}${since}${because === undefined ? '' : ` (${because})`}`,
    priority: explainPriority(parameters, state.standing),
    outlook: outlookOf(parameters, state, takenAt),
  }
}

/** What comes next, and what would have to happen for another state; nothing is promised by it. */
export function outlookOf(
  parameters: VrrpParameters,
  { role, standing }: VrrpState,
  now: number,
): readonly string[] {
  switch (role.name) {
    case 'INIT':
      return outlookOfInit(parameters, standing, role.phase)
    case 'BACKUP':
      return outlookOfBackup(parameters, standing, role, now)
    case 'MASTER':
      return outlookOfMaster(parameters, standing)
    case 'FAULT':
      return standing.faults.map((fault) => `${explainFault(fault)}: ${remedyOf(fault)}`)
  }
}

/** Of what the effective priority is the sum. */
export function explainPriority(parameters: VrrpParameters, standing: Standing): string {
  const { effectivePriority, basePriority } = standing
  if (isOwner(parameters)) {
    return effectivePriority === 255 ? '255: owns the addresses' : '254: another owner is heard'
  }
  const origin = basePriority === parameters.priority ? 'configured' : 'set while running'
  const shares = weightsCount(parameters)
    ? parameters.trackers.map((tracker) => shareOf(tracker, stateOf(tracker, standing)))
    : []
  const sum = [`${basePriority} ${origin}`, ...shares.flatMap(({ text }) => text ?? [])].join(' ')
  const total = shares.reduce((before, { weight }) => before + weight, basePriority)
  const bounded = total === effectivePriority ? '' : ', kept within 1..254'
  return `${effectivePriority} = ${sum}${bounded}`
}

function shareOf(
  tracker: TrackerParameters,
  state: TrackerState,
): { readonly weight: number; readonly text?: string } {
  const weight = contribution(tracker, state)
  if (weight === 0) return { weight }
  const what = tracker.kind === 'file' ? `holds ${state.value}` : `is ${state.verdict}`
  return { weight, text: `${weight > 0 ? '+' : '-'} ${Math.abs(weight)} (${tracker.name} ${what})` }
}

function outlookOfInit(
  parameters: VrrpParameters,
  standing: Standing,
  phase: string,
): readonly string[] {
  if (phase === 'stopped') return ['it takes part in no election until it is started']
  const awaited = parameters.trackers.filter((tracker) =>
    isAwaited(tracker, stateOf(tracker, standing)),
  )
  if (awaited.length > 0) {
    return awaited.map(
      ({ name }) => `it enters the election when ${name} has given its first result`,
    )
  }
  return ['it enters the election when the startup delay is over']
}

function outlookOfBackup(
  parameters: VrrpParameters,
  standing: Standing,
  role: BackupRole,
  now: number,
): readonly string[] {
  const { master, masterDownAt, preemptAt } = role
  const lines: string[] = []
  if (role.claim !== undefined) lines.push('it asks whether it may be master')
  if (role.wish !== undefined) lines.push('it waits for its sync group to take over as a whole')
  if (masterDownAt !== undefined) {
    const whom =
      master === undefined ? 'anybody' : `${master.address} (priority ${master.priority})`
    lines.push(`it becomes master in ${seconds(masterDownAt - now)} unless ${whom} is heard before`)
  }
  if (preemptAt !== undefined) {
    lines.push(`it preempts the weaker master in ${seconds(preemptAt - now)}, after preempt_delay`)
  }
  if (master !== undefined) lines.push(...rivalryWith(parameters, standing, master))
  return lines
}

function rivalryWith(
  parameters: VrrpParameters,
  { effectivePriority, yielding }: Standing,
  master: NonNullable<BackupRole['master']>,
): readonly string[] {
  const theirs = `${master.address} has ${master.priority}`
  if (effectivePriority <= master.priority) {
    return [
      `to preempt, its priority would have to exceed that of the master: ${theirs}, it has ${effectivePriority}`,
    ]
  }
  if (!parameters.preempt) {
    return [
      `it is stronger (${theirs}, it has ${effectivePriority}), but nopreempt leaves the master alone`,
    ]
  }
  if (yielding) return ['it was demoted and leaves the master alone: promote it, or restart it']
  return []
}

function outlookOfMaster(parameters: VrrpParameters, standing: Standing): readonly string[] {
  const { effectivePriority } = standing
  const lines = [
    isOwner(parameters)
      ? 'it stays master: nobody has a priority above 255'
      : `it yields to a router with a priority above ${effectivePriority}, or with ${effectivePriority} and a higher address`,
  ]
  for (const tracker of parameters.trackers) {
    const threat = threatOf(parameters, tracker, stateOf(tracker, standing))
    if (threat !== undefined) lines.push(threat)
  }
  return lines
}

function threatOf(
  parameters: VrrpParameters,
  tracker: TrackerParameters,
  { verdict }: TrackerState,
): string | undefined {
  const { kind, name, weight, reverse } = tracker
  if (kind === 'file' || isOwner(parameters)) return undefined
  const bad = reverse ? 'up' : 'down'
  if (verdict === bad) return undefined
  if (weight === 0) return `it leaves the election when ${name} is ${bad}`
  if (!weightsCount(parameters)) return undefined
  return `its priority drops by ${Math.abs(weight)} when ${name} is ${bad}`
}

function remedyOf(fault: FaultReason): string {
  switch (fault.kind) {
    case 'interface':
      return 'it returns to the election when the interface is up and has a carrier'
    case 'sourceAddress':
      return `give ${fault.interface} an address that is not a virtual one`
    case 'unicastPeer':
      return 'name a router in unicast_peer'
    case 'tracker':
      return 'it returns to the election when that is well again'
    case 'maintenance':
      return 'it returns to the election when maintenance is turned off'
    case 'group':
      return `it returns with the group, when ${fault.member} is well again`
  }
}

function seconds(ms: number): string {
  return `${(Math.max(0, ms) / 1000).toFixed(1)} s`
}
