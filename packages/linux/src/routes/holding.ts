import { entryKey } from '../journal/entry.js'
import type { Desired } from './item-request.js'
import type { Item } from './item.js'

/** A virtual route or rule that is ours to keep in the kernel. */
export interface Holding {
  readonly owner: string
  readonly desired: Desired
  /** What of it may be in the kernel; undefined where the kernel has never taken it. */
  readonly item: Item | undefined
  /** Whether the kernel would not take it when it was last asked. */
  readonly isWaiting: boolean
}

/** What is held, by key. */
export type Holdings = ReadonlyMap<string, Holding>

/** What the kernel is to be asked to take. */
export interface Put {
  readonly key: string
  readonly owner: string
  readonly desired: Desired
  /** The very `before.item` where that is the same. */
  readonly item: Item
  /** What was held under the key until now. */
  readonly before: Holding | undefined
  /** Ours as it is there, where that is not as it should be: it is to be replaced. */
  readonly altered?: Item
}

/** What an owner has, or what shall be in the place of it. */
export function putOf(
  key: string,
  { owner, desired }: Pick<Holding, 'owner' | 'desired'>,
  item: Item,
  before: Holding | undefined,
): Put {
  const held = before?.item
  const isSame = held !== undefined && entryKey(held) === entryKey(item)
  return { key, owner, desired, item: isSame ? held : item, before }
}
