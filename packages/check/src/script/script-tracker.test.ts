import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import type { RunOutcome } from '../program/run-machine.js'
import { FakeProcessRunner } from '../testing/fake-process-runner.js'
import type { FakeProcessRunnerOptions } from '../testing/fake-process-runner.js'
import { ScriptTracker } from './script-tracker.js'
import type { ScriptTrackerOptions } from './script-tracker.js'

const program = { path: '/bin/check', args: [] }

function setUp(options: Partial<ScriptTrackerOptions> & Partial<FakeProcessRunnerOptions> = {}): {
  readonly clock: SimClock
  readonly runner: FakeProcessRunner
  readonly outcomes: RunOutcome[]
  readonly lines: string[]
  readonly tracker: ScriptTracker
} {
  const clock = new SimClock()
  const runner = new FakeProcessRunner({ ...options, clock })
  const outcomes: RunOutcome[] = []
  const lines: string[] = []
  const log = (level: string) => (message: string) => lines.push(`${level} ${message}`)
  const logger = { debug: log('debug'), info: log('info'), warn: log('warn'), error: log('error') }
  const onOutcome = (outcome: RunOutcome): void => void outcomes.push(outcome)
  const tracker = new ScriptTracker({
    name: 'chk',
    program,
    onOutcome,
    logger,
    ...options,
    runner,
    clock,
  })
  return { clock, runner, outcomes, lines, tracker }
}

describe('a script', () => {
  test('is run at once and each second, and its outcomes are told', () => {
    const { clock, runner, outcomes, tracker } = setUp()
    expect(runner.started).toEqual([])
    tracker.start()
    expect(runner.started.map(({ program: { path } }) => path)).toEqual(['/bin/check'])
    clock.advance(20)
    runner.started[0]!.exit(0)
    clock.advance(980)
    runner.started[1]!.exit(3)
    clock.advance(1000)
    runner.started[2]!.end({ kind: 'killed', signal: 'SIGSEGV' })
    clock.advance(1)
    expect(runner.started.map(({ startedAtMs }) => startedAtMs)).toEqual([0, 1000, 2000])
    expect(outcomes).toEqual([
      { kind: 'exited', code: 0 },
      { kind: 'exited', code: 3 },
      { kind: 'killed', signal: 'SIGSEGV' },
    ])
  })

  test('that hangs is told at its timeout, and nothing is started beside it', () => {
    const { clock, runner, outcomes, lines, tracker } = setUp({
      intervalMs: 2000,
      timeoutMs: 500,
      onKill: (process, signal) => {
        if (signal === 'SIGKILL') process.end({ kind: 'killed', signal })
      },
    })
    tracker.start()
    clock.advanceTo(499)
    expect(outcomes).toEqual([])
    clock.advanceTo(500)
    expect(outcomes).toEqual([{ kind: 'timedOut', timeoutMs: 500 }])
    clock.advanceTo(3999)
    expect(runner.started.map(({ signals }) => signals)).toEqual([['SIGTERM', 'SIGKILL']])
    clock.advanceTo(4000)
    expect(runner.started).toHaveLength(2)
    expect(outcomes).toHaveLength(1)
    expect(lines).toEqual([
      'warn script chk timed out after 500 ms',
      'debug script chk is still busy: a run is skipped',
    ])
  })

  test('that keeps failing the same way is told once in the log', () => {
    const { clock, lines, tracker, outcomes } = setUp({
      onStart: (process) => process.exit(1),
    })
    tracker.start()
    clock.advance(4500)
    expect(outcomes).toHaveLength(5)
    expect(lines).toEqual(['warn script chk exited with status 1'])
  })

  test('goes on when its listener throws', () => {
    const { clock, runner, lines, tracker } = setUp({
      onOutcome: () => {
        throw new Error('no such tracker')
      },
    })
    tracker.start()
    runner.started[0]!.exit(0)
    clock.advance(1000)
    expect(runner.started).toHaveLength(2)
    expect(lines).toEqual(['info script chk succeeded', 'error what listens to script chk threw'])
  })
})

describe('stop', () => {
  test('ends the process, tells nothing and resolves when it is gone', async () => {
    let isObeying = false
    const { clock, runner, outcomes, tracker } = setUp({
      onKill: (process, signal) => {
        if (isObeying) process.end({ kind: 'killed', signal })
        isObeying = true
      },
    })
    tracker.start()
    clock.advance(100)
    let isStopped = false
    const stopped = tracker.stop().then(() => (isStopped = true))
    clock.advance(1999)
    await Promise.resolve()
    expect(isStopped).toBe(false)
    clock.advance(1)
    await stopped
    expect(runner.started.map(({ signals }) => signals)).toEqual([['SIGTERM', 'SIGKILL']])
    expect(outcomes).toEqual([])
    expect(clock.nextEventAt).toBeUndefined()
  })

  test('may be called twice, and before start', async () => {
    const { tracker, runner } = setUp()
    await Promise.all([tracker.stop(), tracker.stop()])
    await tracker.stop()
    expect(runner.started).toEqual([])
    expect(() => tracker.start()).toThrow('chk was started before')
  })
})
