import { readFileSync } from 'node:fs'
import type { Clock } from '@holdfast/core'
import type { TimeFacts } from '../machine-facts.js'

const stepMs = 10
/** Of less time a share says nothing; a tick is a hundredth of a second of one processor. */
const leastTicks = 50

/** How some time passes: a timer each 10 ms, and whose time the processor's was. */
export async function measureTime(
  clock: Clock,
  { suspendedMs, measuredMs }: { readonly suspendedMs: number; readonly measuredMs: number },
): Promise<TimeFacts> {
  const before = readTicks()
  const latestMs = await latestOf(clock, measuredMs)
  const after = readTicks()
  const total = after.total - before.total
  const stolenShare = total < leastTicks ? 0 : (after.stolen - before.stolen) / total
  return { latestMs, stolenShare, suspendedMs }
}

function latestOf(clock: Clock, measuredMs: number): Promise<number> {
  const end = clock.now() + measuredMs
  let latestMs = 0
  return new Promise((resolve) => {
    const next = (due: number): void => {
      clock.schedule(due, () => {
        const now = clock.now()
        latestMs = Math.max(latestMs, now - due)
        if (now >= end) resolve(latestMs)
        else next(now + stepMs)
      })
    }
    next(clock.now() + stepMs)
  })
}

/** The first line of /proc/stat (proc_stat(5)): the eighth number is what other guests took. */
function readTicks(): { readonly total: number; readonly stolen: number } {
  try {
    const [line = ''] = readFileSync('/proc/stat', 'utf8').split('\n')
    const ticks = line.split(/\s+/).slice(1, 9).map(Number)
    return { total: ticks.reduce((sum, each) => sum + each, 0), stolen: ticks[7] ?? 0 }
  } catch {
    return { total: 0, stolen: 0 }
  }
}
