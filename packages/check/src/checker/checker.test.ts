import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { FakeProbe } from '../testing/fake-probe.js'
import { Checker } from './checker.js'
import type { CheckerOptions } from './checker.js'

function setUp(options: Partial<CheckerOptions> = {}): {
  readonly clock: SimClock
  readonly probe: FakeProbe
  readonly verdicts: string[]
  readonly lines: string[]
  readonly checker: Checker
} {
  const clock = new SimClock()
  const probe = new FakeProbe({ clock, latencyMs: 10 })
  const verdicts: string[] = []
  const lines: string[] = []
  const log = (level: string) => (message: string) => lines.push(`${level} ${message}`)
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  const checker = new Checker({
    check: probe.asCheck('TCP 192.0.2.1:80'),
    delayLoopMs: 6000,
    random: () => 0.5,
    onVerdict: (isUp) => verdicts.push(`${clock.now()} ${isUp ? 'up' : 'down'}`),
    clock,
    logger,
    ...options,
  })
  return { clock, probe, verdicts, lines, checker }
}

describe('a checker', () => {
  test('asks from a random instant on, tells what is new and says why', () => {
    const { clock, probe, verdicts, lines, checker } = setUp()
    checker.start()
    clock.advanceTo(9000)
    probe.isUp = false
    clock.advanceTo(15_000)
    expect(probe.startedAtMs).toEqual([3000, 9010, 10_020])
    expect(verdicts).toEqual(['3010 up', '10030 down'])
    expect(checker.isUp).toBe(false)
    expect(checker.lastFailure).toBe('the test says so')
    probe.isUp = true
    clock.advanceTo(17_000)
    expect(verdicts).toEqual(['3010 up', '10030 down', '16040 up'])
    expect(checker.lastFailure).toBeUndefined()
    expect(lines).toEqual([
      'info TCP 192.0.2.1:80 succeeds',
      'warn TCP 192.0.2.1:80 failed after 1 retry: the test says so',
      'info TCP 192.0.2.1:80 succeeds',
    ])
  })

  test('says what it has found, and what it will do', () => {
    const { clock, probe, checker } = setUp({ warmupMs: 0, retry: 2 })
    const nothing = { lastFailure: undefined, endedAgoMs: undefined }
    expect(checker.status()).toEqual({
      ...{ isUp: true, hasRun: false, dueInMs: undefined, answersToChange: 1 },
      ...nothing,
    })
    checker.start()
    clock.advanceTo(5)
    expect(checker.status()).toMatchObject({ hasRun: false, dueInMs: undefined, ...nothing })
    // It ends at 10 ms.
    clock.advanceTo(1000)
    expect(checker.status()).toEqual({
      ...{ isUp: true, hasRun: true, lastFailure: undefined },
      ...{ endedAgoMs: 990, dueInMs: 5010, answersToChange: 3 },
    })
    probe.isUp = false
    clock.advanceTo(6500)
    expect(checker.status()).toEqual({
      ...{ isUp: true, hasRun: true, lastFailure: 'the test says so' },
      ...{ endedAgoMs: 480, dueInMs: 520, answersToChange: 2 },
    })
    clock.advanceTo(20_000)
    expect(checker.status()).toMatchObject({ isUp: false, answersToChange: 1 })
  })

  test('tells how long each probe took', () => {
    const durations: number[] = []
    const onOutcome = (_: unknown, durationMs: number): unknown => durations.push(durationMs)
    const { clock, checker } = setUp({ warmupMs: 0, onOutcome })
    checker.start()
    clock.advanceTo(7000)
    expect(durations).toEqual([10, 10])
  })

  test('logs failures that change nothing where that is wanted', () => {
    const { clock, probe, lines, checker } = setUp({ logAllFailures: true, warmupMs: 0 })
    checker.start()
    clock.advanceTo(1000)
    probe.isUp = false
    clock.advanceTo(7000)
    expect(lines.at(-1)).toBe('info TCP 192.0.2.1:80 failed: the test says so (1 retry left)')
  })

  test('tells what is advised of the weight', () => {
    const advised: unknown[] = []
    const { clock, probe, checker } = setUp({ warmupMs: 0, onWeight: (each) => advised.push(each) })
    probe.outcome = { ok: true, weight: { kind: 'set', value: 3 } }
    checker.start()
    clock.advance(100)
    expect(advised).toEqual([{ kind: 'set', value: 3 }])
  })

  test('goes on when its listener throws', () => {
    const { clock, probe, lines, checker } = setUp({
      warmupMs: 0,
      onVerdict: () => {
        throw new Error('nobody is interested')
      },
    })
    checker.start()
    clock.advance(7000)
    expect(probe.startedAtMs).toEqual([0, 6010])
    expect(lines).toContain('error what listens to TCP 192.0.2.1:80 threw')
  })

  test('leaves nothing behind when it is stopped during a probe', () => {
    const { clock, verdicts, checker } = setUp({ warmupMs: 0 })
    checker.start()
    clock.advance(5)
    checker.stop()
    expect(clock.nextEventAt).toBeUndefined()
    clock.advance(60_000)
    expect(verdicts).toEqual([])
  })

  test('asks at once at a hint, while it is not stopped', () => {
    let hint: () => void = () => undefined
    let isUnhinted = false
    const clock = new SimClock()
    const probe = new FakeProbe({ clock })
    const check = {
      ...probe.asCheck(),
      hint: (onChange: () => void) => {
        hint = onChange
        return () => {
          isUnhinted = true
        }
      },
    }
    const checker = new Checker({ check, delayLoopMs: 6000, warmupMs: 0, clock })
    checker.start()
    clock.advance(1)
    hint()
    clock.advance(1)
    expect(probe.startedAtMs).toEqual([0, 1])
    checker.stop()
    expect(isUnhinted).toBe(true)
  })
})
