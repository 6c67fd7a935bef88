import { SimClock } from '@holdfast/core/testing'
import { describe, expect, it } from 'vitest'
import { DelayLine } from './delay-line.js'

describe('DelayLine', () => {
  it('releases each at its time, and in the order of their coming where the times are equal', () => {
    const clock = new SimClock()
    const line = new DelayLine(clock)
    const released: string[] = []
    const hold = (delayMs: number, name: string): void =>
      line.hold(delayMs, () => released.push(`${name} at ${clock.now()}`))
    hold(20, 'late')
    hold(5, 'first')
    hold(5, 'second')
    clock.advance(1)
    hold(4, 'third')
    hold(1, 'early')
    clock.advance(100)
    expect(released).toEqual([
      'early at 2',
      'first at 5',
      'second at 5',
      'third at 5',
      'late at 20',
    ])
  })

  it('holds what is added while it releases', () => {
    const clock = new SimClock()
    const line = new DelayLine(clock)
    const released: number[] = []
    line.hold(5, () => {
      line.hold(5, () => released.push(clock.now()))
      line.hold(3, () => released.push(clock.now()))
    })
    clock.advance(100)
    expect(released).toEqual([8, 10])
  })

  it('drops what it holds when it is closed', () => {
    const clock = new SimClock()
    const line = new DelayLine(clock)
    const released: string[] = []
    line.hold(5, () => released.push('too late'))
    line.close()
    clock.advance(100)
    expect(released).toEqual([])
  })
})
