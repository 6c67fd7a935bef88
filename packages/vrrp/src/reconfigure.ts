import { UsageError } from '@holdfast/core'
import type { DesiredRouting } from '@holdfast/core'
import type { VrrpConfig } from './config.js'
import { refuseMixedOwners } from './grouping.js'
import { isSameRouting } from './routing.js'
import type { VrrpInstance } from './instance.js'
import type { Member } from './member.js'
import type { VrrpParameters } from './parameters.js'
import type { VrrpRouter } from './router.js'

/** A checked change, ready to be put in force. */
export interface Reconfiguration {
  readonly router: VrrpRouter
  readonly member: Member
  readonly parameters: VrrpParameters
  readonly applied: () => void
}

/**
 * Changes several instances of one router at once: all of them or, if one configuration is wrong,
 * none. An address that moves between instances is let go by the one before the other asks for it
 * (rule 156). Rejects with ConfigError, or UsageError for instances of different routers.
 */
export async function reconfigure(
  changes: Iterable<readonly [VrrpInstance, VrrpConfig]>,
): Promise<void> {
  const prepared = [...changes].map(([instance, config]) => instance.prepare(config))
  if (new Set(prepared.map(({ router }) => router)).size > 1) {
    throw new UsageError('reconfigure changes instances of one router at a time')
  }
  for (const { member } of prepared) refuseBadGroup(member, prepared)
  if (prepared.length > 1) for (const change of prepared) release(change)
  for (const { router, member, parameters, applied } of prepared) {
    router.reconfigure(member, parameters)
    applied()
  }
}

/** What the whole group would be after the change (rule 142). */
function refuseBadGroup({ cohort }: Member, prepared: readonly Reconfiguration[]): void {
  const { group } = cohort.parameters
  if (group === undefined) return
  const after = cohort.members.map((member) => {
    const change = prepared.find((candidate) => candidate.member === member)
    return change?.parameters ?? member.parameters
  })
  refuseMixedOwners(group.name, after)
}

/** First half of a move: keeps only addresses that are held before and after, and the same routes. */
function release({ router, member, parameters }: Reconfiguration): void {
  const before = member.parameters
  const stays = parameters.heldAddresses.map(({ address }) => address)
  const heldAddresses = before.heldAddresses.filter(({ address }) => stays.includes(address))
  const isRouted = isSameRouting(before.routing, parameters.routing)
  if (heldAddresses.length === before.heldAddresses.length && isRouted) return
  const routing = isRouted ? before.routing : sharedRouting(before.routing, parameters.routing)
  router.reconfigure(member, { ...before, heldAddresses, routing })
}

function sharedRouting(before: DesiredRouting, after: DesiredRouting): DesiredRouting {
  const isIn = (list: readonly object[], each: object): boolean => {
    return list.some((other) => JSON.stringify(other) === JSON.stringify(each))
  }
  return {
    routes: before.routes.filter((route) => isIn(after.routes, route)),
    rules: before.rules.filter((rule) => isIn(after.rules, rule)),
  }
}
