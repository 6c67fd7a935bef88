import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { languageCodes } from './diagnostic-codes.js'
import type { DiagnosticCode } from './diagnostic.js'

test('docs/diagnostics.md lists every code of the language as the table has it', () => {
  const path = new URL('../../../../docs/diagnostics.md', import.meta.url)
  const rows = readFileSync(path, 'utf8')
    .split('\n')
    .filter((line) => line.startsWith('| `'))
  const expected = Object.entries<DiagnosticCode>(languageCodes).map(
    ([code, { severity, summary, keepalived = '', holdfast = '' }]) =>
      `| \`${code}\` | ${severity} | ${summary} | ${keepalived} | ${holdfast} |`,
  )
  expect(rows.filter((row) => expected.includes(row))).toEqual(expected)
})
