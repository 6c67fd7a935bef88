import type { TrackerParameters } from '@holdfast/vrrp'
import type { Member } from './member.js'

/** Names of the trackers that have failed; everything else is well. */
export type Failed = ReadonlySet<string>

const nothing: Failed = new Set()

/** The priority a member advertises when these trackers have failed (rules 95-97, 142). */
export function priorityOf(member: Member, failed: Failed = nothing): number {
  const { priority } = member.parameters
  if (priority === 255) return 255
  const lost = weighted(member).filter(({ name }) => failed.has(name))
  return clamped(healthy(member) - sum(lost.map(lossBy)))
}

/**
 * The trackers that move the priority by a fixed amount: a file may hold any number, and without
 * its own interface an instance is in FAULT anyway.
 */
export function weighted({ parameters, weightsCount }: Member): readonly TrackerParameters[] {
  if (!weightsCount || parameters.priority === 255) return []
  return parameters.trackers.filter(
    ({ kind, name, weight }) =>
      weight !== 0 && kind !== 'file' && (kind !== 'interface' || name !== parameters.interface),
  )
}

/**
 * Who wins with everything well, or with these trackers failed on every node; undefined where
 * several are equal.
 */
export function strongest(
  members: readonly Member[],
  failed: Failed = nothing,
): Member | undefined {
  const highest = highestOf(members, failed)
  const [best, rival] = members.filter((member) => priorityOf(member, failed) === highest)
  return rival === undefined ? best : undefined
}

/** The highest priority among them; 0 without any. */
export function highestOf(members: readonly Member[], failed: Failed = nothing): number {
  return Math.max(0, ...members.map((member) => priorityOf(member, failed)))
}

/**
 * Whether the tracker's failure can bring the member below `limit`, alone or after others have
 * failed: else its weight is in vain.
 */
export function decides(member: Member, tracker: TrackerParameters, limit: number): boolean {
  let before = new Set([healthy(member)])
  for (const other of weighted(member)) {
    if (other === tracker) continue
    before = new Set([...before].flatMap((total) => [total, total - lossBy(other)]))
  }
  return [...before].some(
    (total) => clamped(total) >= limit && clamped(total - lossBy(tracker)) < limit,
  )
}

function healthy(member: Member): number {
  return member.parameters.priority + sum(weighted(member).map(gainBy))
}

/** What a tracker adds while it is well: reversed, it is well while down. */
function gainBy({ weight, reverse }: TrackerParameters): number {
  if (weight > 0) return reverse ? 0 : weight
  return reverse ? -weight : 0
}

/** By how much the priority falls with a tracker's failure, whatever its sign and direction. */
function lossBy({ weight }: TrackerParameters): number {
  return Math.abs(weight)
}

function clamped(total: number): number {
  return Math.max(1, Math.min(254, total))
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, each) => total + each, 0)
}
