import { expect, test } from 'vitest'
import { concat, slice, spanOf, substituted, textAt, trimmed, wholeSpan } from './mapped-text.js'

const line = textAt('  priority $PRIO', { file: 'a.conf', line: 7, column: 1 })
const value = textAt('high one', { file: 'a.conf', line: 2, column: 7 })

test('text of a file is where it stands', () => {
  expect(spanOf(line, 2, 10)).toEqual({ file: 'a.conf', line: 7, column: 3, endColumn: 11 })
  expect(wholeSpan(trimmed(line))).toMatchObject({ column: 3, endColumn: 17 })
})

test('what a parameter brings is at the use and names the definition', () => {
  const use = spanOf(line, 11, 16)
  const whole = concat([slice(line, 0, 11), substituted(value, use), textAt('!', use)])
  expect(whole.text).toBe('  priority high one!')
  expect(spanOf(whole, 16, 19)).toEqual({
    file: 'a.conf',
    line: 7,
    column: 12,
    endColumn: 17,
    definedAt: { file: 'a.conf', line: 2, column: 12 },
  })
})

test('a slice of a substituted line keeps both places', () => {
  const use = spanOf(line, 11, 16)
  const whole = concat([slice(line, 0, 11), substituted(value, use)])
  expect(wholeSpan(slice(whole, 16, 19))).toEqual(spanOf(whole, 16, 19))
  expect(wholeSpan(slice(whole, 2, 10))).toEqual({
    file: 'a.conf',
    line: 7,
    column: 3,
    endColumn: 11,
  })
})
