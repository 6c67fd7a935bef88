import { beforeEach, describe, expect, it } from 'vitest'
import { Lan } from '../test/support/lan.js'
import type { VrrpConfig } from './config.js'
import type { VrrpInstance } from './instance.js'

/* Whole elections on a simulated segment; the tables of the machine are in machine*.test.ts. */
let lan: Lan

beforeEach(() => {
  lan = new Lan()
})

const masters = (vips: readonly VrrpInstance[]): readonly number[] =>
  vips.flatMap((vip, index) => (vip.state === 'MASTER' ? [index] : []))

async function nodes(...configs: readonly Partial<VrrpConfig>[]): Promise<VrrpInstance[]> {
  const vips: VrrpInstance[] = []
  for (const [index, changes] of configs.entries()) {
    vips.push(await lan.node(`n${index}`, `192.0.2.${index + 1}`).started(changes))
  }
  return vips
}

describe('the usual run', () => {
  it('rules 58, 64: the strongest takes over first and advertises every second', async () => {
    const vips = await nodes({ priority: 100 }, { priority: 200 }, { priority: 150 })
    await lan.pass(7000)
    expect(masters(vips)).toEqual([1])
    expect(lan.adverts()).toEqual([
      '3218.75 n1 200',
      '4218.75 n1 200',
      '5218.75 n1 200',
      '6218.75 n1 200',
    ])
  })

  it('rule 58: a master that dies is replaced after the interval of the next strongest', async () => {
    const dying = lan.node('dying', '192.0.2.9')
    await dying.started({ priority: 200 })
    const vips = await nodes({ priority: 100 }, { priority: 150 })
    await lan.pass(5000)
    dying.process.crash()
    // Last heard at 4218.75; 3414.0625 after that.
    await lan.pass(2632.6875)
    expect(masters(vips)).toEqual([])
    await lan.pass(0.125)
    expect(masters(vips)).toEqual([1])
    expect(vips[1]?.status().because).toBe(
      'BACKUP -> MASTER: no advert from 192.0.2.9 (priority 200) for 3414.063 ms',
    )
  })

  it('rule 61: a stronger newcomer takes over after its interval, by preemption', async () => {
    const [old] = await nodes({ priority: 100 })
    await lan.pass(5000)
    const newcomer = await lan.node('new', '192.0.2.99').started({ priority: 200 })
    await lan.pass(3218.75)
    expect([old?.state, newcomer.state]).toEqual(['BACKUP', 'MASTER'])
    expect(newcomer.status().because).toBe(
      'BACKUP -> MASTER: priority 200 preempts 192.0.2.1 (priority 100)',
    )
  })

  it('rule 84: with nopreempt it does not', async () => {
    const [old] = await nodes({ priority: 100 })
    await lan.pass(5000)
    const newcomer = await lan.node('new', '192.0.2.99').started({ priority: 200, preempt: false })
    await lan.pass(30_000)
    expect([old?.state, newcomer.state]).toEqual(['MASTER', 'BACKUP'])
  })

  it('rule 92: with a preempt delay it comes later', async () => {
    const [old] = await nodes({ priority: 100 })
    await lan.pass(5000)
    const newcomer = await lan
      .node('new', '192.0.2.99')
      .started({ priority: 200, preemptDelayMs: 10_000 })
    // First heard at 5609.375; followed until 14 609.375; 3218.75 after that.
    await lan.pass(12_828)
    expect([old?.state, newcomer.state]).toEqual(['MASTER', 'BACKUP'])
    await lan.pass(0.125)
    expect([old?.state, newcomer.state]).toEqual(['BACKUP', 'MASTER'])
  })

  it('rule 36: VRRPv3 follows a master of another interval, both ways', async () => {
    const vips = await nodes(
      { version: 3, priority: 200, advertIntMs: 100 },
      { version: 3, priority: 100, advertIntMs: 3000 },
    )
    await lan.pass(30_000)
    expect(masters(vips)).toEqual([0])
    expect(vips[1]?.status().counters.becomeMaster).toBe(0)
    // 3 x 100 + 156 x 100 / 256 after the last one heard.
    expect(vips[1]?.status().nextInMs).toBeLessThanOrEqual(360.9375)
  })

  it('rule 150: VRRPv2 routers of different intervals are both master, deaf to each other', async () => {
    const vips = await nodes({ priority: 200 }, { priority: 100, advertIntMs: 2000 })
    await lan.pass(30_000)
    expect(masters(vips)).toEqual([0, 1])
    expect(vips[0]?.status().counters.rejected.intervalError).toBeGreaterThan(0)
    expect(vips[1]?.status().counters.rejected.intervalError).toBeGreaterThan(0)
  })
})

describe('rule 91: a split, then it heals', () => {
  it.each([
    ['the stronger one was master before', { priority: 200 }, { priority: 100 }],
    ['the weaker one was master before', { priority: 100 }, { priority: 200 }],
  ])('%s: the stronger one wins, nopreempt or not', async (_, first, second) => {
    const [a] = await nodes({ ...first, preempt: false })
    await lan.pass(5000)
    const b = await lan.node('b', '192.0.2.99').started({ ...second, preempt: false })
    await lan.pass(3000)
    expect([a?.state, b.state]).toEqual(['MASTER', 'BACKUP'])
    lan.network.faults.partition(['n0'], ['b'])
    await lan.pass(6000)
    expect([a?.state, b.state]).toEqual(['MASTER', 'MASTER'])
    lan.network.faults.heal()
    await lan.pass(1000)
    expect([a?.state, b.state]).toEqual(
      first.priority === 200 ? ['MASTER', 'BACKUP'] : ['BACKUP', 'MASTER'],
    )
    await lan.pass(30_000)
    expect(masters([a as VrrpInstance, b])).toHaveLength(1)
  })
})

