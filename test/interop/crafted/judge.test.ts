import { describe, expect, it } from 'vitest'
import { follows, ignores, succeeds } from './crafted-advert.js'
import { judgeBackup, judgeMaster } from './judge.js'
import type { BackupRun, MasterRun } from './judge.js'

describe('a BACKUP', () => {
  const run = (spokeAt: readonly number[], rest: Partial<BackupRun> = {}) => ({
    readyAt: 0,
    lastSentAt: 6000,
    stalls: 0,
    everyMs: 1000,
    endAt: 10_500,
    spokeAt,
    ...rest,
  })

  it.each([
    ['takes over in its time', [3610, 4610], true],
    ['takes over too early, as after priority 0', [1200, 2200], false],
    ['is held back by what it should ignore', [4600], false],
    ['never takes over', [], false],
  ])('that should ignore: %s', (_what, spokeAt, isRight) => {
    expect(judgeBackup(ignores, run(spokeAt)).isRight).toBe(isRight)
  })

  it.each([
    ['waits for the end and its master-down time', [9610], true],
    ['takes over while it was sent', [3610, 9610], false],
    ['takes over too soon afterwards', [7000], false],
    ['never takes over', [], false],
  ])('that should follow: %s', (_what, spokeAt, isRight) => {
    expect(judgeBackup(follows, run(spokeAt)).isRight).toBe(isRight)
  })

  it('need not take over when nobody watches long enough', () => {
    const long = { kind: 'follows', masterDownMs: 147_803.90625 } as const
    expect(judgeBackup(long, run([])).isRight).toBe(true)
  })

  it('may take over from a sender that was late for its own interval', () => {
    const centisecond = { kind: 'follows', masterDownMs: 36.09375 } as const
    const spoke = [2000, 6036]
    expect(judgeBackup(centisecond, run(spoke, { everyMs: 10 })).isRight).toBe(false)
    expect(judgeBackup(centisecond, run(spoke, { everyMs: 10, stalls: 1 })).isRight).toBe(true)
  })

  it.each([
    [610, true],
    [1600, true],
    [3610, false],
  ])('that should succeed speaks after %d ms: %s', (at, isRight) => {
    expect(judgeBackup(succeeds, run([at])).isRight).toBe(isRight)
  })
})

describe('a MASTER', () => {
  const run = (spokeAt: readonly number[]): MasterRun => ({
    firstSentAt: 0,
    lastSentAt: 5000,
    sent: 17,
    stalls: 0,
    spokeAt,
  })
  const usual = [500, 1500, 2500, 3500, 4500]
  const all = Array.from({ length: 17 }, (_, index) => index * 290 + 10)

  it.each([
    ['ignores', usual, true],
    ['ignores', [500], false],
    ['ignores', [], false],
    ['ignores', all, false],
    ['answers', all, true],
    ['answers', usual, false],
    ['yields', [100], true],
    ['yields', [100, 1100], false],
    ['yields', usual, false],
    ['yields later', [500, 1500, 2500], true],
    ['yields later', usual, false],
  ] as const)('that %s and speaks at %j: %s', (wanted, spokeAt, isRight) => {
    expect(judgeMaster(wanted, run(spokeAt)).isRight).toBe(isRight)
  })

  it('that yields may take over from a sender that was late, and yield with a last word', () => {
    const spoke = [100, 2000, 2040]
    expect(judgeMaster('yields', run(spoke)).isRight).toBe(false)
    expect(judgeMaster('yields', { ...run(spoke), stalls: 1 }).isRight).toBe(true)
    expect(judgeMaster('yields', { ...run([...spoke, 3000]), stalls: 1 }).isRight).toBe(false)
  })
})
