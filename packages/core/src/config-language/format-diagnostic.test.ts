import { expect, test } from 'vitest'
import type { Diagnostic } from './diagnostic.js'
import { diagnosticToJson, formatDiagnostic } from './format-diagnostic.js'

const diagnostic: Diagnostic = {
  code: 'unknown-keyword',
  severity: 'error',
  file: 'a.conf',
  line: 3,
  column: 2,
  endColumn: 8,
  message: 'unknown keyword `wieght`',
  hint: 'did you mean `weight`?',
}

test('shows the line, a caret and the notes', () => {
  expect(formatDiagnostic({ ...diagnostic, holdfast: 'Ignores it.' }, () => '\twieght 3')).toBe(
    [
      'a.conf:3:2: error: unknown keyword `wieght` [unknown-keyword]',
      ' 3 |     wieght 3',
      '   |     ^~~~~~',
      '   = hint: did you mean `weight`?',
      '   = Holdfast: Ignores it.',
    ].join('\n'),
  )
})

test('wide characters before the caret take two cells', () => {
  const text = formatDiagnostic({ ...diagnostic, column: 4, endColumn: 5 }, () => '状态 x')
  expect(text.split('\n').slice(1, 3)).toEqual([' 3 | 状态 x', '   |      ^'])
})

test('a column behind the end and control characters do no harm', () => {
  const text = formatDiagnostic({ ...diagnostic, column: 40, endColumn: 41 }, () => 'a\u001b[2J')
  expect(text.split('\n').slice(1, 3)).toEqual([' 3 | a\uFFFD[2J', '   |      ^'])
})

test('shows only the neighbourhood in a long line', () => {
  const line = `${'x'.repeat(5000)}wieght${'y'.repeat(5000)}`
  const text = formatDiagnostic({ ...diagnostic, column: 5001, endColumn: 5007 }, () => line)
  expect(text.split('\n')[1]).toHaveLength(5 + 160)
  expect(text.split('\n')[2]).toBe(`   | ${' '.repeat(40)}^~~~~~`)
})

test('without the source there is no excerpt', () => {
  expect(formatDiagnostic(diagnostic).split('\n')).toEqual([
    'a.conf:3:2: error: unknown keyword `wieght` [unknown-keyword]',
    '   = hint: did you mean `weight`?',
  ])
})

test('JSON begins with the fields that tools rely on', () => {
  expect(diagnosticToJson(diagnostic)).toBe(
    '{"file":"a.conf","line":3,"column":2,"severity":"error","code":"unknown-keyword",' +
      '"message":"unknown keyword `wieght`","hint":"did you mean `weight`?","endColumn":8}',
  )
})
