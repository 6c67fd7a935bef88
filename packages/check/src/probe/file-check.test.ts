import { describe, expect, test } from 'vitest'
import { outcomeOf } from '../../test/outcome-of.js'
import { fileCheck } from './file-check.js'
import type { FileCheckOptions } from './file-check.js'

function judge(content: string, options: Omit<FileCheckOptions, 'file'> = {}): Promise<unknown> {
  const file = { read: () => Promise.resolve(content), hint: () => () => undefined }
  return outcomeOf(fileCheck({ file, ...options }))
}

describe('a number in a file', () => {
  test('takes the server down unless it is 0', async () => {
    expect(await judge('0\n')).toEqual({ ok: true })
    expect(await judge('')).toEqual({ ok: true })
    expect(await judge('3')).toEqual({ ok: false, reason: 'holds 3' })
    expect(await judge('3', { reverse: true })).toEqual({ ok: true })
    expect(await judge('0', { reverse: true })).toEqual({ ok: false, reason: 'holds 0' })
  })

  test('is added to the weight so many times', async () => {
    const added = async (content: string, weight: number, reverse = false): Promise<unknown> =>
      await judge(content, { weight, reverse })
    expect(await added(' 5', 2)).toEqual({ ok: true, weight: { kind: 'add', value: 10 } })
    expect(await added('-5', 2)).toEqual({ ok: true, weight: { kind: 'add', value: -10 } })
    expect(await added('5', 2, true)).toEqual({ ok: true, weight: { kind: 'add', value: -10 } })
    expect(await added('99999', 9)).toEqual({ ok: true, weight: { kind: 'add', value: 65_535 } })
    expect(await added('-65535', 1)).toEqual({ ok: true, weight: { kind: 'add', value: -65_535 } })
  })

  test('takes the server down when it comes to too little', async () => {
    expect(await judge('-65536', { weight: 1 })).toEqual({
      ok: false,
      reason: 'holds -65536, which takes 65536 from the weight',
    })
  })
})

test('a file is looked at when it changes', () => {
  let tell: () => void = () => undefined
  const file = {
    read: () => Promise.resolve(''),
    hint: (onChange: () => void) => {
      tell = onChange
      return () => undefined
    },
  }
  let hints = 0
  fileCheck({ file }).hint?.(() => (hints += 1))
  tell()
  expect(hints).toBe(1)
})
