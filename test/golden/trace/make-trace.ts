import type { Advert, Announcement, Happening } from './happening.js'
import type { TraceEvent } from './trace-event.js'

/** An advert later than so many intervals, and this, does not continue a run. */
const runGap = { intervals: 1.6, ms: 20 }
/** Announcements of an address closer than this are one burst. */
const burstGapMs = 50

interface Run {
  readonly text: string
  readonly who: Advert['who']
  readonly firstAt: number
  lastAt: number
  count: number
}

interface Burst {
  readonly first: Announcement
  lastAt: number
  count: number
}

/**
 * What happened from the first mark on, in seconds after `zeroAt` (milliseconds since 1970): a run of
 * equal adverts is its first and its last, a burst of announcements is one event, and an address that
 * is set again (its lease is renewed) is no event.
 */
export function makeTrace(happenings: readonly Happening[], zeroAt: number): readonly TraceEvent[] {
  const inOrder = [...happenings].sort((one, other) => one.at - other.at)
  const begin = inOrder.findIndex(({ kind }) => kind === 'MARK')
  if (begin < 0) throw new Error('a trace begins with a mark')
  const trace = new TraceMaker(zeroAt)
  // What was there before the first mark is still there.
  for (const [index, happening] of inOrder.entries()) {
    if (index >= begin) trace.add(happening)
    else if (happening.kind === 'ADDR+' || happening.kind === 'ADDR-') trace.hasAddress(happening)
  }
  return trace.finish()
}

class TraceMaker {
  readonly #zeroAt: number
  readonly #events: TraceEvent[] = []
  readonly #runs = new Map<string, Run>()
  readonly #bursts = new Map<string, Burst>()
  readonly #finishedBursts: Burst[] = []
  readonly #addresses = new Map<string, boolean>()

  constructor(zeroAt: number) {
    this.#zeroAt = zeroAt
  }

  add(happening: Happening): void {
    switch (happening.kind) {
      case 'ADV':
        return this.#advert(happening)
      case 'GARP':
      case 'NA':
        return this.#announcement(happening)
      case 'ADDR+':
      case 'ADDR-':
        if (this.hasAddress(happening)) this.#push(happening)
        return
      case 'NOTIFY':
      case 'MARK':
        return this.#push(happening)
    }
  }

  /** Whether that is news. */
  hasAddress({ kind, who, text }: Pick<Happening, 'kind' | 'who' | 'text'>): boolean {
    const address = `${who} ${text}`
    const isThere = kind === 'ADDR+'
    if (this.#addresses.get(address) === isThere) return false
    this.#addresses.set(address, isThere)
    return true
  }

  finish(): readonly TraceEvent[] {
    for (const run of this.#runs.values()) this.#endRun(run)
    for (const { first, count } of [...this.#finishedBursts, ...this.#bursts.values()]) {
      this.#push({ ...first, text: `${first.text} x${count}` })
    }
    return this.#events.sort((one, other) => one.at - other.at)
  }

  #advert({ at, who, text, series, intervalMs }: Advert): void {
    const run = this.#runs.get(series)
    if (run?.text === text && at - run.lastAt <= runGap.intervals * intervalMs + runGap.ms) {
      run.lastAt = at
      run.count += 1
      return
    }
    if (run !== undefined) this.#endRun(run)
    this.#runs.set(series, { text, who, firstAt: at, lastAt: at, count: 1 })
    this.#push({ kind: 'ADV', at, who, text: `first ${text}` })
  }

  #endRun({ text, who, firstAt, lastAt, count }: Run): void {
    if (count === 1) return
    const interval = ((lastAt - firstAt) / 1000 / (count - 1)).toFixed(3)
    const last = `last  ${text}  n=${count} interval=${interval}`
    this.#push({ kind: 'ADV', at: lastAt, who, text: last })
  }

  #announcement(announcement: Announcement): void {
    const key = `${announcement.who} ${announcement.kind} ${announcement.text}`
    const burst = this.#bursts.get(key)
    if (burst !== undefined && announcement.at - burst.lastAt < burstGapMs) {
      burst.lastAt = announcement.at
      burst.count += 1
      return
    }
    if (burst !== undefined) this.#finishedBursts.push(burst)
    this.#bursts.set(key, { first: announcement, lastAt: announcement.at, count: 1 })
  }

  #push({ kind, at, who, text }: Pick<Happening, 'kind' | 'at' | 'who' | 'text'>): void {
    this.#events.push({ at: (at - this.#zeroAt) / 1000, who, kind, text })
  }
}
