/** What is checked; docs/invariants.md has each of them, with its exemptions. */
export const invariants = [
  'one-master',
  'some-master',
  'right-master',
  'takeover-time',
  'yields',
  'leaves-for-a-reason',
  'together',
  'standing',
  'advert-interval',
  'answers',
  'goodbye',
  'silence',
  'wire',
  'bad-packets',
  'addresses',
  'routes',
  'announcements',
  'timers',
  'counters',
  'errors',
] as const

export type Invariant = (typeof invariants)[number]

/** A promise that a run broke. */
export interface Violation {
  readonly invariant: Invariant
  readonly message: string
  /** Virtual milliseconds. */
  readonly at: number
}

/** Takes note of a violation. */
export type Report = (invariant: Invariant, message: string) => void

/** Binary fractions of milliseconds differ in their last digits after a walk through two clocks. */
export const ROUNDING_MS = 1e-6
