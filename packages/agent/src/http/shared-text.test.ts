import { SimClock } from '@holdfast/core/testing'
import { beforeEach, expect, test } from 'vitest'
import { SharedText } from './shared-text.js'

let clock: SimClock
let written: number

beforeEach(() => {
  clock = new SimClock()
  written = 0
})

/** That takes so many milliseconds to write. */
function textOf(ms: number): SharedText {
  return new SharedText(clock, () => {
    clock.advance(ms)
    written += 1
    return Promise.resolve(String(written))
  })
}

test('whoever asks while it is written, or for a tenth of a second afterwards, gets the same', async () => {
  const text = textOf(0)
  expect(await Promise.all([text.read(), text.read()])).toEqual(['1', '1'])
  clock.advance(99)
  expect(await text.read()).toBe('1')
  clock.advance(1)
  expect(await text.read()).toBe('2')
})

test('writing it takes at most one part in fifty of the time', async () => {
  const text = textOf(20)
  await text.read()
  clock.advance(999)
  expect(await text.read()).toBe('1')
  clock.advance(1)
  expect(await text.read()).toBe('2')
})

test('a text that cannot be written is tried again, not at once', async () => {
  const text = new SharedText(clock, () => {
    written += 1
    throw new Error(`no ${written}`)
  })
  await expect(text.read()).rejects.toThrow('no 1')
  await expect(text.read()).rejects.toThrow('no 1')
  clock.advance(100)
  await expect(text.read()).rejects.toThrow('no 2')
})
