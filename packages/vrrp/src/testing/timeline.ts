/** One line of what happened in a run. */
export interface TimelineEntry {
  /** Virtual milliseconds. */
  readonly at: number
  /** A node, or what the test did. */
  readonly who: string
  readonly text: string
}

/** How much of a long run a failure message shows. */
const SHOWN_MAX = 60

/** What happened, in order, as a person reads it. */
export class Timeline {
  readonly #entries: TimelineEntry[] = []

  add(at: number, who: string, text: string): void {
    this.#entries.push({ at, who, text })
  }

  get entries(): readonly TimelineEntry[] {
    return this.#entries
  }

  /** The last lines, with milliseconds in a column of their own. */
  toString(): string {
    const shown = this.#entries.slice(-SHOWN_MAX)
    const hidden = this.#entries.length - shown.length
    const width = Math.max(4, ...shown.map(({ who }) => who.length))
    const lines = shown.map(
      ({ at, who, text }) => `${at.toFixed(3).padStart(13)} ms  ${who.padEnd(width)}  ${text}`,
    )
    return [...(hidden > 0 ? [`  ... ${hidden} earlier entries`] : []), ...lines].join('\n')
  }
}
