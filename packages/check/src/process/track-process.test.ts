import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { ProcessPoller } from './process-poller.js'
import type { ProcessEntry, ProcessTable } from './process-table.js'
import { trackProcess } from './track-process.js'
import type { TrackProcessOptions } from './track-process.js'

class FakeTable implements ProcessTable {
  names: readonly string[] = []
  failure: Error | undefined
  readonly asked: boolean[] = []

  async list(withArgs: boolean): Promise<readonly ProcessEntry[]> {
    this.asked.push(withArgs)
    if (this.failure !== undefined) throw this.failure
    return this.names.map((name, pid) => ({ pid, name, args: withArgs ? [name] : [] }))
  }
}

function setUp(): {
  readonly clock: SimClock
  readonly table: FakeTable
  readonly counter: ProcessPoller
  readonly lines: string[]
} {
  const clock = new SimClock()
  const table = new FakeTable()
  const lines: string[] = []
  const log = (message: string): void => void lines.push(message)
  const logger = { debug: log, info: log, warn: log, error: log }
  return { clock, table, lines, counter: new ProcessPoller({ clock, table, logger }) }
}

/** Virtual time, and around each event a few turns for the promises of the table. */
async function advance(clock: SimClock, ms: number): Promise<void> {
  const endMs = clock.now() + ms
  await settle()
  for (let at = clock.nextEventAt; at !== undefined && at <= endMs; at = clock.nextEventAt) {
    clock.step()
    await settle()
  }
  clock.advanceTo(endMs)
}

async function settle(): Promise<void> {
  for (let turns = 0; turns < 5; turns += 1) await Promise.resolve()
}

describe('trackProcess', () => {
  test('reports the first count and every change', async () => {
    const { clock, table, counter } = setUp()
    const reports: [number, string, boolean][] = []
    const target = {
      report: (name: string, ok: boolean) => void reports.push([clock.now(), name, ok]),
    }
    const stop = trackProcess(target, { name: 'web', process: ['nginx'], counter, clock })
    table.names = ['nginx', 'sh']
    await advance(clock, 2500)
    table.names = ['sh']
    await advance(clock, 2000)
    stop()
    table.names = ['nginx']
    await advance(clock, 5000)
    expect(reports).toEqual([
      [0, 'web', true],
      [3000, 'web', false],
    ])
    // At 0, 1, 2, 3 and 4 s, then nobody asks any more.
    expect(table.asked).toEqual([false, false, false, false, false])
  })

  test('waits for its delay', async () => {
    const { clock, table, counter } = setUp()
    const reports: [number, boolean][] = []
    const target = { report: (_: string, ok: boolean) => void reports.push([clock.now(), ok]) }
    table.names = ['nginx']
    trackProcess(target, { name: 'web', process: ['nginx'], delayMs: 2500, counter, clock })
    await advance(clock, 500)
    table.names = []
    await advance(clock, 5000)
    expect(reports).toEqual([
      [0, true],
      [3500, false],
    ])
  })

  test('one look serves all, also one who comes while it is under way', async () => {
    const { clock, table, counter } = setUp()
    const counts: string[] = []
    counter.watch({ process: ['a'] }, (count) => counts.push(`a ${count}`))
    clock.step()
    counter.watch({ process: ['b'], fullCommand: true }, (count) => counts.push(`b ${count}`))
    table.names = ['a', 'b', 'b']
    await advance(clock, 999)
    expect(counts).toEqual(['a 0', 'a 1', 'b 2'])
    expect(table.asked).toEqual([false, true])
  })

  test('a table that cannot be read changes no verdict, and is told once', async () => {
    const { clock, table, counter, lines } = setUp()
    const reports: boolean[] = []
    const target = { report: (_: string, ok: boolean) => void reports.push(ok) }
    table.names = ['nginx']
    trackProcess(target, { name: 'web', process: ['nginx'], counter, clock })
    await advance(clock, 500)
    table.failure = new Error('EMFILE')
    await advance(clock, 3000)
    table.failure = undefined
    table.names = []
    await advance(clock, 1000)
    expect(reports).toEqual([true, false])
    expect(lines).toEqual(['processes cannot be listed'])
  })

  test('quorumMax 0 asks for none at all', async () => {
    const { clock, table, counter } = setUp()
    const reports: boolean[] = []
    const target = { report: (_: string, ok: boolean) => void reports.push(ok) }
    trackProcess(target, { name: 'web', process: ['nginx'], quorumMax: 0, counter, clock })
    await advance(clock, 500)
    table.names = ['nginx']
    await advance(clock, 1000)
    expect(reports).toEqual([true, false])
  })

  const cases: readonly (readonly [TrackProcessOptions, string])[] = [
    [{ name: 'a', process: [] }, 'process a: process: names no command'],
    [
      { name: 'a', process: ['x'], quorum: 3, quorumMax: 2 },
      'process a: quorumMax: 2 is less than the quorum of 3',
    ],
    [
      { name: 'a', process: ['x'], delayMs: -1 },
      'process a: delayMs: -1 is not a number of milliseconds',
    ],
  ]
  test.each(cases)('refuses %j', (options, message) => {
    expect(() => trackProcess({ report: () => undefined }, options)).toThrow(message)
  })
})
