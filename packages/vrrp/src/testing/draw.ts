import type { Random } from '@holdfast/core'
import { chance, forkRandom, integerBetween, pickOne } from '@holdfast/core/testing'

/** Draws what a random scenario is made of. */
export class Draw {
  readonly #random: Random

  constructor(random: Random) {
    this.#random = random
  }

  /** A stream of its own, so that what is drawn there shifts nothing here. */
  fork(): Draw {
    return new Draw(forkRandom(this.#random))
  }

  chance(probability: number): boolean {
    return chance(this.#random, probability)
  }

  /** Both ends included. */
  integer(min: number, max: number): number {
    return integerBetween(this.#random, min, max)
  }

  /** Whole milliseconds, short ones as likely as long ones of each magnitude. */
  ms(min: number, max: number): number {
    return Math.round(min * (max / min) ** this.#random())
  }

  pick<Item>(items: readonly [Item, ...Item[]]): Item {
    return pickOne(this.#random, items)
  }

  /** One of a list that may be empty. */
  any<Item>(items: readonly Item[]): Item | undefined {
    return pickOne(this.#random, items)
  }

  /** A key, as often as its weight says. */
  weighted<Key extends string>(weights: Readonly<Record<Key, number>>): Key {
    const entries = Object.entries(weights) as [Key, number][]
    let left = this.#random() * entries.reduce((sum, [, weight]) => sum + weight, 0)
    for (const [key, weight] of entries) {
      left -= weight
      if (left < 0) return key
    }
    return (entries.at(-1) as [Key, number])[0]
  }

  /** Some of them, in their order. */
  some<Item>(items: readonly Item[], probability: number): readonly Item[] {
    return items.filter(() => this.chance(probability))
  }

  /** `options` with this probability, else nothing: for spreading into a literal. */
  maybe<Options extends object>(probability: number, options: () => Options): Options | object {
    return this.chance(probability) ? options() : {}
  }
}
