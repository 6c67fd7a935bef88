import { entryKey } from '../journal/entry.js'
import type { Journal } from '../journal/journal.js'
import { isAsWanted, isMarked, itemKey } from './item.js'
import type { Item } from './item.js'

/** Routes and rules that runs which died left in the kernel. */
export class Leftovers {
  readonly #journal: Journal
  #items: readonly Item[]

  constructor(journal: Journal) {
    this.#journal = journal
    this.#items = journal
      .leftovers()
      .filter((entry) => entry.kind === 'route' || entry.kind === 'rule')
  }

  /**
   * Whether what is there is ours to adopt or to replace by `wanted`: the journal says so, or it is
   * just what is wanted, bears our mark, and no living process says that it is its own.
   */
  isOurs(there: Item, wanted: Item): boolean {
    if (!isMarked(there)) return false
    if (this.#items.some((item) => itemKey(item) === itemKey(there))) return true
    const hasMark = there.kind === 'route' || there.rule.protocol !== undefined
    return hasMark && isAsWanted(there, wanted) && !this.#journal.isClaimedByOther(wanted)
  }

  /** It is held now, perhaps another way; the journal has it as it is now. */
  adopted(item: Item): void {
    const before = this.#items.filter((each) => itemKey(each) === itemKey(item))
    if (before.length === 0) return
    this.#items = this.#items.filter((each) => !before.includes(each))
    const obsolete = before.filter((each) => entryKey(each) !== entryKey(item))
    if (obsolete.length > 0) this.#journal.remove(obsolete)
  }

  /** They are not in the kernel any more. */
  removed(items: readonly Item[]): void {
    this.#items = this.#items.filter((each) => !items.includes(each))
    this.#journal.remove(items)
  }

  /** What nobody has adopted, here or in another process that lives. */
  rest(): readonly Item[] {
    const claimed = this.#items.filter((item) => this.#journal.isClaimedByOther(item))
    if (claimed.length > 0) this.removed(claimed)
    return this.#items
  }
}
