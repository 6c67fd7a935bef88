import { setTimeout as sleep } from 'node:timers/promises'

const POLL_MS = 50

type Look = () => boolean | Promise<boolean>

/** Resolves when it is so; rejects after the patience is at an end. */
export async function until(what: string, look: Look, patienceMs: number): Promise<void> {
  const giveUpAt = performance.now() + patienceMs
  while (!(await look())) {
    if (performance.now() > giveUpAt) throw new Error(`not within ${patienceMs} ms: ${what}`)
    await sleep(POLL_MS)
  }
}

/** Resolves after the duration; rejects as soon as it is no longer so. */
export async function stays(what: string, look: Look, durationMs: number): Promise<void> {
  const endsAt = performance.now() + durationMs
  while (performance.now() < endsAt) {
    if (!(await look())) throw new Error(`no longer so: ${what}`)
    await sleep(POLL_MS)
  }
}
