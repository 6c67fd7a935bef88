import { ConfigError, UsageError } from '@holdfast/core'
import type { Member } from './member.js'
import { OWNER_PRIORITY } from './parameters.js'
import type { VrrpParameters } from './parameters.js'

/** @throws UsageError unless every member is fresh, free, and there once. */
export function refuseTakenMembers(members: readonly Member[]): void {
  const taken = members.find((member, index) => {
    const { role } = member.state
    const isFresh = role.name === 'INIT' && role.phase === 'stopped'
    const isGrouped = member.cohort.parameters.group !== undefined
    return !isFresh || isGrouped || members.indexOf(member) !== index
  })
  if (taken !== undefined) {
    throw new UsageError(`${taken.name} was started, or is in a sync group, already`)
  }
}

/** Whether owners would be master together with others (rule 142), by their priorities. */
export function mixesOwners(priorities: readonly (number | undefined)[]): boolean {
  const owners = priorities.filter((priority) => priority === OWNER_PRIORITY).length
  return owners > 0 && owners < priorities.length
}

/** @throws ConfigError where owners are to be master together with others (rule 142). */
export function refuseMixedOwners(group: string, members: readonly VrrpParameters[]): void {
  if (!mixesOwners(members.map(({ priority }) => priority))) return
  const message = 'mixes address owners with others (rule 142)'
  throw new ConfigError(`sync group ${group}`, [{ path: 'members', message }])
}
