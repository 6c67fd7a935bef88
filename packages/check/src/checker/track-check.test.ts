import { SimClock } from '@holdfast/core/testing'
import { describe, expect, test } from 'vitest'
import { FakeProbe } from '../testing/fake-probe.js'
import { trackCheck } from './track-check.js'

function setUp(retry?: number): {
  readonly clock: SimClock
  readonly probe: FakeProbe
  readonly reports: string[]
  readonly stop: () => void
} {
  const clock = new SimClock()
  const probe = new FakeProbe({ clock, latencyMs: 1 })
  const reports: string[] = []
  const target = {
    report: (name: string, success: boolean) => {
      reports.push(`${clock.now()} ${name} ${success ? 'ok' : 'failed'}`)
    },
  }
  const stop = trackCheck(target, {
    name: 'chk_web',
    check: probe.asCheck(),
    intervalMs: 499,
    clock,
    ...(retry === undefined ? {} : { retry }),
  })
  return { clock, probe, reports, stop }
}

describe('a check that is tracked', () => {
  test('is reported at once and after each answer, until it is stopped', () => {
    const { clock, probe, reports, stop } = setUp()
    clock.advanceTo(300)
    probe.isUp = false
    clock.advanceTo(1200)
    stop()
    clock.advanceTo(5000)
    expect(reports).toEqual(['1 chk_web ok', '501 chk_web failed', '1001 chk_web failed'])
    expect(clock.nextEventAt).toBeUndefined()
  })

  test('with retries is well until they are used up', () => {
    const { clock, probe, reports } = setUp(1)
    clock.advanceTo(300)
    probe.isUp = false
    clock.advanceTo(1200)
    expect(reports).toEqual(['1 chk_web ok', '501 chk_web ok', '1001 chk_web failed'])
  })

  test('takes no interval that is none', () => {
    const clock = new SimClock()
    const check = new FakeProbe({ clock }).asCheck()
    const target = { report: () => undefined }
    expect(() => trackCheck(target, { name: 'chk', check, intervalMs: 0 })).toThrow(
      'check chk: intervalMs: 0 is not a number of milliseconds above 0',
    )
  })
})