describe('rule 153: a master that stood still', () => {
  it.each([
    ['stronger', 200, 0],
    ['weaker', 50, 1],
  ])('comes back %s than its successor: one master within an interval', async (_, own, winner) => {
    const sleeper = lan.node('sleeper', '192.0.2.77')
    const sleeping = await sleeper.started({ priority: own })
    await lan.pass(5000)
    const successor = await lan
      .node('next', '192.0.2.78')
      .started({ priority: 100, preempt: false })
    await lan.pass(2000)
    expect([sleeping.state, successor.state]).toEqual(['MASTER', 'BACKUP'])
    sleeper.process.stall()
    await lan.pass(20_300)
    expect(successor.state).toBe('MASTER')
    sleeper.process.resume()
    await lan.pass(1000)
    expect(masters([sleeping, successor])).toEqual([winner])
  })

  it('a backup that stood still never takes over from a living master', async () => {
    const sleeper = lan.node('sleeper', '192.0.2.77')
    const sleeping = await sleeper.started({ priority: 200, preempt: false })
    const [master] = await nodes({ priority: 250 })
    await lan.pass(5000)
    expect([sleeping.state, master?.state]).toEqual(['BACKUP', 'MASTER'])
    sleeper.process.stall()
    await lan.pass(120_000)
    sleeper.process.resume()
    await lan.pass(10_000)
    expect([sleeping.state, master?.state]).toEqual(['BACKUP', 'MASTER'])
    expect(sleeping.status().counters.becomeMaster).toBe(0)
  })
})

describe('rule 154: many backups at once', () => {
  it('equal priorities: the highest address is the only master after one interval', async () => {
    // Nobody hears the others before it spoke itself.
    lan.network.faults.set({ latencyMs: 2 })
    const vips = await nodes(...Array.from({ length: 9 }, () => ({})))
    await lan.pass(3609.375)
    expect(masters(vips)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8])
    await lan.pass(1000)
    expect(masters(vips)).toEqual([8])
    await lan.pass(30_000)
    expect(masters(vips)).toEqual([8])
  })

  it('different priorities are spaced by their difference in 256ths: only one ever speaks', async () => {
    const vips = await nodes(
      ...Array.from({ length: 9 }, (_, index) => ({ priority: 100 + 10 * index })),
    )
    await lan.pass(30_000)
    expect(masters(vips)).toEqual([8])
    const speakers = new Set(lan.adverts().map((line) => line.split(' ')[1]))
    expect([...speakers]).toEqual(['n8'])
  })
})

describe('rule 82: two owners of the same addresses', () => {
  it('the lower address yields at the first advert', async () => {
    const [low] = await nodes({ priority: 255 })
    await lan.pass(5000)
    const high = await lan.node('high', '192.0.2.99').started({ priority: 255 })
    lan.clock.advance(0)
    expect([low?.state, high.state]).toEqual(['BACKUP', 'MASTER'])
    await lan.pass(60_000)
    expect([low?.state, high.state]).toEqual(['BACKUP', 'MASTER'])
    expect(low?.status().counters.becomeMaster).toBe(1)
  })

  it('one that is deaf does not: then the higher one lowers itself, until the other is gone', async () => {
    lan.network.faults.cut('high', 'deaf')
    const deaf = lan.node('deaf', '192.0.2.1')
    await deaf.started({ priority: 255 })
    const high = await lan.node('high', '192.0.2.99').started({ priority: 255 })
    await lan.pass(3000)
    expect([high.state, high.status().effectivePriority]).toEqual(['MASTER', 255])
    // First heard at 1 s: after 1000 + 2000 + 1200 ms the next advert, at 5 s, is once too often.
    await lan.pass(1999)
    expect(high.state).toBe('MASTER')
    await lan.pass(1)
    expect([high.state, high.status().effectivePriority]).toEqual(['BACKUP', 254])
    await lan.pass(30_000)
    expect([high.state, high.status().effectivePriority]).toEqual(['BACKUP', 254])
    deaf.process.crash()
    await lan.pass(3004)
    expect([high.state, high.status().effectivePriority]).toEqual(['MASTER', 255])
  })
})

describe('rule 94: priorities that change', () => {
  it('a tracker that fails on the master moves it, by the rules of preemption', async () => {
    const vips = await nodes(
      { priority: 150, trackers: [{ kind: 'script', name: 'check', weight: -100 }] },
      { priority: 100 },
    )
    vips[0]?.report('check', true)
    await lan.pass(5000)
    expect(masters(vips)).toEqual([0])
    vips[0]?.report('check', false)
    // Its next advert says 50, at 5414.0625; ours of 100 last heard 150 at 4414.0625.
    await lan.pass(3100)
    expect(masters(vips)).toEqual([1])
    expect(vips[1]?.status().because).toBe(
      'BACKUP -> MASTER: priority 100 preempts 192.0.2.1 (priority 50)',
    )
    vips[0]?.report('check', true)
    await lan.pass(3500)
    expect(masters(vips)).toEqual([0])
  })
})
