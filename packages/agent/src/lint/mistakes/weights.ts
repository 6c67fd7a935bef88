import type { Diagnostic } from '@holdfast/core/config'
import { effectiveBasePriority } from '@holdfast/vrrp/keywords'
import type {
  InstanceBlock,
  SyncGroupBlock,
  TrackKeywords,
  TrackReference,
} from '@holdfast/vrrp/keywords'
import { syncGroupOf } from '../../configuration/sync-group-of.js'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** A weight other than 0, and the line that gives it to the instance. */
interface Weighted {
  readonly reference: TrackReference
  readonly weight: number
}

/** Weights that can never change who is master, whatever the other nodes say. */
export function weights(subject: Subject): readonly Diagnostic[] {
  const { instances = [], syncGroups = [] } = subject.configuration
  return [
    ...instances.flatMap((instance) =>
      weightsOf(instance, subject).flatMap((weighted) => judge(instance, weighted, subject) ?? []),
    ),
    ...syncGroups
      .filter(({ syncGroupTrackingWeight }) => syncGroupTrackingWeight !== true)
      .flatMap((group) =>
        weightsOf(group, subject).map((weighted) => inGroup(group, weighted, subject)),
      ),
  ]
}

function judge(
  instance: InstanceBlock,
  { reference, weight }: Weighted,
  subject: Subject,
): Diagnostic | undefined {
  const { name } = instance
  const what = `\`${reference.name}\` with weight ${weight}`
  const group = syncGroupOf(name, subject.configuration.syncGroups)
  if (group !== undefined && group.syncGroupTrackingWeight !== true) {
    return inGroup(group, { reference, weight }, subject)
  }
  // That the owner's never changes is said when the file is read (rule 95).
  const priority = effectiveBasePriority(instance)
  if ((priority === 1 && weight < 0) || (priority === 254 && weight > 0)) {
    const message = `${what} moves nothing: the priority is ${priority} already`
    const hint = 'priorities stay between 1 and 254; 100 leaves room on both sides'
    return mistakeAt(subject, 'weight-out-of-range', [reference], message, { hint })
  }
  if (instance.preempt === false && instance.state !== 'MASTER') {
    const message =
      `${what} has no effect on a backup with \`nopreempt\`: it accepts any weaker master, ` +
      'so that a failed check moves nothing'
    const hint = 'leave the weight out, which means FAULT, or remove `nopreempt`'
    return mistakeAt(subject, 'weight-with-nopreempt', [reference], message, { hint })
  }
  return undefined
}

function inGroup(
  { name }: SyncGroupBlock,
  { reference, weight }: Weighted,
  subject: Subject,
): Diagnostic {
  const message =
    `\`${reference.name}\` with weight ${weight} moves nothing: ` +
    `weights do not count in the sync group \`${name}\``
  const hint = 'leave the weight out, which means FAULT, or set `sync_group_tracking_weight`'
  return mistakeAt(subject, 'weight-in-sync-group', [reference], message, { hint })
}

/** Of an instance, or of what all members of a group track. */
function weightsOf(tracking: TrackKeywords, subject: Subject): readonly Weighted[] {
  const { scripts = [], processes = [] } = subject.configuration
  const weigh =
    (trackers: readonly Tracker[]) =>
    (reference: TrackReference): Weighted => ({
      reference,
      weight: reference.weight ?? weightsByName(trackers).get(reference.name) ?? 0,
    })
  return [
    ...(tracking.trackScripts ?? []).map(weigh(scripts)),
    ...(tracking.trackProcesses ?? []).map(weigh(processes)),
    ...(tracking.trackInterfaces ?? []).map(weigh([])),
  ].filter(({ weight }) => weight !== 0)
}

interface Tracker {
  readonly name: string
  readonly weight?: { readonly value: number }
}

/** Of a list of trackers: made once, because every instance asks. */
const known = new WeakMap<readonly Tracker[], ReadonlyMap<string, number | undefined>>()

/** Of two with one name the first counts. */
function weightsByName(trackers: readonly Tracker[]): ReadonlyMap<string, number | undefined> {
  let byName = known.get(trackers)
  if (byName === undefined) {
    byName = new Map(trackers.toReversed().map(({ name, weight }) => [name, weight?.value]))
    known.set(trackers, byName)
  }
  return byName
}
