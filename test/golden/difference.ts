import type { Place } from './play/place.js'

/** What Holdfast does otherwise than keepalived 2.2.7 in a scenario, on purpose. */
export interface Difference {
  readonly scenario: string
  /** Where Holdfast stands when it shows. */
  readonly places: readonly Place[]
  /** Lines of the recording that do not come, as a trace has them. */
  readonly missing?: readonly string[]
  /** Lines that come instead, or besides; `x10+` is ten or more. */
  readonly extra?: readonly string[]
  /** It depends on who is quicker: all of it shows, or nothing. */
  readonly sometimes?: boolean
  /** How far from these times, in seconds; default 0.2. */
  readonly within?: number
}

export interface Reason {
  /** A sentence for people. */
  readonly why: string
  readonly differences: readonly Difference[]
}
