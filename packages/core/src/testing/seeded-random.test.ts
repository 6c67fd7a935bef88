import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { chance, forkRandom, integerBetween, pickOne, seededRandom } from './seeded-random.js'

const TWO_TO_32 = 4_294_967_296

function words(seed: number): number[] {
  const random = seededRandom(seed)
  return [random(), random(), random(), random(), random()].map((value) => value * TWO_TO_32)
}

describe('seededRandom', () => {
  // Computed from the published algorithm by an independent program.
  it.each([
    [0, [0x514676c3, 0x08a809df, 0x30349d2b, 0xfb52c520, 0x38802be1]],
    [1, [0x77eef724, 0x6f99472c, 0x65c86823, 0x6a161a47, 0x78c8aace]],
    [9_007_199_254_740_991, [0xc2cfde87, 0x9b1cd11e, 0xc2b1b187, 0x0ae443ad, 0x716ed290]],
  ])('is sfc32 with seed %i', (seed, expected) => {
    expect(words(seed)).toEqual(expected)
  })

  it('stays within [0, 1)', () => {
    fc.assert(
      fc.property(fc.maxSafeInteger(), (seed) => {
        const random = seededRandom(seed)
        for (let draw = 0; draw < 100; draw += 1) {
          const value = random()
          if (!(value >= 0 && value < 1)) return false
        }
        return true
      }),
    )
  })

  it('spreads evenly', () => {
    const random = seededRandom(7)
    const counts = new Array<number>(10).fill(0)
    for (let draw = 0; draw < 100_000; draw += 1) {
      const bucket = Math.floor(random() * 10)
      counts[bucket] = (counts[bucket] ?? 0) + 1
    }
    // The standard deviation of a bucket is 95.
    for (const count of counts) expect(Math.abs(count - 10_000)).toBeLessThan(500)
  })
})

describe('integerBetween', () => {
  it('includes both ends', () => {
    expect(integerBetween(() => 0, 3, 5)).toBe(3)
    expect(integerBetween(() => 0.5, 3, 5)).toBe(4)
    expect(integerBetween(() => 0.999_999, 3, 5)).toBe(5)
    expect(integerBetween(() => 0.999_999, -5, -5)).toBe(-5)
  })
})

describe('pickOne', () => {
  it('reaches every item', () => {
    const items = ['a', 'b', 'c'] as const
    expect([0, 0.34, 0.67, 0.999].map((value) => pickOne(() => value, items))).toEqual([
      'a',
      'b',
      'c',
      'c',
    ])
  })

  it('finds nothing in an empty list', () => {
    expect(pickOne(() => 0, [] as readonly string[])).toBeUndefined()
  })
})

describe('chance', () => {
  it('is true below the probability', () => {
    expect(chance(() => 0.29, 0.3)).toBe(true)
    expect(chance(() => 0.3, 0.3)).toBe(false)
  })

  it('draws nothing when the outcome is certain', () => {
    const random = (): number => {
      throw new Error('drawn')
    }
    expect(chance(random, 0)).toBe(false)
    expect(chance(random, 1)).toBe(true)
  })
})

describe('forkRandom', () => {
  it('makes streams that do not depend on each other', () => {
    const parent = seededRandom(5)
    const first = forkRandom(parent)
    const second = forkRandom(parent)
    const firstAlone = forkRandom(seededRandom(5))
    second()
    expect(first()).toBe(firstAlone())
    expect(first()).not.toBe(second())
  })

  it('takes two draws of its parent', () => {
    const parent = seededRandom(5)
    forkRandom(parent)
    const other = seededRandom(5)
    other()
    other()
    expect(parent()).toBe(other())
  })
})
