import { beforeEach, describe, expect, it } from 'vitest'
import { InvariantError, UsageError } from '../errors.js'
import { SimClock } from './sim-clock.js'

let clock: SimClock
let log: string[]

/** Logs a name and the instant. */
function note(name: string): () => void {
  return () => log.push(`${name}@${clock.now()}`)
}

beforeEach(() => {
  clock = new SimClock()
  log = []
})

describe('advancing', () => {
  it('starts at 0, or where it is told to', () => {
    expect(clock.now()).toBe(0)
    expect(new SimClock({ startMs: 500 }).now()).toBe(500)
  })

  it('runs what is due in order of time and stands at the end', () => {
    clock.schedule(30, note('c'))
    clock.schedule(10, note('a'))
    clock.schedule(20, note('b'))
    clock.schedule(41, note('d'))
    clock.advance(40)
    expect(log).toEqual(['a@10', 'b@20', 'c@30'])
    expect(clock.now()).toBe(40)
    clock.advanceTo(41)
    expect(log.at(-1)).toBe('d@41')
  })

  it('runs events of one instant in the order in which they were scheduled', () => {
    for (const name of ['a', 'b', 'c', 'd', 'e']) clock.schedule(5, note(name))
    clock.advance(5)
    expect(log).toEqual(['a@5', 'b@5', 'c@5', 'd@5', 'e@5'])
  })

  it('runs what callbacks schedule on the way', () => {
    clock.schedule(10, () => {
      clock.schedule(15, note('later'))
      clock.schedule(10, note('same instant'))
      clock.schedule(3, note('past'))
    })
    clock.schedule(10, note('second'))
    clock.advance(20)
    expect(log).toEqual(['second@10', 'same instant@10', 'past@10', 'later@15'])
  })

  it('never calls back synchronously', () => {
    clock.schedule(0, note('due'))
    clock.defer(note('deferred'))
    expect(log).toEqual([])
    clock.advance(0)
    expect(log).toEqual(['due@0', 'deferred@0'])
  })

  it('steps from event to event', () => {
    clock.schedule(7, note('b'))
    clock.schedule(2.5, note('a'))
    expect(clock.nextEventAt).toBe(2.5)
    expect(clock.step()).toBe(true)
    expect([clock.now(), log]).toEqual([2.5, ['a@2.5']])
    expect(clock.step()).toBe(true)
    expect(clock.step()).toBe(false)
    expect(clock.nextEventAt).toBeUndefined()
    expect(log).toEqual(['a@2.5', 'b@7'])
  })

  it('reaches exactly the instant asked for', () => {
    clock.advanceTo(0.1)
    clock.advanceTo(0.7)
    expect(clock.now()).toBe(0.7)
  })

  it('posts what cannot be cancelled in the same order', () => {
    clock.schedule(5, note('a'))
    clock.post(5, note('b'))
    clock.schedule(5, note('c'))
    clock.advance(5)
    expect(log).toEqual(['a@5', 'b@5', 'c@5'])
  })
})

describe('cancelling', () => {
  it('takes a timer back, once and for all', () => {
    const cancel = clock.schedule(10, note('a'))
    clock.schedule(10, note('b'))
    cancel()
    cancel()
    clock.advance(20)
    expect(log).toEqual(['b@10'])
    cancel()
    expect(clock.nextEventAt).toBeUndefined()
  })

  it('works from a callback of the same instant', () => {
    clock.schedule(10, () => cancel())
    const cancel = clock.schedule(10, note('cancelled'))
    clock.advance(20)
    expect(log).toEqual([])
  })
})

describe('defer', () => {
  it('waits for everything due at the instant, also for what only now becomes due', () => {
    clock.schedule(5, () => {
      clock.defer(() => {
        note('deferred')()
        clock.defer(note('deferred again'))
        clock.schedule(5, note('due after deferred'))
      })
      clock.schedule(5, note('due'))
    })
    clock.schedule(5, note('second'))
    clock.advance(10)
    expect(log).toEqual([
      'second@5',
      'due@5',
      'deferred@5',
      'due after deferred@5',
      'deferred again@5',
    ])
  })

  it('keeps the order of deferring', () => {
    for (const name of ['a', 'b', 'c']) clock.defer(note(name))
    clock.advance(0)
    expect(log).toEqual(['a@0', 'b@0', 'c@0'])
  })
})

describe('runUntil', () => {
  it('stops at the event that makes it true', () => {
    clock.schedule(10, note('a'))
    clock.schedule(20, note('b'))
    clock.schedule(20, note('c'))
    expect(clock.runUntil(() => log.includes('b@20'), 100)).toBe(true)
    expect([clock.now(), log]).toEqual([20, ['a@10', 'b@20']])
  })

  it('gives up at the limit', () => {
    clock.advance(5)
    clock.schedule(16, note('too late'))
    expect(clock.runUntil(() => log.length > 0, 10)).toBe(false)
    expect(clock.now()).toBe(15)
    expect(clock.runUntil(() => log.length > 0, 1)).toBe(true)
  })

  it('runs nothing when it holds already', () => {
    clock.schedule(0, note('a'))
    expect(clock.runUntil(() => true, 10)).toBe(true)
    expect([clock.now(), log]).toEqual([0, []])
  })
})

describe('what goes wrong', () => {
  it('lets an error out, and goes on after it', () => {
    clock.schedule(10, () => {
      throw new Error('on purpose')
    })
    clock.schedule(10, note('next'))
    expect(() => clock.advance(20)).toThrow('on purpose')
    expect(clock.now()).toBe(10)
    clock.advanceTo(20)
    expect(log).toEqual(['next@10'])
  })

  it('names the instant of an endless loop', () => {
    clock = new SimClock({ eventsPerInstantMax: 100 })
    const again = (): void => void clock.schedule(clock.now(), again)
    clock.schedule(12.5, again)
    expect(() => clock.advance(20)).toThrow(InvariantError)
    expect(() => clock.advance(20)).toThrow(/more than 100 events at 12\.5 ms/)
  })

  it('counts deferred callbacks in a loop too', () => {
    clock = new SimClock({ eventsPerInstantMax: 100 })
    const again = (): void => clock.defer(again)
    clock.defer(again)
    expect(() => clock.advance(20)).toThrow(/more than 100 events at 0 ms/)
  })

  it('allows any number of events over time', () => {
    clock = new SimClock({ eventsPerInstantMax: 2 })
    for (let ms = 1; ms <= 50; ms += 1) {
      clock.schedule(ms, note('a'))
      clock.schedule(ms, note('b'))
    }
    clock.advance(50)
    expect(log).toHaveLength(100)
  })

  it('refuses times that are none', () => {
    expect(() => clock.schedule(NaN, note('a'))).toThrow(UsageError)
    expect(() => clock.post(Infinity, note('a'))).toThrow(UsageError)
    expect(() => clock.advance(-1)).toThrow(UsageError)
    expect(() => clock.advance(NaN)).toThrow(UsageError)
    expect(() => clock.advanceTo(Infinity)).toThrow(UsageError)
    expect(() => clock.runUntil(() => false, Infinity)).toThrow(UsageError)
    expect(clock.nextEventAt).toBeUndefined()
  })

  it('refuses to be advanced from its own callback', () => {
    clock.schedule(1, () => clock.advance(1))
    clock.schedule(2, () => clock.step())
    expect(() => clock.advance(5)).toThrow(UsageError)
    expect(() => clock.advance(5)).toThrow(UsageError)
  })
})
