import type { Diagnostic } from '@holdfast/core/config'
import { mistakeAt } from './mistake.js'
import type { Subject } from './mistake.js'

/** A failover that is later than this surprises whoever set it up. */
const longestMs = 60_000

/** Checks that notice a failure too late to be of use. */
export function slowScripts(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.scripts ?? []).flatMap((script) => {
    const { name, intervalMs = 1000, fall = 1, timeoutMs = intervalMs } = script
    if (intervalMs * fall <= longestMs) return []
    const seconds = (intervalMs * fall + Math.min(timeoutMs, intervalMs)) / 1000
    const times = fall === 1 ? '' : `, because ${fall} runs have to fail`
    const message = `\`${name}\` may notice a failure only after ${seconds} s${times}`
    const hint = '`interval` is in seconds; a few of them are usual'
    return [mistakeAt(subject, 'script-slow', [script, 'intervalMs'], message, { hint })]
  })
}

/** Timeouts that outlast the interval. */
export function longTimeouts(subject: Subject): readonly Diagnostic[] {
  return (subject.configuration.scripts ?? []).flatMap((script) => {
    const { name, intervalMs = 1000, timeoutMs = intervalMs } = script
    if (timeoutMs <= intervalMs) return []
    const message =
      `\`${name}\` may run for ${timeoutMs / 1000} s, but is due every ${intervalMs / 1000} s: ` +
      'while it hangs, nothing is checked'
    return [mistakeAt(subject, 'script-timeout-too-long', [script, 'timeoutMs'], message)]
  })
}
