/** Something that will happen at an instant of virtual time. */
export interface SimEvent {
  readonly atMs: number
  /** Decides between events of the same instant: the one scheduled first runs first. */
  readonly sequence: number
  readonly callback: () => void
  /** Where it stands in the heap; -1 once it was taken out. Belongs to the heap alone. */
  index: number
}

/**
 * A binary heap of events, earliest first. Each event knows its place, so that a cancelled timer
 * leaves at once: a run that re-arms a timer millions of times must not keep them all until due.
 */
export class EventHeap {
  readonly #events: SimEvent[] = []

  peek(): SimEvent | undefined {
    return this.#events[0]
  }

  push(event: SimEvent): void {
    this.#events.push(event)
    this.#rise(event, this.#events.length - 1)
  }

  pop(): SimEvent | undefined {
    const first = this.#events[0]
    if (first !== undefined) this.remove(first)
    return first
  }

  /** Takes out an event; one that is out already is left alone. */
  remove(event: SimEvent): void {
    const { index } = event
    if (index < 0) return
    event.index = -1
    const last = this.#events.pop()
    if (last === undefined || last === event) return
    if (isBefore(last, event)) this.#rise(last, index)
    else this.#sink(last, index)
  }

  #rise(event: SimEvent, from: number): void {
    const events = this.#events
    let index = from
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = events[parentIndex] as SimEvent
      if (!isBefore(event, parent)) break
      this.#place(parent, index)
      index = parentIndex
    }
    this.#place(event, index)
  }

  #sink(event: SimEvent, from: number): void {
    const events = this.#events
    let index = from
    for (;;) {
      const left = events[2 * index + 1]
      if (left === undefined) break
      const right = events[2 * index + 2]
      const child = right !== undefined && isBefore(right, left) ? right : left
      if (!isBefore(child, event)) break
      const childIndex = child.index
      this.#place(child, index)
      index = childIndex
    }
    this.#place(event, index)
  }

  #place(event: SimEvent, index: number): void {
    this.#events[index] = event
    event.index = index
  }
}

function isBefore(event: SimEvent, other: SimEvent): boolean {
  return event.atMs < other.atMs || (event.atMs === other.atMs && event.sequence < other.sequence)
}
