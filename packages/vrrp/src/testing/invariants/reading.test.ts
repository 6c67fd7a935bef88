import { describe, expect, test } from 'vitest'
import { masterDownTime, read, skewTime } from './reading.js'
import type { Reading } from './reading.js'

const plain = {
  name: 'VI_1',
  interface: 'eth0',
  virtualRouterId: 51,
  virtualAddresses: ['192.0.2.10/24'],
}

function reading(config: object): Reading {
  return read({ ...plain, ...config }, undefined)
}

describe('timers, by hand from RFC 3768 6.1 and RFC 9568 6.1 (rule 54)', () => {
  // Rule 54 counts whole microseconds.
  test.each([
    [2, 1, 1000, 3_996_093],
    [2, 100, 1000, 3_609_375],
    [2, 254, 1000, 3_007_812],
    [2, 255, 1000, 3_003_906],
    [2, 100, 3000, 9_609_375],
    [3, 100, 1000, 3_609_375],
    [3, 100, 100, 360_937],
    [3, 150, 500, 1_707_031],
    [3, 1, 40_950, 163_640_039],
  ])('version %i, priority %i, interval %i ms', (version, priority, intervalMs, microseconds) => {
    const down = masterDownTime(reading({ version, priority }), priority, intervalMs)
    expect(Math.floor(down * 1000)).toBe(microseconds)
  })

  test('the owner counts as 255 whatever it says (rule 49)', () => {
    expect(skewTime(reading({ priority: 255 }), 254, 1000)).toBe(3.90625)
  })

  test('keepalived may miss more adverts than three', () => {
    expect(masterDownTime(reading({ downTimerAdverts: 5, priority: 128 }), 128, 1000)).toBe(5500)
  })
})

describe('defaults', () => {
  test('keepalived: VRRPv2 for IPv4, VRRPv3 for IPv6, priority 100, a second', () => {
    expect(reading({})).toMatchObject({ version: 2, family: 4, priority: 100, intervalMs: 1000 })
    expect(reading({ virtualAddresses: ['fe80::10/64'] })).toMatchObject({ version: 3, family: 6 })
  })

  test.each([
    ['rfc3768', 2, false, true],
    ['rfc5798', 3, false, true],
    ['rfc9568', 3, true, false],
    ['keepalived', 2, true, false],
  ])('%s: version %i, answers weaker adverts: %s, owner is deaf: %s', (...expected) => {
    const [profile, version, answersWeaker, deafOwner] = expected
    expect(reading({ profile, priority: 255 })).toMatchObject({ version, answersWeaker, deafOwner })
  })

  test('nopreempt and its delay are void for the owner and with state MASTER (rules 89, 93)', () => {
    expect(reading({ preempt: false })).toMatchObject({ preempts: false })
    expect(reading({ preempt: false, priority: 255 })).toMatchObject({ preempts: true })
    expect(reading({ preempt: false, state: 'MASTER', priority: 90 })).toMatchObject({
      preempts: true,
      wantsMaster: true,
    })
    expect(reading({ preemptDelayMs: 500 })).toMatchObject({ preemptDelayMs: 500 })
    expect(reading({ preemptDelayMs: 500, preempt: false })).toMatchObject({ preemptDelayMs: 0 })
  })
})
