import { a, b, c, cast, nonPreempting, preempting, theoryMs } from './cast.js'
import type { Round } from './cast.js'
import type { Summary } from './event.js'
import type { Stage } from './stage.js'

/** How late a process may be on a busy machine before its takeover counts as wrong. */
const LATENESS_MS = 250

/** An event bears the time of its telling: that much after the decision, on a busy machine. */
const TELLING_MS = 50

/** How long people look at what has just happened. */
const LOOK_MS = 800

/** How long a is watched while it must not preempt; it would after 683 ms. */
const WATCH_MS = 2000

/** A measured time beside the one that it should be. */
interface Measurement {
  readonly ok: boolean
  readonly measuredMs: number
  readonly expectedMs: number
}

/** Plays the whole demonstration. Rejects when it cannot go on. */
export async function play(stage: Stage): Promise<Summary> {
  stage.step('Three routers start, each a process of its own. The highest priority wins.')
  await Promise.all(cast.map((role) => stage.boot(role)))
  await elect(stage, preempting)

  stage.step('a, the master, is killed: no goodbye. The others have to notice its silence.')
  const failover = await failOver(stage)

  stage.step('a is started again. It waits, then its higher priority preempts.')
  const preemption = await comeBack(stage)

  stage.step('The same without preemption: VRRPv3, five adverts a second.')
  for (const role of [c, b, a]) await stage.leave(role)
  await electFirst(stage, nonPreempting)

  stage.step('a is killed once more and started again. This time it has to stay backup.')
  await killMaster(stage, nonPreempting)
  const isKept = await stayBackup(stage)

  const mastersAtEnd = mastersOf(stage).length
  const { measuredMs: failoverMs, expectedMs, ok } = failover
  return {
    event: 'summary',
    failoverMs,
    expectedMs,
    mastersAtEnd,
    ok: ok && preemption.ok && isKept && mastersAtEnd === 1,
  }
}

/** The summary of a demonstration that could not be played to its end. */
export function brokenOff(stage: Stage): Summary {
  const expectedMs = theoryMs(b, preempting)
  const mastersAtEnd = mastersOf(stage).length
  return { event: 'summary', failoverMs: null, expectedMs, mastersAtEnd, ok: false }
}

async function elect(stage: Stage, round: Round): Promise<void> {
  for (const role of cast) stage.run(role, round)
  await stage.until('a to become the only master', () => mastersOf(stage).join() === 'a')
  await stage.pause(LOOK_MS)
}

/** Without preemption the first one stays master: b and c come when a is. */
async function electFirst(stage: Stage, round: Round): Promise<void> {
  stage.run(a, round)
  await stage.until('a to become master', () => stage.state(a) === 'MASTER')
  for (const role of [b, c]) stage.run(role, round)
  await stage.pause(LOOK_MS)
}

async function failOver(stage: Stage): Promise<Measurement> {
  const { node, afterMs } = await killMaster(stage, preempting)
  const result = compare(afterMs, theoryMs(b, preempting))
  const text = `${node} ${describeTakeover(result)}`
  stage.tell({ event: 'result', proof: 'failover', text, ...result })
  return result
}

async function comeBack(stage: Stage): Promise<Measurement> {
  await Promise.all([stage.boot(a), stage.pause(LOOK_MS)])
  stage.run(a, preempting)
  await stage.until('a to become the only master', () => mastersOf(stage).join() === 'a')
  // The wire does not show when a began to listen; its own clock does.
  const [began, took] = stage.transitions(a)
  const measured = (took?.at ?? NaN) - (began?.at ?? NaN)
  const result = compare(measured, theoryMs(a, preempting), TELLING_MS)
  const text = `a ${describeTakeover(result)}`
  stage.tell({ event: 'result', proof: 'preemption', text, ...result })
  await stage.pause(LOOK_MS)
  return result
}

async function stayBackup(stage: Stage): Promise<boolean> {
  const [master] = mastersOf(stage)
  await stage.boot(a)
  const returnedAt = performance.now()
  stage.run(a, nonPreempting)
  await stage.pause(WATCH_MS)
  // Nobody but the master of before has spoken, nor become master.
  const speakers = stage.wiretap.speakers(returnedAt)
  const statesOfA = stage.transitions(a).map(({ to }) => to)
  const ok =
    master !== undefined &&
    [mastersOf(stage), speakers].every((nodes) => nodes.join() === master) &&
    statesOfA.join() === 'BACKUP'
  const verb = ok ? 'stayed' : 'did not stay'
  const text = `${master ?? 'nobody'} ${verb} master, with a back for ${WATCH_MS} ms`
  stage.tell({ event: 'result', proof: 'nopreempt', ok, text })
  return ok
}

/** Ends a like a power cut, and waits for the first advert of another master. */
async function killMaster(
  stage: Stage,
  round: Round,
): Promise<{ readonly node: string; readonly afterMs: number }> {
  await stage.kill(a)
  const takeover = () => stage.wiretap.takeoverFrom(a.name, round.virtualRouterId)
  await stage.until('another master', () => takeover() !== undefined)
  await stage.until('a single master', () => mastersOf(stage).length === 1)
  return takeover() ?? { node: 'nobody', afterMs: NaN }
}

function mastersOf(stage: Stage): readonly string[] {
  return cast.filter((role) => stage.state(role) === 'MASTER').map(({ name }) => name)
}

function describeTakeover({ measuredMs, expectedMs }: Measurement): string {
  return `took over after ${measuredMs} ms (theory: ${expectedMs} ms)`
}

/** A timer may be late, never early; the clock that measures it may be off. */
function compare(measured: number, expectedMs: number, inaccuracyMs = 1): Measurement {
  const measuredMs = Math.round(measured * 1000) / 1000
  const ok = measuredMs >= expectedMs - inaccuracyMs && measuredMs <= expectedMs + LATENESS_MS
  return { ok, measuredMs, expectedMs }
}
