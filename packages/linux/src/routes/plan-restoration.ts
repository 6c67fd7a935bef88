import { putOf } from './holding.js'
import type { Holdings, Put } from './holding.js'
import { interfacesOf, itemOf } from './item-request.js'
import type { IndexOf } from './item-request.js'
import { isAsWanted, isMarked } from './item.js'
import type { Item } from './item.js'

/** What is to be done about something that may be missing. */
export type Restoration =
  /** Its interface is missing. */
  | { readonly action: 'wait'; readonly key: string }
  /** `isFault`: it was missing or altered without a reason that we know of. */
  | { readonly action: 'put'; readonly put: Put; readonly isFault: boolean }
  /** Somebody else has put something in its place. */
  | { readonly action: 'giveUp'; readonly key: string }

export interface Evidence {
  readonly indexOf: IndexOf
  readonly isDown: (name: string) => boolean
  /** Those that the kernel may have removed by itself. */
  readonly excused: ReadonlySet<string>
  /** What is in the kernel's tables; undefined where they were not read. */
  readonly find: ((item: Item) => Item | undefined) | undefined
}

/** Compares what is held with what is there. */
export function planRestoration(holdings: Holdings, evidence: Evidence): readonly Restoration[] {
  const plan: Restoration[] = []
  for (const [key, before] of holdings) {
    const { desired, isWaiting } = before
    const item = itemOf(desired, evidence.indexOf)
    if ('missing' in item) {
      if (!isWaiting) plan.push({ action: 'wait', key })
      continue
    }
    const put = putOf(key, before, item, before)
    const hasReason =
      isWaiting ||
      before.item !== put.item ||
      evidence.excused.has(key) ||
      interfacesOf(desired).some((name) => evidence.isDown(name))
    const there = evidence.find?.(item)
    if (there !== undefined && !isMarked(there)) {
      plan.push({ action: 'giveUp', key })
    } else if (there !== undefined && !isAsWanted(there, item)) {
      plan.push({ action: 'put', put: { ...put, altered: there }, isFault: !hasReason })
    } else if (hasReason) {
      plan.push({ action: 'put', put, isFault: false })
    } else if (evidence.find !== undefined && there === undefined) {
      plan.push({ action: 'put', put, isFault: true })
    }
  }
  return plan
}
