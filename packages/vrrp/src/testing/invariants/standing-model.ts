import type { TrackerConfig } from '../../config.js'
import type { Reading } from './reading.js'

interface TrackerFacts {
  /** Undefined before the first report; a file that was read is up. */
  up: boolean | undefined
  hasRun: boolean
  /** Results in a row that contradict `up`. */
  streak: number
  value: number
}

/** Priority and faults of an instance, worked out anew from what its process was told. */
export class StandingModel {
  basePriority: number
  isLinkUp = true
  inMaintenance = false
  /** Demoted, and not master since: does not preempt (docs/architecture.md, live control). */
  isYielding = false
  readonly #trackers = new Map<string, TrackerFacts>()

  constructor(reading: Reading) {
    this.basePriority = reading.priority
    for (const tracker of reading.trackers) this.#trackers.set(tracker.name, beginning(tracker))
  }

  /** Rules 95-97, 103, 142. */
  priority(reading: Reading): number {
    if (reading.owner) return 255
    let total = this.basePriority
    if (reading.weightsCount) {
      for (const tracker of reading.trackers) total += this.#share(tracker)
    }
    return Math.min(254, Math.max(1, total))
  }

  /** Why it must be in FAULT for a reason of its own; undefined = it must not (rules 108, 109). */
  fault(reading: Reading): string | undefined {
    if (this.inMaintenance) return 'maintenance'
    if (!this.isLinkUp && reading.tracksOwnLink) return 'its link is down'
    return reading.trackers.find((tracker) => this.#isFatal(tracker))?.name
  }

  /** Rule 87: a script without weight must have run once. */
  isWaiting(reading: Reading): boolean {
    return reading.trackers.some(
      ({ kind, weight = 0, name }) => kind === 'script' && weight === 0 && !this.#of(name).hasRun,
    )
  }

  /** Rules 99 and 100: the first result decides, then `rise` or `fall` of them in a row. */
  scriptRan(reading: Reading, name: string, passes: boolean): void {
    const tracker = reading.trackers.find((each) => each.name === name)
    if (tracker?.kind !== 'script') return
    const facts = this.#of(name)
    facts.streak = passes === facts.up ? 0 : facts.streak + 1
    const needed = facts.hasRun ? ((passes ? tracker.rise : tracker.fall) ?? 1) : 1
    facts.hasRun = true
    if (facts.streak < needed) return
    facts.up = passes
    facts.streak = 0
  }

  linkChanged(reading: Reading, name: string, up: boolean): void {
    if (name === reading.interface) this.isLinkUp = up
    const tracker = reading.trackers.find((each) => each.name === name)
    if (tracker?.kind === 'interface') this.#of(name).up = up
  }

  /** Other trackers: those that stay keep what is known of them, new ones begin. */
  trackersChanged(trackers: readonly TrackerConfig[]): void {
    const known = new Map(this.#trackers)
    this.#trackers.clear()
    for (const tracker of trackers) {
      this.#trackers.set(tracker.name, known.get(tracker.name) ?? beginning(tracker))
    }
  }

  fileRead(reading: Reading, name: string, content: string): void {
    if (!reading.trackers.some((tracker) => tracker.name === name)) return
    const facts = this.#of(name)
    facts.up = true
    facts.value = Number.parseInt(content, 10) || 0
  }

  #of(name: string): TrackerFacts {
    const known = this.#trackers.get(name)
    if (known !== undefined) return known
    const made: TrackerFacts = { up: undefined, hasRun: false, streak: 0, value: 0 }
    this.#trackers.set(name, made)
    return made
  }

  #share(tracker: TrackerConfig): number {
    const { weight = 0, reverse = false } = tracker
    const sign = reverse ? -1 : 1
    const { up, value } = this.#of(tracker.name)
    if (tracker.kind === 'file') return Math.max(-254, Math.min(253, sign * weight * value))
    if (weight > 0) return up === true ? sign * weight : 0
    return up === false ? sign * weight : 0
  }

  #isFatal(tracker: TrackerConfig): boolean {
    const { weight = 0, reverse = false } = tracker
    const { up, value } = this.#of(tracker.name)
    if (up === undefined) return false
    if (tracker.kind === 'file') {
      return weight === 0 ? (value !== 0) !== reverse : (reverse ? -1 : 1) * weight * value <= -254
    }
    return weight === 0 && up === reverse
  }
}

function beginning(tracker: TrackerConfig): TrackerFacts {
  const isDown = tracker.kind === 'script' && tracker.initFail === true
  return { up: isDown ? false : undefined, hasRun: false, streak: 0, value: 0 }
}
