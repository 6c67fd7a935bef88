import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeadlineQueue } from './deadline-queue.js'
import { InvariantError } from './errors.js'

interface Named {
  readonly name: string
}

const [a, b, c, d]: readonly [Named, Named, Named, Named] = [
  { name: 'a' },
  { name: 'b' },
  { name: 'c' },
  { name: 'd' },
]

function drain(queue: DeadlineQueue<Named>): string[] {
  const order: string[] = []
  for (let next = queue.peek(); next; next = queue.peek()) {
    order.push(`${next.item.name}@${next.deadlineMs}`)
    queue.delete(next.item)
  }
  return order
}

describe('DeadlineQueue', () => {
  it('is empty at first', () => {
    const queue = new DeadlineQueue<Named>()
    expect(queue.size).toBe(0)
    expect(queue.peek()).toBeUndefined()
    expect(queue.delete(a)).toBe(false)
  })

  it('gives the earliest deadline', () => {
    const queue = new DeadlineQueue<Named>()
    queue.set(a, 30)
    queue.set(b, 10.5)
    queue.set(c, 20)
    queue.set(d, -1)
    expect(queue.size).toBe(4)
    expect(drain(queue)).toEqual(['d@-1', 'b@10.5', 'c@20', 'a@30'])
    expect(queue.size).toBe(0)
  })

  it('keeps items with equal deadlines in the order in which they came in', () => {
    const queue = new DeadlineQueue<Named>()
    queue.set(c, 5)
    queue.set(a, 10)
    queue.set(d, 10)
    queue.set(b, 7)
    queue.set(b, 10)
    queue.set(c, 10)
    expect(drain(queue)).toEqual(['c@10', 'a@10', 'd@10', 'b@10'])
  })

  it('moves deadlines both ways', () => {
    const queue = new DeadlineQueue<Named>()
    queue.set(a, 10)
    queue.set(b, 20)
    queue.set(c, 30)
    queue.set(a, 25)
    expect(queue.peek()).toMatchObject({ item: b, deadlineMs: 20 })
    queue.set(c, 15)
    expect(queue.peek()).toMatchObject({ item: c, deadlineMs: 15 })
    queue.set(c, 40)
    queue.set(c, 22)
    expect(drain(queue)).toEqual(['b@20', 'c@22', 'a@25'])
  })

  it('removes an item whose deadline is gone', () => {
    const queue = new DeadlineQueue<Named>()
    queue.set(a, 10)
    queue.set(b, 20)
    queue.set(a, undefined)
    expect(queue.size).toBe(1)
    expect(queue.delete(a)).toBe(false)
    expect(drain(queue)).toEqual(['b@20'])
  })

  it('refuses what is no number', () => {
    const queue = new DeadlineQueue<Named>()
    expect(() => {
      queue.set(a, Number.NaN)
    }).toThrow(InvariantError)
  })

  it('orders like a sorted list, whatever is set, moved and removed', () => {
    const names = Array.from({ length: 12 }, (_, index): Named => ({ name: `item ${index}` }))
    const deadline = fc.option(fc.nat(20), { nil: undefined, freq: 4 })
    const commands = fc.array(fc.tuple(fc.nat(11), deadline, fc.boolean()), { maxLength: 60 })
    fc.assert(
      fc.property(commands, (changes) => {
        const queue = new DeadlineQueue<Named>()
        // The oracle is a list in the order of arrival, whose first minimum is the answer.
        let list: { item: Named; deadlineMs: number }[] = []
        for (const [index, deadlineMs, looks] of changes) {
          const item = names[index] ?? a
          queue.set(item, deadlineMs)
          const known = list.find((entry) => entry.item === item)
          if (deadlineMs === undefined) list = list.filter((entry) => entry !== known)
          else if (known) known.deadlineMs = deadlineMs
          else list.push({ item, deadlineMs })
          // Not looking every time lets several moves pile up.
          if (looks) expectFirst(queue, list)
        }
        while (list.length > 0) {
          const item = expectFirst(queue, list)
          expect(queue.delete(item)).toBe(true)
          list = list.filter((entry) => entry.item !== item)
        }
        expect(queue.peek()).toBeUndefined()
      }),
      { numRuns: 1000 },
    )
  })
})

function expectFirst(
  queue: DeadlineQueue<Named>,
  list: readonly { item: Named; deadlineMs: number }[],
): Named {
  const first = list.reduce<{ item: Named; deadlineMs: number } | undefined>(
    (best, entry) => (best && best.deadlineMs <= entry.deadlineMs ? best : entry),
    undefined,
  )
  const top = queue.peek()
  expect(queue.size).toBe(list.length)
  expect(top && [top.item.name, top.deadlineMs]).toEqual(
    first && [first.item.name, first.deadlineMs],
  )
  return first?.item ?? a
}
