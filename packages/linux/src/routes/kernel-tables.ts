import type { IpFamily } from '@holdfast/core'
import type { Rtnetlink } from '../rtnetlink/rtnetlink.js'
import { isAsWanted, isMarked, itemKey } from './item.js'
import type { Item } from './item.js'

/**
 * The routes and rules of the kernel, each table read at the first question about it: reading takes
 * long where a routing daemon has filled it, and most things are done without.
 */
export class KernelTables {
  readonly #kernel: Pick<Rtnetlink, 'routes' | 'rules'>
  readonly #tables = new Map<string, ReadonlyMap<string, readonly Item[]>>()

  constructor(kernel: Pick<Rtnetlink, 'routes' | 'rules'>) {
    this.#kernel = kernel
  }

  /** What is in the place of an item: ours rather than another's. Throws SystemCallError. */
  find(item: Item): Item | undefined {
    const family = item.kind === 'route' ? item.route.family : item.rule.family
    const there = this.#table(item.kind, family).get(itemKey(item)) ?? []
    const marked = there.filter((each) => isMarked(each))
    return marked.find((each) => isAsWanted(each, item)) ?? marked[0] ?? there[0]
  }

  #table(kind: Item['kind'], family: IpFamily): ReadonlyMap<string, readonly Item[]> {
    const name = `${kind} ${family}`
    const known = this.#tables.get(name)
    if (known !== undefined) return known
    const table = new Map<string, readonly Item[]>()
    for (const item of this.#read(kind, family)) {
      const key = itemKey(item)
      table.set(key, [...(table.get(key) ?? []), item])
    }
    this.#tables.set(name, table)
    return table
  }

  #read(kind: Item['kind'], family: IpFamily): readonly Item[] {
    if (kind === 'route') return this.#kernel.routes(family).map((route) => ({ kind, route }))
    return this.#kernel.rules(family).map((rule) => ({ kind, rule }))
  }
}
