import { isOwner, OWNER_PRIORITY } from './parameters.js'
import type { TrackerParameters, VrrpParameters } from './parameters.js'
import type { FaultReason } from './reason.js'
import type { Standing, TrackerState } from './state.js'
import { contribution, initialTracker, isAwaited, isFault } from './tracking.js'

/** The facts of a standing; what follows from them is never given, always worked out. */
export type StandingFacts = Omit<Standing, 'effectivePriority' | 'faults'>

export function initialFacts(parameters: VrrpParameters): StandingFacts {
  return {
    basePriority: parameters.priority,
    trackers: trackersFor(parameters, {}),
    link: { up: true, sourceAddress: parameters.sourceAddress, macAddress: undefined },
    maintenance: undefined,
    groupFault: undefined,
    yielding: false,
    ownerLowered: false,
  }
}

/** The one function that turns facts into priority and faults, at start as at every change (rule 107). */
export function assess(parameters: VrrpParameters, facts: StandingFacts): Standing {
  return {
    basePriority: facts.basePriority,
    effectivePriority: effectivePriority(parameters, facts),
    trackers: facts.trackers,
    link: facts.link,
    faults: faultsOf(parameters, facts),
    maintenance: facts.maintenance,
    groupFault: facts.groupFault,
    yielding: facts.yielding,
    ownerLowered: facts.ownerLowered,
  }
}

/** Keeps what is known of trackers that stay, and starts the new ones. */
export function trackersFor(
  parameters: VrrpParameters,
  known: Readonly<Record<string, TrackerState>>,
): Readonly<Record<string, TrackerState>> {
  return Object.fromEntries(
    parameters.trackers.map((tracker) => [
      tracker.name,
      known[tracker.name] ?? initialTracker(tracker),
    ]),
  )
}

/** Whether a script must report before the instance may leave INIT (rule 87). */
export function awaitsTracker(parameters: VrrpParameters, standing: StandingFacts): boolean {
  return parameters.trackers.some((tracker) => isAwaited(tracker, stateOf(tracker, standing)))
}

function effectivePriority(parameters: VrrpParameters, facts: StandingFacts): number {
  if (isOwner(parameters)) return facts.ownerLowered ? OWNER_PRIORITY - 1 : OWNER_PRIORITY
  let total = facts.basePriority
  if (weightsCount(parameters)) {
    for (const tracker of parameters.trackers)
      total += contribution(tracker, stateOf(tracker, facts))
  }
  return Math.max(1, Math.min(254, total))
}

/** In a sync group weights move a priority only if the group says so. */
export function weightsCount({ group, syncGroupTrackingWeight }: VrrpParameters): boolean {
  return group === undefined || syncGroupTrackingWeight
}

function faultsOf(parameters: VrrpParameters, facts: StandingFacts): readonly FaultReason[] {
  const faults: FaultReason[] = []
  if (facts.maintenance !== undefined) faults.push({ kind: 'maintenance', by: facts.maintenance })
  if (!facts.link.up && !parameters.dontTrackPrimary) {
    faults.push({ kind: 'interface', interface: facts.link.blamed ?? parameters.interface })
  }
  if (facts.link.sourceAddress === undefined) {
    faults.push({ kind: 'sourceAddress', interface: parameters.interface })
  }
  if (parameters.lacksPeer) faults.push({ kind: 'unicastPeer' }) // rule 130
  for (const tracker of parameters.trackers) {
    if (isFault(tracker, stateOf(tracker, facts))) {
      faults.push({ kind: 'tracker', tracker: tracker.name })
    }
  }
  if (facts.groupFault !== undefined) faults.push({ kind: 'group', member: facts.groupFault })
  return faults
}

/** What is known of a tracker; at first, nothing. */
export function stateOf(tracker: TrackerParameters, facts: StandingFacts): TrackerState {
  return facts.trackers[tracker.name] ?? initialTracker(tracker)
}
