import type { Invariant } from '@holdfast/vrrp/testing'

/** A module of the machine, how to break it, and who must notice. */
export interface Mutant {
  readonly title: string
  readonly module: string
  readonly break: (original: never) => object
  readonly noticed: readonly Invariant[]
}
