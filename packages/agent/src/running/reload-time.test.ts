import { describe, expect, test } from 'vitest'
import { reloadTime } from './reload-time.js'

/** Noon. */
const now = Date.UTC(2026, 0, 31, 12, 0, 0)

describe('when a file asks for a reload', () => {
  test.each([
    ['12:00:01Z', '2026-01-31T12:00:01.000Z'],
    ['12:00:00Z', '2026-02-01T12:00:00.000Z'],
    ['04:30:00Z\nwhatever', '2026-02-01T04:30:00.000Z'],
    ['  23:59:59Z  ', '2026-01-31T23:59:59.000Z'],
    ['2026-02-28 01:02:03Z', '2026-02-28T01:02:03.000Z'],
    ['26-02-28 01:02:03Z', '2026-02-28T01:02:03.000Z'],
  ])('%j', (content, expected) => {
    expect(new Date(reloadTime(content, now) ?? 0).toISOString()).toBe(expected)
  })

  test.each([
    '',
    'soon',
    '4:30:00',
    '24:00:00',
    '12:60:00',
    '2026-01-31 11:59:59Z',
    '2026-02-31 00:00:00Z',
    '2026-13-01 00:00:00Z',
    '12:00:00 Z',
  ])('%j: no time to come', (content) => {
    expect(reloadTime(content, now)).toBeUndefined()
  })

  test('without Z in the time of this machine', () => {
    const clock = (at: number | undefined): readonly number[] => {
      const read = new Date(at ?? 0)
      return [read.getHours(), read.getMinutes(), read.getSeconds()]
    }
    expect(clock(reloadTime('04:30:15', now))).toEqual([4, 30, 15])
    const once = reloadTime('2026-06-15 04:30:15', now)
    expect(clock(once)).toEqual([4, 30, 15])
    expect([new Date(once ?? 0).getMonth(), new Date(once ?? 0).getDate()]).toEqual([5, 15])
  })
})
