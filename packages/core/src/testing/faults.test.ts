import { describe, expect, it } from 'vitest'
import { ConfigError } from '../errors.js'
import type { Random } from '../random.js'
import { FaultPlan } from './faults.js'
import type { LinkFaults } from './faults.js'
import { seededRandom } from './seeded-random.js'

const undrawn: Random = () => {
  throw new Error('drawn although nothing is left to chance')
}

/** Gives these numbers, in this order. */
function script(...values: readonly number[]): Random {
  const rest = [...values]
  return () => {
    const value = rest.shift()
    if (value === undefined) throw new Error('drawn once too often')
    return value
  }
}

describe('without faults', () => {
  it('delivers once, at once, and leaves nothing to chance', () => {
    expect(new FaultPlan(undrawn).deliveries('a', 'b')).toEqual([0])
  })

  it('allocates nothing for each packet', () => {
    const plan = new FaultPlan(undrawn, { latencyMs: 2 })
    expect(plan.deliveries('a', 'b')).toBe(plan.deliveries('a', 'b'))
  })
})

describe('latency', () => {
  it('is fixed, or drawn evenly from a range', () => {
    expect(new FaultPlan(undrawn, { latencyMs: 2.5 }).deliveries('a', 'b')).toEqual([2.5])
    const plan = new FaultPlan(script(0, 0.25, 0.75), { latencyMs: [10, 30] })
    expect(plan.deliveries('a', 'b')).toEqual([10])
    expect(plan.deliveries('a', 'b')).toEqual([15])
    expect(plan.deliveries('a', 'b')).toEqual([25])
  })

  it('is drawn nowhere when the range is a point', () => {
    expect(new FaultPlan(undrawn, { latencyMs: [4, 4] }).deliveries('a', 'b')).toEqual([4])
  })
})

describe('loss, duplication and reordering', () => {
  it('loses with the probability given', () => {
    const plan = new FaultPlan(script(0.29, 0.3), { loss: 0.3 })
    expect(plan.deliveries('a', 'b')).toEqual([])
    expect(plan.deliveries('a', 'b')).toEqual([0])
  })

  it('duplicates with a delay of its own for each copy', () => {
    const plan = new FaultPlan(script(0.5, 0.1, 1, 0.5, 0.2), { duplicate: 0.2, latencyMs: [0, 8] })
    expect(plan.deliveries('a', 'b')).toEqual([4, 8])
    expect(plan.deliveries('a', 'b')).toEqual([4])
  })

  it('delays some more than others', () => {
    const plan = new FaultPlan(script(0.1, 0.5, 0.2), { reorder: 0.2, reorderMs: 6, latencyMs: 1 })
    expect(plan.deliveries('a', 'b')).toEqual([4])
    expect(plan.deliveries('a', 'b')).toEqual([1])
  })

  it('draws nothing for what is certain', () => {
    const certain = { loss: 0, duplicate: 1, latencyMs: 1 }
    expect(new FaultPlan(undrawn, certain).deliveries('a', 'b')).toEqual([1, 1])
    expect(new FaultPlan(undrawn, { loss: 1 }).deliveries('a', 'b')).toEqual([])
    expect(new FaultPlan(undrawn, { reorder: 0.5 }).deliveries('a', 'b')).toEqual([0])
  })

  it('keeps to its probabilities in the long run', () => {
    const plan = new FaultPlan(seededRandom(1), { loss: 0.2, duplicate: 0.1 })
    const counts = [0, 0, 0]
    for (let packet = 0; packet < 100_000; packet += 1) {
      const copies = plan.deliveries('a', 'b').length
      counts[copies] = (counts[copies] ?? 0) + 1
    }
    // 20 % lost, 10 % of the others doubled; the standard deviations are 126, 142 and 86.
    expect(Math.abs((counts[0] ?? 0) - 20_000)).toBeLessThan(700)
    expect(Math.abs((counts[1] ?? 0) - 72_000)).toBeLessThan(700)
    expect(Math.abs((counts[2] ?? 0) - 8_000)).toBeLessThan(450)
  })
})

describe('ways', () => {
  it('lets the most specific way that names a fault win', () => {
    const plan = new FaultPlan(undrawn, { latencyMs: 1 })
    plan.set({ latencyMs: 5 }, { from: 'a', to: 'b' })
    plan.set({ latencyMs: 4 }, { from: 'a' })
    plan.set({ latencyMs: 3 }, { to: 'b' })
    plan.set({ latencyMs: 2 })
    expect(plan.deliveries('a', 'b')).toEqual([5])
    expect(plan.deliveries('a', 'c')).toEqual([4])
    expect(plan.deliveries('c', 'b')).toEqual([3])
    expect(plan.deliveries('c', 'a')).toEqual([2])
  })

  it('prefers the sender to the receiver', () => {
    const plan = new FaultPlan(undrawn)
    plan.set({ latencyMs: 4 }, { from: 'a' })
    plan.set({ latencyMs: 3 }, { to: 'b' })
    expect(plan.deliveries('a', 'b')).toEqual([4])
  })

  it('takes each fault from the most specific way that names it', () => {
    const plan = new FaultPlan(undrawn, { clogMs: 100 })
    plan.set({ latencyMs: 1 })
    plan.set({ duplicate: 1 }, { from: 'a', to: 'b' })
    plan.set({ latencyMs: 2 }, { to: 'b' })
    expect(plan.deliveries('a', 'b')).toEqual([102, 102])
  })

  it('adds to what was set on a way before, from then on', () => {
    const plan = new FaultPlan(undrawn)
    plan.set({ latencyMs: 1 }, { from: 'a' })
    expect(plan.deliveries('a', 'b')).toEqual([1])
    plan.set({ duplicate: 1 }, { from: 'a' })
    expect(plan.deliveries('a', 'b')).toEqual([1, 1])
  })

  it('goes back to the defaults on reset', () => {
    const plan = new FaultPlan(undrawn, { latencyMs: 1 })
    plan.set({ loss: 1 })
    plan.set({ latencyMs: 9 }, { from: 'a', to: 'b' })
    plan.clog('a', 'b', 50)
    plan.cut('a', 'b')
    plan.partition(['a'])
    plan.reset()
    expect(plan.deliveries('a', 'b')).toEqual([1])
  })
})

