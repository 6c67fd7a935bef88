import { readFileSync } from 'node:fs'
import type { DiagnosticCode } from '@holdfast/core/config'
import { expect, test } from 'vitest'
import { configurationCodes } from './configuration-codes.js'

test('docs/diagnostics.md lists every code about a whole configuration as the table has it', () => {
  const path = new URL('../../../../docs/diagnostics.md', import.meta.url)
  const section = readFileSync(path, 'utf8').split('## Of a whole configuration')[1] ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  const expected = Object.entries<DiagnosticCode>(configurationCodes).map(
    ([code, { severity, summary, keepalived = '', holdfast = '' }]) =>
      `| \`${code}\` | ${severity} | ${summary} | ${keepalived} | ${holdfast} |`,
  )
  expect(rows).toEqual(expected)
})
