import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { FakeProcessRunner } from '../testing/fake-process-runner.js'
import type { FakeProcess, FakeProcessRunnerOptions } from '../testing/fake-process-runner.js'
import { NotifyQueue } from './notify-queue.js'
import type { NotifyQueueOptions } from './notify-queue.js'

const program = (path: string) => ({ path, args: [] })

function setUp(options: Partial<NotifyQueueOptions & FakeProcessRunnerOptions> = {}): {
  readonly clock: SimClock
  readonly queue: NotifyQueue
  readonly lines: string[]
  readonly started: () => readonly (readonly [number, string])[]
  readonly last: () => FakeProcess
} {
  const clock = new SimClock()
  const runner = new FakeProcessRunner({ ...options, clock })
  const lines: string[] = []
  const log = (message: string): void => void lines.push(message)
  const logger = { debug: () => undefined, info: log, warn: log, error: log }
  const queue = new NotifyQueue({ name: 'VI_1', logger, ...options, runner, clock })
  const started = () =>
    runner.started.map(({ startedAtMs, program: { path } }) => [startedAtMs, path] as const)
  return { clock, queue, lines, started, last: () => runner.started.at(-1)! }
}

describe('NotifyQueue', () => {
  test('runs one script after the other, in order', async () => {
    const { clock, queue, started, last } = setUp()
    queue.push([program('/master'), program('/any')])
    queue.push([])
    queue.push([program('/backup')])
    clock.advance(100)
    last().exit(0)
    clock.advance(100)
    last().exit(0)
    clock.advance(100)
    expect(started()).toEqual([
      [0, '/master'],
      [100, '/any'],
      [200, '/backup'],
    ])
    let isIdle = false
    const idle = queue.idle().then(() => (isIdle = true))
    await Promise.resolve()
    expect(isIdle).toBe(false)
    last().exit(0)
    clock.advance(0)
    await idle
    await queue.idle()
  })

  test('a script that fails does not keep the next one from running', () => {
    const { clock, queue, started, last, lines } = setUp()
    queue.push([program('/master'), program('/any')])
    last().end({ kind: 'cannotRun', code: 'ENOENT', message: '/master does not exist' })
    clock.advance(0)
    last().exit(1)
    clock.advance(0)
    expect(started().map(([, path]) => path)).toEqual(['/master', '/any'])
    expect(lines).toEqual([
      'notification of VI_1: /master cannot be run: /master does not exist',
      'notification of VI_1: /any exited with status 1',
    ])
  })

  test('a script that hangs is killed at its deadline, and the next one waits for its end', () => {
    const { clock, queue, started, lines } = setUp({
      timeoutMs: 5000,
      onKill: (process, signal) => {
        if (signal === 'SIGKILL') process.end({ kind: 'killed', signal })
      },
    })
    queue.push([program('/master')])
    queue.push([program('/backup')])
    clock.advance(6999)
    expect(started()).toEqual([[0, '/master']])
    clock.advance(1)
    expect(started()).toEqual([
      [0, '/master'],
      [7000, '/backup'],
    ])
    expect(lines).toEqual(['notification of VI_1: /master timed out after 5000 ms'])
  })

  test('a script that even KILL does not end is left behind', () => {
    const { clock, queue, started, lines } = setUp({ timeoutMs: 5000, onKill: () => undefined })
    queue.push([program('/master')])
    queue.push([program('/backup')])
    clock.advance(9000)
    expect(started()).toEqual([
      [0, '/master'],
      [9000, '/backup'],
    ])
    expect(lines).toContain('/master hangs and does not even obey SIGKILL')
  })

  test('when too many wait, the oldest is dropped and the last is told', () => {
    const { clock, queue, started, last, lines } = setUp({ waitingMax: 2 })
    for (const path of ['/1', '/2', '/3', '/4', '/5']) queue.push([program(path)])
    for (let ended = 0; ended < 3; ended += 1) {
      last().exit(0)
      clock.advance(0)
    }
    expect(started().map(([, path]) => path)).toEqual(['/1', '/4', '/5'])
    expect(lines).toHaveLength(2)
    expect(lines[0]).toBe('notifications of VI_1: the scripts are too slow, one event is dropped')
  })

  test('close ends what runs and drops what waits', async () => {
    const { clock, queue, started, last, lines } = setUp()
    queue.push([program('/master'), program('/any')])
    queue.push([program('/backup')])
    const closed = queue.close()
    queue.push([program('/late')])
    clock.advance(0)
    await closed
    expect(last().signals).toEqual(['SIGTERM'])
    expect(started()).toEqual([[0, '/master']])
    expect(lines).toEqual([])
    expect(clock.nextEventAt).toBeUndefined()
  })

  test('without a deadline a script may take all day', () => {
    const { clock, queue, last } = setUp({ timeoutMs: Infinity })
    queue.push([program('/master')])
    clock.advance(86_400_000)
    expect(last().signals).toEqual([])
  })
})
