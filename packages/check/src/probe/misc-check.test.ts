import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { Checker } from '../checker/checker.js'
import { FakeProcessRunner } from '../testing/fake-process-runner.js'
import type { FakeProcess } from '../testing/fake-process-runner.js'
import { miscCheck } from './misc-check.js'
import type { ProbeOutcome } from './probe.js'

const program = { path: '/bin/check', args: [] }

/** What becomes of a program that ends so. */
function outcomeOf(
  end: (process: FakeProcess) => void,
  isDynamic = false,
): ProbeOutcome | undefined {
  const clock = new SimClock()
  const runner = new FakeProcessRunner({ clock, onStart: end })
  let outcome: ProbeOutcome | undefined
  const check = miscCheck({ program, runner, clock, timeoutMs: 1000, isDynamic })
  check.probes[0]?.start((told) => (outcome = told))
  clock.advance(10_000)
  return outcome
}

describe('a script as a check', () => {
  test('says by its exit code how a server is', () => {
    expect(outcomeOf((process) => process.exit(0))).toEqual({ ok: true })
    expect(outcomeOf((process) => process.exit(2))).toEqual({
      ok: false,
      reason: 'exited with status 2',
    })
    expect(outcomeOf((process) => process.end({ kind: 'killed', signal: 'SIGSEGV' }))).toEqual({
      ok: false,
      reason: 'was killed by SIGSEGV',
    })
  })

  test('says what its weight is, where that is wanted', () => {
    const weight = (code: number): ProbeOutcome | undefined =>
      outcomeOf((process) => process.exit(code), true)
    expect(weight(0)).toEqual({ ok: true })
    expect(weight(1)).toEqual({ ok: false, reason: 'exited with status 1' })
    expect(weight(2)).toEqual({ ok: true, weight: { kind: 'set', value: 0 } })
    expect(weight(255)).toEqual({ ok: true, weight: { kind: 'set', value: 253 } })
  })

  test('has failed when it takes too long', () => {
    expect(outcomeOf(() => undefined)).toEqual({ ok: false, reason: 'timed out after 1000 ms' })
  })

  test('runs again when it is gone, counted from its start', () => {
    const clock = new SimClock()
    const onStart = (process: FakeProcess): void => {
      clock.schedule(clock.now() + 700, () => process.exit(0))
    }
    const runner = new FakeProcessRunner({ clock, onStart })
    const check = miscCheck({ program, runner, clock, timeoutMs: 5000 })
    const checker = new Checker({ check, delayLoopMs: 2000, warmupMs: 0, clock })
    checker.start()
    clock.advance(4500)
    expect(runner.started.map(({ startedAtMs }) => startedAtMs)).toEqual([0, 2000, 4000])
    checker.stop()
    expect(runner.started[2]?.signals).toEqual(['SIGTERM'])
  })
})