describe('cut, partition and heal', () => {
  it('cuts one way only', () => {
    const plan = new FaultPlan(undrawn)
    plan.cut('a', 'b')
    expect(plan.deliveries('a', 'b')).toEqual([])
    expect(plan.deliveries('b', 'a')).toEqual([0])
    expect(plan.deliveries('a', 'c')).toEqual([0])
  })

  it('separates groups, and those in no group from all of them', () => {
    const plan = new FaultPlan(undrawn)
    plan.partition(['a', 'b'], ['c'])
    expect(plan.deliveries('a', 'b')).toEqual([0])
    expect(plan.deliveries('a', 'c')).toEqual([])
    expect(plan.deliveries('c', 'b')).toEqual([])
    expect(plan.deliveries('d', 'a')).toEqual([])
    expect(plan.deliveries('c', 'd')).toEqual([])
    expect(plan.deliveries('d', 'e')).toEqual([0])
  })

  it('isolates a node that is a group of its own', () => {
    const plan = new FaultPlan(undrawn)
    plan.partition(['a'])
    expect(plan.deliveries('a', 'b')).toEqual([])
    expect(plan.deliveries('b', 'a')).toEqual([])
    expect(plan.deliveries('b', 'c')).toEqual([0])
  })

  it('replaces a partition and keeps cuts', () => {
    const plan = new FaultPlan(undrawn)
    plan.cut('a', 'c')
    plan.partition(['a'], ['b', 'c'])
    plan.partition(['a', 'b', 'c'])
    expect(plan.deliveries('a', 'b')).toEqual([0])
    expect(plan.deliveries('a', 'c')).toEqual([])
  })

  it('heals every cut and leaves other faults', () => {
    const plan = new FaultPlan(undrawn, { latencyMs: 1 })
    plan.set({ latencyMs: 3 }, { from: 'a' })
    plan.cut('a', 'b')
    plan.partition(['a'], ['b'])
    plan.heal()
    expect(plan.deliveries('a', 'b')).toEqual([3])
    expect(plan.deliveries('b', 'a')).toEqual([1])
  })
})

describe('clog', () => {
  it('holds one way back, on top of its latency, until unclogged', () => {
    const plan = new FaultPlan(script(0.5), { latencyMs: 1, clogMs: 10 })
    plan.clog('a', 'b', 500)
    expect(plan.deliveries('a', 'b')).toEqual([511])
    expect(plan.deliveries('b', 'a')).toEqual([11])
    plan.set({ latencyMs: [0, 2] }, { from: 'a', to: 'b' })
    expect(plan.deliveries('a', 'b')).toEqual([511])
    plan.set({ latencyMs: 2 }, { from: 'a', to: 'b' })
    plan.unclog()
    expect(plan.deliveries('a', 'b')).toEqual([12])
  })
})

describe('every change', () => {
  it('counts from the next packet on', () => {
    const plan = new FaultPlan(undrawn)
    const next = (): readonly number[] => plan.deliveries('a', 'b')
    expect(next()).toEqual([0])
    plan.cut('a', 'b')
    expect(next()).toEqual([])
    plan.heal()
    expect(next()).toEqual([0])
    plan.partition(['a'], ['b'])
    expect(next()).toEqual([])
    plan.partition()
    expect(next()).toEqual([0])
    plan.clog('a', 'b', 7)
    expect(next()).toEqual([7])
    plan.unclog()
    expect(next()).toEqual([0])
    plan.set({ latencyMs: 3 })
    expect(next()).toEqual([3])
    plan.reset()
    expect(next()).toEqual([0])
  })
})

describe('what it refuses', () => {
  it.each<[string, Partial<LinkFaults>]>([
    ['loss', { loss: 1.1 }],
    ['loss', { loss: NaN }],
    ['duplicate', { duplicate: -0.1 }],
    ['reorder', { reorder: 2 }],
    ['latencyMs', { latencyMs: -1 }],
    ['latencyMs', { latencyMs: [5, 4] }],
    ['latencyMs', { latencyMs: [0, Infinity] }],
    ['reorderMs', { reorderMs: NaN }],
    ['clogMs', { clogMs: -1 }],
  ])('refuses a wrong %s: %o', (path, faults) => {
    const plan = new FaultPlan(undrawn)
    const wrong = expect.objectContaining({ issues: [expect.objectContaining({ path })] }) as Error
    expect(() => new FaultPlan(undrawn, faults)).toThrow(ConfigError)
    expect(() => plan.set(faults)).toThrow(wrong)
    expect(plan.deliveries('a', 'b')).toEqual([0])
  })

  it('refuses to clog by a negative time', () => {
    expect(() => new FaultPlan(undrawn).clog('a', 'b', -1)).toThrow(ConfigError)
  })
})
