import { isOwner } from './parameters.js'
import type { VrrpParameters } from './parameters.js'
import { weightsCount } from './standing.js'

/** Why a tracker cannot have this weight; undefined if it can. */
export function weightObstacle(
  parameters: VrrpParameters,
  tracker: string,
  weight: number,
): string | undefined {
  const { name, trackers, group } = parameters
  const known = trackers.map((each) => each.name)
  if (!known.includes(tracker)) {
    const hint = known.length === 0 ? 'it tracks nothing' : `it tracks ${known.join(', ')}`
    return `${name} does not track ${tracker}: ${hint}`
  }
  if (!Number.isInteger(weight) || weight < -253 || weight > 253)
    return `${weight} is not -253..253`
  if (isOwner(parameters)) return 'the owner keeps 255'
  // Rule 142.
  if (!weightsCount(parameters) && weight !== 0)
    return `weights do not count in ${group ?? 'a group'}`
  return undefined
}
