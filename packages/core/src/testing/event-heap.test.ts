import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { EventHeap } from './event-heap.js'
import type { SimEvent } from './event-heap.js'

function eventAt(atMs: number, sequence: number): SimEvent {
  return { atMs, sequence, callback: () => undefined, index: -1 }
}

describe('EventHeap', () => {
  it('gives the earliest event first, and of the same instant the first one', () => {
    const heap = new EventHeap()
    for (const [sequence, atMs] of [5, 3, 5, 1, 3].entries()) heap.push(eventAt(atMs, sequence))
    expect(heap.peek()?.atMs).toBe(1)
    const order = [1, 2, 3, 4, 5].map(() => heap.pop()?.sequence)
    expect(order).toEqual([3, 1, 4, 0, 2])
    expect(heap.pop()).toBeUndefined()
    expect(heap.peek()).toBeUndefined()
  })

  it('removes an event once and leaves the others', () => {
    const heap = new EventHeap()
    const events = [eventAt(1, 0), eventAt(2, 1), eventAt(3, 2)] as const
    for (const event of events) heap.push(event)
    heap.remove(events[0])
    heap.remove(events[0])
    expect(heap.pop()).toBe(events[1])
    heap.remove(events[1])
    expect(heap.pop()).toBe(events[2])
  })

  it('lets the event that fills a gap rise where it comes before what stands above the gap', () => {
    const heap = new EventHeap()
    // Row by row: 1 / 100, 2 / 110, 120, 3, 4 / and 50, which is last, under 4.
    const times = [1, 100, 2, 110, 120, 3, 4, 111, 112, 121, 122, 5, 6, 7, 50]
    const events = times.map((atMs) => eventAt(atMs, atMs))
    for (const event of events) heap.push(event)
    for (const event of events) if (event.atMs === 110) heap.remove(event)
    expect(times.slice(1).map(() => heap.pop()?.atMs)).toEqual([
      1, 2, 3, 4, 5, 6, 7, 50, 100, 111, 112, 120, 121, 122,
    ])
  })

  it('keeps to that order whatever is pushed, popped and removed', () => {
    const action = fc.oneof(
      fc.record({ push: fc.integer({ min: 0, max: 9 }) }),
      fc.record({ remove: fc.nat(50) }),
      fc.constant('pop' as const),
    )
    fc.assert(
      fc.property(fc.array(action, { maxLength: 100 }), (actions) => {
        const heap = new EventHeap()
        let model: SimEvent[] = []
        const pushed: SimEvent[] = []
        for (const [sequence, step] of actions.entries()) {
          if (step === 'pop') {
            const first = model.toSorted((a, b) => a.atMs - b.atMs || a.sequence - b.sequence)[0]
            expect(heap.pop()).toBe(first)
            model = model.filter((event) => event !== first)
          } else if ('push' in step) {
            const event = eventAt(step.push, sequence)
            heap.push(event)
            model.push(event)
            pushed.push(event)
          } else {
            const event = pushed[step.remove]
            if (event === undefined) continue
            heap.remove(event)
            model = model.filter((other) => other !== event)
          }
        }
        const rest = model.toSorted((a, b) => a.atMs - b.atMs || a.sequence - b.sequence)
        expect(rest.map(() => heap.pop())).toEqual(rest)
        expect(heap.pop()).toBeUndefined()
      }),
    )
  })
})
