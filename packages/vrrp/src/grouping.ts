import { ConfigError, UsageError } from '@holdfast/core'
import type { Member } from './member.js'
import { isOwner } from './parameters.js'
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

/** @throws ConfigError where owners are to be master together with others (rule 142). */
export function refuseMixedOwners(group: string, members: readonly VrrpParameters[]): void {
  const owners = members.filter((parameters) => isOwner(parameters)).length
  if (owners === 0 || owners === members.length) return
  const message = 'mixes address owners with others (rule 142)'
  throw new ConfigError(`sync group ${group}`, [{ path: 'members', message }])
}
