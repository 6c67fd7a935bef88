import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { FakeProcessRunner } from '../testing/fake-process-runner.js'
import { trackScript } from './track-script.js'
import type { TrackScriptOptions } from './track-script.js'

const reports: [string, boolean][] = []
const target = { report: (name: string, success: boolean) => void reports.push([name, success]) }

describe('trackScript', () => {
  test('reports success for exit code 0 and failure for the rest', async () => {
    reports.length = 0
    const clock = new SimClock()
    const endings = [
      { kind: 'exited', code: 0 },
      { kind: 'exited', code: 2 },
      { kind: 'killed', signal: 'SIGSEGV' },
      { kind: 'cannotRun', code: 'ENOENT', message: 'gone' },
      undefined,
    ] as const
    const runner = new FakeProcessRunner({
      clock,
      onStart: (process) => {
        const ending = endings[runner.started.length - 1]
        if (ending !== undefined) process.end(ending)
      },
    })
    const kinds: string[] = []
    const onOutcome = ({ kind }: { kind: string }): void => void kinds.push(kind)
    await trackScript(target, {
      name: 'chk',
      command: 'true',
      intervalMs: 500,
      runner,
      clock,
      onOutcome,
    })
    clock.advance(2500)
    expect(reports).toEqual([
      ['chk', true],
      ['chk', false],
      ['chk', false],
      ['chk', false],
      ['chk', false],
    ])
    expect(kinds).toEqual(['exited', 'exited', 'killed', 'cannotRun', 'timedOut'])
  })

  test('runs a real program', async () => {
    let onReport: ((words: readonly [string, boolean]) => void) | undefined
    const reported = new Promise<readonly [string, boolean]>((resolve) => (onReport = resolve))
    const listener = { report: (...words: [string, boolean]) => onReport?.(words) }
    await using tracker = await trackScript(listener, {
      name: 'chk',
      command: "/bin/sh -c 'exit 0'",
    })
    expect(await reported).toEqual(['chk', true])
    expect(tracker).toBeDefined()
  })

  const cases: readonly (readonly [TrackScriptOptions, string])[] = [
    [{ name: 'a', command: '/no/such/file' }, 'script a: command: /no/such/file does not exist'],
    [{ name: 'a', command: '' }, 'script a: command: there is no command'],
    [
      { name: 'a', command: 'true', user: 'no-such-user' },
      'script a: user: there is no user no-such-user',
    ],
    [
      { name: 'a', command: 'true', group: 'root' },
      'script a: user: a group needs a user beside it',
    ],
    [
      { name: 'a', command: 'true', intervalMs: 0, timeoutMs: -1 },
      'script a: intervalMs: 0 is not a number of milliseconds above 0; ' +
        'timeoutMs: -1 is not a number of milliseconds above 0',
    ],
  ]
  test.each(cases)('refuses %j', async (options, message) => {
    await expect(trackScript(target, options)).rejects.toThrow(message)
  })
})
