import { compareObjectIds, isWithin } from '../object-id.js'
import type { ObjectId } from '../object-id.js'
import type { SearchRange } from '../agentx/packet.js'
import type { Binding, SnmpValue } from '../value.js'

/** One value of an object: a cell of a table, or what there is once. */
export interface Variable {
  /** The column, or the scalar without its 0. */
  readonly object: ObjectId
  readonly id: ObjectId
  readonly value: SnmpValue
}

/** All that can be asked for, as it is at one time. */
export class MibView {
  readonly #variables: readonly Variable[]

  constructor(variables: readonly Variable[]) {
    this.#variables = [...variables].sort((a, b) => compareObjectIds(a.id, b.id))
  }

  get(id: ObjectId): Binding {
    const at = this.#firstFrom(id, true)
    const found = this.#variables[at]
    if (found !== undefined && compareObjectIds(found.id, id) === 0)
      return { id, value: found.value }
    // What is of one object stands together: where it would stand, it would be beside one of them.
    const isKnown = [this.#variables[at - 1], found].some(
      (beside) => beside !== undefined && isWithin(id, beside.object),
    )
    return { id, value: { kind: isKnown ? 'noSuchInstance' : 'noSuchObject' } }
  }

  /** The first one behind the start and before the end (RFC 2741 7.2.3.2). */
  next({ start, include, end }: SearchRange): Binding {
    const found = this.#variables[this.#firstFrom(start, include)]
    const isPast = found === undefined || (end.length > 0 && compareObjectIds(found.id, end) >= 0)
    return isPast ? { id: start, value: { kind: 'endOfMibView' } } : found
  }

  #firstFrom(id: ObjectId, include: boolean): number {
    let low = 0
    let high = this.#variables.length
    while (low < high) {
      const middle = (low + high) >>> 1
      const order = compareObjectIds(this.#variables[middle]?.id ?? [], id)
      if (order < 0 || (order === 0 && !include)) low = middle + 1
      else high = middle
    }
    return low
  }
}

export function scalar(object: ObjectId, value: SnmpValue): Variable {
  return { object, id: [...object, 0], value }
}

/** A row of a table: its values by the numbers of their columns; what is undefined is left out. */
export function row(
  entry: ObjectId,
  index: ObjectId,
  columns: Readonly<Record<number, SnmpValue | undefined>>,
): readonly Variable[] {
  return Object.entries(columns).flatMap(([number, value]) => {
    if (value === undefined) return []
    const object = [...entry, Number(number)]
    return [{ object, id: [...object, ...index], value }]
  })
}
