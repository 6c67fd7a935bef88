import type { BackupAnswer, MasterAnswer } from './crafted-advert.js'

/** What a loaded machine of two cores may add. */
const toleranceMs = 400

/** Rule 54: priority 100, 1 s. */
const ownMasterDownMs = 3609.375
const advertIntMs = 1000

export interface BackupRun {
  /** When the router was ready; it has heard adverts from its start on. */
  readonly readyAt: number
  /** When the last crafted advert left. */
  readonly lastSentAt: number
  /** How often the sender was late. */
  readonly stalls: number
  /** How far apart the sender meant to send. */
  readonly everyMs: number
  /** Until when the router was watched. */
  readonly endAt: number
  /** When the router spoke. */
  readonly spokeAt: readonly number[]
}

export interface Judgement {
  readonly isRight: boolean
  /** What the router did, in words. */
  readonly found: string
}

/** Whether a BACKUP did as it should, by when it spoke first. */
export function judgeBackup(wanted: BackupAnswer, run: BackupRun): Judgement {
  const { readyAt, lastSentAt, endAt, spokeAt, stalls, everyMs } = run
  const [first] = spokeAt
  if (wanted.kind === 'follows') {
    const spokeMeanwhile = spokeAt.filter((at) => at < lastSentAt).length
    // Silence that is longer than the sender's own master-down time is a reason to take over.
    const excused = everyMs < wanted.masterDownMs ? stalls : 0
    if (spokeMeanwhile > excused) {
      return { isRight: false, found: `spoke ${spokeMeanwhile} times while it was sent` }
    }
    const after = spokeAt.find((at) => at >= lastSentAt)
    const isWatched = lastSentAt + wanted.masterDownMs + toleranceMs < endAt
    if (after === undefined) return { isRight: !isWatched, found: 'stays BACKUP' }
    const tookMs = after - lastSentAt
    return {
      isRight: isAbout(tookMs, wanted.masterDownMs),
      found: `stays BACKUP; MASTER ${tookMs.toFixed()} ms after the last one`,
    }
  }
  if (first === undefined) return { isRight: false, found: 'stays BACKUP' }
  const tookMs = first - readyAt
  const found = `MASTER after ${tookMs.toFixed()} ms`
  if (wanted.kind === 'ignores') return { isRight: isAbout(tookMs, ownMasterDownMs), found }
  // The first one comes within an interval of the sender.
  const isRight =
    tookMs > wanted.skewMs - toleranceMs && tookMs < wanted.skewMs + everyMs + toleranceMs
  return { isRight, found }
}

export interface MasterRun {
  readonly firstSentAt: number
  readonly lastSentAt: number
  readonly sent: number
  readonly stalls: number
  readonly spokeAt: readonly number[]
}

/** Whether a MASTER did as it should while the adverts were sent. */
export function judgeMaster(wanted: MasterAnswer, run: MasterRun): Judgement {
  const { firstSentAt, lastSentAt, sent, stalls } = run
  const spoke = run.spokeAt.filter((at) => at > firstSentAt && at < lastSentAt)
  const longestMs = longestSilence([firstSentAt, ...spoke, lastSentAt])
  const staysMaster = longestMs <= advertIntMs + toleranceMs
  const found = `${spoke.length} adverts, at most ${longestMs.toFixed()} ms apart`
  if (wanted === 'ignores') {
    // Rule 46: neither silenced nor made to talk.
    const usual = Math.ceil((lastSentAt - firstSentAt) / advertIntMs) + 1
    return { isRight: staysMaster && spoke.length <= usual, found }
  }
  if (wanted === 'answers') {
    return { isRight: staysMaster && spoke.length >= sent * 0.8, found: `${found}; answers` }
  }
  const patienceMs = wanted === 'yields' ? toleranceMs : lastSentAt - firstSentAt - 700
  const late = spoke.filter((at) => at > firstSentAt + patienceMs).length
  // The silence of a stall is a reason to take over; the end of it, to yield with a last word (rule 80).
  if (late > 2 * stalls) return { isRight: false, found }
  return { isRight: true, found: 'BACKUP' }
}

function isAbout(ms: number, wantedMs: number): boolean {
  return Math.abs(ms - wantedMs) < toleranceMs
}

function longestSilence(times: readonly number[]): number {
  return Math.max(...times.map((at, index) => at - (times[index - 1] ?? at)))
}
