import type { Random } from '../random.js'

const TWO_TO_32 = 0x1_0000_0000
const TWO_TO_21 = 0x20_0000

/**
 * Numbers in [0, 1) that depend on nothing but `seed`, an integer of up to 53 bits: the same seed
 * gives the same run on every machine.
 */
export function seededRandom(seed: number): Random {
  // Chris Doty-Humphrey's sfc32 and its seeding from 64 bits, as published in PractRand (public
  // domain): small, fast in 32-bit integer arithmetic, and good enough that neighbouring seeds give
  // unrelated runs, which simulations with the seeds 1, 2, 3... depend on.
  let a = 0
  let b = seed >>> 0
  let c = Math.floor(seed / TWO_TO_32) >>> 0
  let counter = 1
  const next = (): number => {
    const word = (a + b + counter) | 0
    counter = (counter + 1) | 0
    a = b ^ (b >>> 9)
    b = (c + (c << 3)) | 0
    c = (((c << 21) | (c >>> 11)) + word) | 0
    return (word >>> 0) / TWO_TO_32
  }
  for (let round = 0; round < 12; round += 1) next()
  return next
}

/** An integer between `min` and `max`, both included, each equally likely. */
export function integerBetween(random: Random, min: number, max: number): number {
  return min + Math.floor(random() * (max - min + 1))
}

/** One of `items`, each equally likely; undefined when there are none. */
export function pickOne<Item>(random: Random, items: readonly [Item, ...Item[]]): Item
export function pickOne<Item>(random: Random, items: readonly Item[]): Item | undefined
export function pickOne<Item>(random: Random, items: readonly Item[]): Item | undefined {
  return items[Math.floor(random() * items.length)]
}

/** True with this probability. Certain outcomes, 0 and 1, draw nothing from `random`. */
export function chance(random: Random, probability: number): boolean {
  if (probability <= 0) return false
  return probability >= 1 || random() < probability
}

/**
 * A stream of its own that starts from two draws of `random`: what is drawn from one child never
 * shifts what another child gets.
 */
export function forkRandom(random: Random): Random {
  const high = Math.floor(random() * TWO_TO_21)
  const low = Math.floor(random() * TWO_TO_32)
  return seededRandom(high * TWO_TO_32 + low)
}
