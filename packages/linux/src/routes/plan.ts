import type { DesiredRouting, RoutingFailure } from '@holdfast/core'
import { putOf } from './holding.js'
import type { Holding, Holdings, Put } from './holding.js'
import { desiredKey, itemOf } from './item-request.js'
import type { Desired, IndexOf } from './item-request.js'
import { heldByOther, noInterface } from './refusals.js'

/** What is known when an owner asks for its routes and rules. */
export interface Situation {
  readonly holdings: Holdings
  readonly indexOf: IndexOf
}

export interface HoldPlan {
  /** Not wanted any more; comes first, and rules before the routes that they lead to (rule 77). */
  readonly releases: readonly Holding[]
  /** Routes, then rules (rule 76). */
  readonly puts: readonly Put[]
  /** Their interface is missing. */
  readonly waits: readonly Holding[]
  readonly failures: readonly RoutingFailure[]
}

/** What makes `desired` the whole set of `owner`. */
export function planHold(
  owner: string,
  desired: DesiredRouting,
  { holdings, indexOf }: Situation,
): HoldPlan {
  const wanted = new Map(listOf(desired).map((each) => [desiredKey(each), each]))
  const releases = [...holdings]
    .filter(([key, holding]) => holding.owner === owner && !wanted.has(key))
    .map(([, holding]) => holding)
  const puts: Put[] = []
  const waits: Holding[] = []
  const failures: RoutingFailure[] = []
  for (const [key, each] of wanted) {
    const before = holdings.get(key)
    const item = itemOf(each, indexOf)
    if (before !== undefined && before.owner !== owner) {
      failures.push(heldByOther(each, before.owner))
    } else if ('missing' in item) {
      waits.push({ owner, desired: each, item: before?.item, isWaiting: true })
      failures.push(noInterface(each, item.missing))
    } else {
      puts.push(putOf(key, { owner, desired: each }, item, before))
    }
  }
  return { releases: inOrderOfRelease(releases), puts, waits, failures }
}

export function inOrderOfRelease(holdings: readonly Holding[]): readonly Holding[] {
  const reversed = [...holdings].reverse()
  const rules = reversed.filter(({ desired }) => desired.kind === 'rule')
  return [...rules, ...reversed.filter(({ desired }) => desired.kind === 'route')]
}

function listOf({ routes, rules }: DesiredRouting): readonly Desired[] {
  return [
    ...routes.map((route) => ({ kind: 'route', route }) as const),
    ...rules.map((rule) => ({ kind: 'rule', rule }) as const),
  ]
}
