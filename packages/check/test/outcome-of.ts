import type { Check, ProbeOutcome } from '@holdfast/check'

/** Asks once. */
export function outcomeOf(check: Check, part = 0): Promise<ProbeOutcome> {
  return new Promise((resolve) => {
    const probe = check.probes[part]
    if (probe === undefined) throw new Error(`there is no probe ${part}`)
    probe.start(resolve)
  })
}

/** Why it failed; undefined when it did not. */
export async function failureOf(check: Check, part = 0): Promise<string | undefined> {
  const outcome = await outcomeOf(check, part)
  return outcome.ok ? undefined : outcome.reason
}
