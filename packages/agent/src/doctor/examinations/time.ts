import { found } from '../finding.js'
import type { Finding } from '../finding.js'
import type { Subject } from '../subject.js'

/** Of the processor's time. */
const mostStolen = 0.1

/** Whether this machine does what it has to do in time. */
export function examineTime({ facts, instances }: Subject): readonly Finding[] {
  const { latestMs, stolenShare, suspendedMs } = facts.time
  const shortestMs = Math.min(...instances.map(({ advertIntMs }) => advertIntMs))
  const findings: Finding[] = []
  if (latestMs > shortestMs / 2) {
    findings.push(
      found(
        'timers-late',
        `within a second a timer was ${latestMs.toFixed(0)} ms late, and an advert is due each ` +
          `${shortestMs} ms`,
        'give it a processor of its own (CPUWeight= and Nice= in its unit), or a longer advert_int',
      ),
    )
  }
  if (stolenShare > mostStolen) {
    findings.push(
      found(
        'time-stolen',
        `other virtual machines took ${Math.round(stolenShare * 100)} % of the processor's time`,
        'move it to a host with less load, or reserve processors for it',
      ),
    )
  }
  if (suspendedMs >= 1000) {
    const seconds = Math.round(suspendedMs / 1000)
    findings.push(found('was-suspended', `this machine was suspended for ${seconds} s in all`))
  }
  return findings
}
