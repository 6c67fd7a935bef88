import { expect, test } from 'vitest'
import { createSink } from './diagnostic.js'
import { readLines } from './source-text.js'

function read(...bytes: (string | number)[]): { lines: readonly string[]; problems: string[] } {
  const sink = createSink()
  const all = bytes.flatMap((each) =>
    typeof each === 'number' ? [each] : [...new TextEncoder().encode(each)],
  )
  const lines = readLines(Uint8Array.from(all), 'a.conf', sink)
  const problems = sink.diagnostics.map(({ code, line, column }) => `${code} ${line}:${column}`)
  return { lines, problems }
}

test('the last line feed ends a line and begins none', () => {
  expect(read('a\nb\n')).toEqual({ lines: ['a', 'b'], problems: [] })
  expect(read('a\n\nb')).toEqual({ lines: ['a', '', 'b'], problems: [] })
  expect(read('')).toEqual({ lines: [], problems: [] })
})

test('a byte order mark is left out', () => {
  expect(read(0xef, 0xbb, 0xbf, 'a')).toEqual({ lines: ['a'], problems: ['byte-order-mark 1:1'] })
})

test('UTF-16 is decoded', () => {
  expect(read(0xff, 0xfe, 0x61, 0, 0x0a, 0, 0x62, 0)).toEqual({
    lines: ['a', 'b'],
    problems: ['utf-16 1:1'],
  })
})

test('what is not UTF-8 is read as Latin-1', () => {
  expect(read('a\n# caf', 0xe9)).toEqual({ lines: ['a', '# café'], problems: ['not-utf-8 2:6'] })
})

test('a NUL ends its line; it is said once', () => {
  expect(read('a\nb', 0, 'c\nd', 0)).toEqual({ lines: ['a', 'b', 'd'], problems: ['nul-byte 2:2'] })
})

test('a line longer than the buffer of keepalived is named', () => {
  expect(read('x'.repeat(1022)).problems).toEqual([])
  expect(read('x'.repeat(1023)).problems).toEqual(['line-too-long 1:1023'])
})
