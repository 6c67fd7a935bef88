import { assert } from './assert.js'

/** An item and when it is due. */
export interface Deadline<Item> {
  readonly item: Item
  readonly deadlineMs: number
}

interface Entry<Item> {
  readonly item: Item
  deadlineMs: number
  /** What the heap is ordered by: at most `deadlineMs`, for a deadline may have moved later since. */
  key: number
  /** When the item came in: the order of equal deadlines. */
  readonly sequence: number
  /** Where the entry is in the heap. */
  index: number
}

/**
 * Items ordered by deadline; of equal ones, the item that has been here longest comes first.
 *
 * A binary heap that knows where each item is. Most deadlines of a protocol only ever move later
 * (each advertisement postpones a takeover), so such a move is just noted, and paid for when the
 * item reaches the top.
 */
export class DeadlineQueue<Item extends object> {
  readonly #entries = new Map<Item, Entry<Item>>()
  readonly #heap: Entry<Item>[] = []
  #nextSequence = 0

  get size(): number {
    return this.#heap.length
  }

  /** Adds the item, or moves its deadline, a number of milliseconds; undefined removes it. */
  set(item: Item, deadlineMs: number | undefined): void {
    if (deadlineMs === undefined) {
      this.delete(item)
      return
    }
    assert(!Number.isNaN(deadlineMs), 'a deadline is a number')
    const entry = this.#entries.get(item)
    if (entry === undefined) {
      this.#insert(item, deadlineMs)
      return
    }
    entry.deadlineMs = deadlineMs
    if (deadlineMs < entry.key) {
      entry.key = deadlineMs
      this.#siftUp(entry)
    }
  }

  /** Returns whether the item was here. */
  delete(item: Item): boolean {
    const entry = this.#entries.get(item)
    if (entry === undefined) return false
    this.#entries.delete(item)
    const last = this.#heap.pop()
    if (last !== undefined && last !== entry) {
      last.index = entry.index
      this.#siftUp(last)
      this.#siftDown(last)
    }
    return true
  }

  /** The earliest deadline; the returned record is good until the next call. */
  peek(): Deadline<Item> | undefined {
    let top = this.#heap[0]
    while (top !== undefined && top.key !== top.deadlineMs) {
      top.key = top.deadlineMs
      this.#siftDown(top)
      top = this.#heap[0]
    }
    return top
  }

  #insert(item: Item, deadlineMs: number): void {
    const entry: Entry<Item> = {
      item,
      deadlineMs,
      key: deadlineMs,
      sequence: this.#nextSequence++,
      index: this.#heap.length,
    }
    this.#entries.set(item, entry)
    this.#heap.push(entry)
    this.#siftUp(entry)
  }

  /** Moves the entry, whose place is free, up to where it belongs. */
  #siftUp(entry: Entry<Item>): void {
    let index = entry.index
    while (index > 0) {
      const parentIndex = (index - 1) >> 1
      const parent = this.#heap[parentIndex]
      if (parent === undefined || !isBefore(entry, parent)) break
      this.#place(parent, index)
      index = parentIndex
    }
    this.#place(entry, index)
  }

  #siftDown(entry: Entry<Item>): void {
    let index = entry.index
    for (;;) {
      const left = this.#heap[2 * index + 1]
      if (left === undefined) break
      const right = this.#heap[left.index + 1]
      const child = right !== undefined && isBefore(right, left) ? right : left
      if (!isBefore(child, entry)) break
      const childIndex = child.index
      this.#place(child, index)
      index = childIndex
    }
    this.#place(entry, index)
  }

  #place(entry: Entry<Item>, index: number): void {
    this.#heap[index] = entry
    entry.index = index
  }
}

function isBefore<Item>(a: Entry<Item>, b: Entry<Item>): boolean {
  return a.key < b.key || (a.key === b.key && a.sequence < b.sequence)
}
