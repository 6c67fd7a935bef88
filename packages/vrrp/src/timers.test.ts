import { describe, expect, it } from 'vitest'
import { masterDownIntervalMs, skewMs } from './timers.js'

/** As keepalived keeps them: whole microseconds, rounded down. */
const inMicroseconds = (ms: number): number => Math.floor(ms * 1000)

describe('rules 47, 54: VRRPv2 at 1 s', () => {
  it.each([
    [1, 3_996_093],
    [50, 3_804_687],
    [100, 3_609_375],
    [128, 3_500_000],
    [150, 3_414_062],
    [200, 3_218_750],
    [254, 3_007_812],
    [255, 3_003_906],
  ])('priority %i waits %i us for the master', (priority, microseconds) => {
    expect(inMicroseconds(masterDownIntervalMs(2, priority, 1000))).toBe(microseconds)
  })

  it.each([
    [1, 996.093_75],
    [100, 609.375],
    [128, 500],
    [255, 3.906_25],
  ])('priority %i skews by %f ms, whatever the interval', (priority, ms) => {
    expect(skewMs(2, priority, 1000)).toBe(ms)
    expect(skewMs(2, priority, 255_000)).toBe(ms)
  })

  it('skews by a fraction of a second at longer intervals too', () => {
    expect(masterDownIntervalMs(2, 100, 10_000)).toBe(30_609.375)
    expect(masterDownIntervalMs(2, 100, 255_000)).toBe(765_609.375)
  })
})

describe('rules 48, 54: VRRPv3', () => {
  it.each([
    [100, 1000, 3_609_375],
    [100, 100, 360_937],
    [100, 10, 36_093],
    [254, 1000, 3_007_812],
    [150, 500, 1_707_031],
    [100, 40_950, 147_803_906],
    [1, 40_950, 163_640_039],
  ])('priority %i waits for a master of %i ms: %i us', (priority, advertIntMs, microseconds) => {
    expect(inMicroseconds(masterDownIntervalMs(3, priority, advertIntMs))).toBe(microseconds)
  })

  it.each([
    [100, 1000, 609.375],
    [100, 10, 6.093_75],
    [1, 40_950, 40_790.039_062_5],
    [255, 10, 0.039_062_5],
  ])(
    'priority %i skews by a fraction of the interval of %i ms: %f ms',
    (priority, interval, ms) => {
      expect(skewMs(3, priority, interval)).toBe(ms)
    },
  )
})

describe('rule 48: down_timer_adverts', () => {
  it.each([
    [1, 1609.375],
    [3, 3609.375],
    [10, 10_609.375],
  ])('%i missed adverts are %f ms for priority 100', (adverts, ms) => {
    expect(masterDownIntervalMs(2, 100, 1000, adverts)).toBe(ms)
    expect(masterDownIntervalMs(3, 100, 1000, adverts)).toBe(ms)
  })
})
