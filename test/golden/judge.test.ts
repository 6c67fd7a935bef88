import { expect, it } from 'vitest'
import type { Difference } from './difference.js'
import { intendedAt, isAsExpected, judge } from './judge.js'
import { parseTrace } from './trace/trace-text.js'

const master = '3.4 A NOTIFY INSTANCE VI_1 MASTER 150'
const gone = '18.5 A ADDR- 10.77.0.100/24 dev eth0'
const leased: Difference = {
  scenario: 'basic-v2',
  places: ['a', 'both'],
  extra: [gone],
}
const silent: Difference = { ...leased, extra: [], missing: [master] }

it('is content with what is meant', () => {
  const recorded = parseTrace(master)
  expect(isAsExpected(judge(recorded, recorded, []))).toBe(true)
  expect(isAsExpected(judge(recorded, parseTrace(`${master}\n${gone}`), [leased]))).toBe(true)
  expect(isAsExpected(judge(recorded, [], [silent]))).toBe(true)
})

it('finds what nobody meant, at its time', () => {
  const recorded = parseTrace(master)
  const later = parseTrace('19.0 A ADDR- 10.77.0.100/24 dev eth0')
  const judgement = judge(recorded, [...recorded, ...later], [leased])
  expect(judgement).toEqual({ missing: [], extra: later, unseen: parseTrace(gone) })
  expect(isAsExpected(judgement)).toBe(false)
})

it('finds what was meant and did not show', () => {
  const recorded = parseTrace(master)
  const judgement = judge(recorded, recorded, [silent])
  expect(judgement).toEqual({ missing: [], extra: [], unseen: recorded })
  expect(isAsExpected(judgement)).toBe(false)
})

it('takes a difference for no other scenario and no other place', () => {
  expect(intendedAt([leased], 'basic-v2', 'a')).toEqual([leased])
  expect(intendedAt([leased], 'basic-v2', 'b')).toEqual([])
  expect(intendedAt([leased], 'basic-v3', 'a')).toEqual([])
})

it('lets a difference come that comes sometimes, but not a half of it', () => {
  const five = '12.4 A GARP 10.77.0.100 request x5'
  const ten = '12.4 A GARP 10.77.0.100 request x10'
  const again: Difference = { ...leased, missing: [five], extra: [ten], sometimes: true }
  const recorded = parseTrace(five)
  expect(isAsExpected(judge(recorded, recorded, [again]))).toBe(true)
  expect(isAsExpected(judge(recorded, parseTrace(ten), [again]))).toBe(true)
  expect(judge(recorded, [], [again])).toEqual({ missing: recorded, extra: [], unseen: [] })
})

it.each([
  ['x9', false],
  ['x10', true],
  ['x15', true],
])('takes %s for ten or more: %s', (count, isMeant) => {
  const played = parseTrace(`12.4 A GARP 10.77.0.100 request ${count}`)
  const often: Difference = { ...leased, extra: ['12.4 A GARP 10.77.0.100 request x10+'] }
  expect(isAsExpected(judge([], played, [often]))).toBe(isMeant)
})

it('gives a difference the room that it asks for', () => {
  const played = parseTrace('19.0 A ADDR- 10.77.0.100/24 dev eth0')
  expect(isAsExpected(judge([], played, [{ ...leased, within: 0.6 }]))).toBe(true)
  expect(isAsExpected(judge([], played, [{ ...leased, within: 0.4 }]))).toBe(false)
})
