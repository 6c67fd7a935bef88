import { fork } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { setTimeout as pause } from 'node:timers/promises'
import { Checker, tcpCheck } from '@holdfast/check'
import type { Check } from '@holdfast/check'
import { whole } from '../report.js'
import type { Figure } from '../report.js'

const CHECKS = 10_000
const PERIOD_MS = 6000
const MEASURED_MS = 30_000
const server = fileURLToPath(new URL('server-process.ts', import.meta.url))

/** Ten thousand TCP checks at a time, against a server in another process on loopback. */
export async function benchChecks(): Promise<readonly Figure[]> {
  const child = fork(server, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] })
  try {
    if (child.stdout === null) throw new Error('the server prints nothing')
    const [line] = (await once(createInterface(child.stdout), 'line')) as [string]
    return await measure(Number(line))
  } finally {
    child.kill()
  }
}

async function measure(port: number): Promise<readonly Figure[]> {
  const seen = { probes: 0, failures: 0, latestMs: 0 }
  const checkers = Array.from({ length: CHECKS }, (_, index) => {
    const connectIp = `127.1.${index >> 8}.${index & 255}`
    const check = timed(tcpCheck({ connectIp, connectPort: port }), seen)
    return new Checker({
      check,
      delayLoopMs: PERIOD_MS,
      onOutcome: ({ ok }) => {
        if (!ok) seen.failures += 1
      },
    })
  })
  for (const checker of checkers) checker.start()
  await pause(PERIOD_MS * 2)
  Object.assign(seen, { probes: 0, failures: 0, latestMs: 0 })
  const before = process.cpuUsage()
  const startedAt = performance.now()
  await pause(MEASURED_MS)
  const { user, system } = process.cpuUsage(before)
  const elapsedMs = performance.now() - startedAt
  const descriptors = readdirSync('/proc/self/fd').length
  for (const checker of checkers) checker.stop()
  if (seen.failures > 0) throw new Error(`${seen.failures} of ${seen.probes} checks failed`)
  const load = (user + system) / 1000 / elapsedMs
  const lateness = seen.latestMs / PERIOD_MS
  const what = `${whole(CHECKS)} TCP checks every ${PERIOD_MS / 1000} s`
  return [
    {
      what: `${what}: load of a core`,
      measured: `${(load * 100).toFixed(0)} % (${whole((seen.probes / elapsedMs) * 1000)}/s)`,
      target: '< 50 %',
      met: load < 0.5,
    },
    {
      what: `${what}: the latest, of its period`,
      measured: `${(lateness * 100).toFixed(1)} % (${descriptors} descriptors at the end)`,
      target: '< 10 %',
      met: lateness < 0.1,
    },
  ]
}

/** The same check, which notes how much later than a period after its end it began again. */
function timed(check: Check, seen: { probes: number; latestMs: number }): Check {
  let dueMs = Infinity
  return {
    ...check,
    probes: check.probes.map((probe) => ({
      start: (done) => {
        const now = performance.now()
        seen.latestMs = Math.max(seen.latestMs, now - dueMs)
        seen.probes += 1
        return probe.start((outcome) => {
          dueMs = performance.now() + PERIOD_MS
          done(outcome)
        })
      },
    })),
  }
}
